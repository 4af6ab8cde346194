// The loop of a running program: Boost.Asio's io_context on the one thread that calls `run`, real
// clocks, real sockets. Rooms see only `Loop`; platform/http reaches the io_context.
#pragma once

#include <map>
#include <memory>

#include "base/loop.h"

namespace boost::asio {
class io_context;
}

namespace mirante {

/// Outlives everything that was given it: timers, sockets, tasks. Pools that answer to it (blocking
/// pool, SQL engine) end before it.
class RealLoop final : public Loop {
 public:
  RealLoop();
  /// Work that was posted and not run is destroyed unrun.
  ~RealLoop() override;
  RealLoop(const RealLoop&) = delete;
  RealLoop& operator=(const RealLoop&) = delete;

  const Clock& clock() const override { return clock_; }
  void post(std::move_only_function<void()> work) override;
  void post_from_any_thread(std::move_only_function<void()> work) override;
  TimerId start_timer(Steady at, std::move_only_function<void()> work) override;
  void stop_timer(TimerId id) override;

  /// Runs `task` to its end on this thread and gives its value or throws its exception. Whatever
  /// else the loop has to do runs meanwhile; what is left then waits for the next `run`. An
  /// exception out of posted work comes out of here, and drops the task.
  template <class T>
  T run(Task<T> task) {
    task.handle().resume();
    while (!task.handle().done()) turn();
    return task.handle().promise().take();
  }

  boost::asio::io_context& io_context();

 private:
  using TimerKey = std::pair<Steady, TimerId>;

  /// Runs one piece of work, or waits for one.
  void turn();
  /// Lets Asio ring at the earliest timer.
  void arm();
  void ring();

  struct Asio;
  SystemClock clock_;
  std::unique_ptr<Asio> asio_;
  std::map<TimerKey, std::move_only_function<void()>> timers_;
  std::map<TimerId, Steady> times_;
  TimerId last_timer_ = 0;
  std::optional<Steady> armed_;
};

}  // namespace mirante
