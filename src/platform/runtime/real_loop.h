// The loop of a real process: one thread, Boost.Asio underneath. Everything that is awaited on it
// runs on the thread that calls `run`; other threads reach it through `post_from_any_thread`.
//
//   RealLoop loop;
//   loop.run(serve(loop, ...));   // Returns when the task has ended, or throws what it threw.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <initializer_list>
#include <unordered_map>

#include "base/loop.h"

namespace mirante {

class RealLoop final : public Loop {
 public:
  RealLoop();
  ~RealLoop() override;

  const Clock& clock() const override { return clock_; }
  void post(std::move_only_function<void()> work) override;
  void post_from_any_thread(std::move_only_function<void()> work) override;
  TimerId start_timer(Steady at, std::move_only_function<void()> work) override;
  void stop_timer(TimerId id) override;

  /// Runs the loop until `task` has ended; gives its value or throws its exception.
  template <class T>
  T run(Task<T> task) {
    task.handle().resume();
    while (!task.handle().done()) turn();
    return task.handle().promise().take();
  }

  /// Calls `heard` on the loop's thread at each of these signals, until the loop ends.
  void on_signals(std::initializer_list<int> signals, std::function<void(int)> heard);

  /// For platform/http alone.
  boost::asio::io_context& io() { return io_; }

 private:
  struct Timers;
  /// Runs one piece of work, or waits for one.
  void turn();

  SystemClock clock_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stay_;
  std::unique_ptr<Timers> timers_;
};

}  // namespace mirante
