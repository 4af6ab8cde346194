// The loop of tests and simulated runs: virtual time, everything on the caller's thread. When
// nothing is ready it jumps to the next timer, so that a year passes in milliseconds and a run
// repeats bit for bit. A crash is simulated by dropping the root task: all frames below it go.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/loop.h"

namespace mirante {

/// Outlives everything that was given it: timers and tasks.
class SimulatedLoop final : public Loop {
 public:
  explicit SimulatedLoop(Instant start) : clock_(start) {}

  const Clock& clock() const override { return clock_; }
  void post(std::move_only_function<void()> work) override;
  /// What other threads post is run, but not waited for: a run that only waits for them is stuck.
  void post_from_any_thread(std::move_only_function<void()> work) override;
  TimerId start_timer(Steady at, std::move_only_function<void()> work) override;
  void stop_timer(TimerId id) override;

  /// Runs `task` to its end and gives its value or throws its exception. Time jumps from timer to
  /// timer meanwhile. Throws Failure(internal) "loop.stuck" when nothing that could end it will
  /// ever happen; the task is dropped then.
  template <class T>
  T run(Task<T> task) {
    start(task);
    while (!is_done(task))
      if (!turn()) throw Failure(stuck());
    return task.handle().promise().take();
  }

  /// Begins `task`, which stays the caller's; it goes on whenever the loop runs. Dropping it is a
  /// crash.
  template <class T>
  static void start(const Task<T>& task) {
    task.handle().resume();
  }
  template <class T>
  static bool is_done(const Task<T>& task) {
    return task.handle().done();
  }

  /// Runs all that is due until `at`, which then is the time.
  void run_until(Steady at);
  void advance(std::chrono::microseconds by) { run_until(clock_.steady() + by); }
  /// Runs one piece of posted work, or else jumps to the next timer and rings it. False: nothing
  /// will ever happen.
  bool turn();

  /// Only wall time moves, as when somebody sets the machine's clock.
  void jump_wall_clock(std::chrono::microseconds by) { clock_.jump(by); }

 private:
  using TimerKey = std::pair<Steady, TimerId>;

  std::optional<std::move_only_function<void()>> next_posted();
  void ring_first();
  Error stuck() const;

  FakeClock clock_;
  std::mutex mutex_;
  std::deque<std::move_only_function<void()>> posted_;  // Under mutex_.
  std::map<TimerKey, std::move_only_function<void()>> timers_;
  std::map<TimerId, Steady> times_;
  TimerId last_timer_ = 0;
};

}  // namespace mirante
