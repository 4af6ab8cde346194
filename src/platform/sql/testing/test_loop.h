// A loop for store tests: runs one task to its end on the caller's thread, also when the answers
// come from an engine's threads. Its clock stands still until the test moves it.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "base/loop.h"

namespace mirante::sql::testing {

class TestLoop final : public Loop {
 public:
  explicit TestLoop(Instant now = from_micros(1'767'225'600'000'000));  // 2026-01-01T00:00:00Z

  const Clock& clock() const override { return fake_clock; }
  void post(std::move_only_function<void()> work) override;
  void post_from_any_thread(std::move_only_function<void()> work) override;
  TimerId start_timer(Steady at, std::move_only_function<void()> work) override;
  void stop_timer(TimerId id) override;

  /// Runs `task` to its end and gives its value or throws its exception. Work that is posted runs
  /// meanwhile; when there is none, timers that are due next ring and the clock moves to them; when
  /// there are none either, it waits for other threads.
  template <class T>
  T run(Task<T> task) {
    start(task.handle());
    while (!task.handle().done()) turn();
    return task.handle().promise().take();
  }
  /// Begins `task` and leaves it where it first waits.
  template <class T>
  void start(std::coroutine_handle<T> handle) {
    handle.resume();
  }
  /// Runs one piece of posted work or one timer, or waits for a piece.
  void turn();
  /// Runs what is posted now and whatever that posts, without waiting.
  void run_posted();

  FakeClock fake_clock;

 private:
  std::optional<std::move_only_function<void()>> next_posted();

  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::move_only_function<void()>> work_;  // Under mutex_.
  std::map<std::pair<Steady, TimerId>, std::move_only_function<void()>> timers_;
  TimerId last_timer_ = 0;
};

}  // namespace mirante::sql::testing
