// A loop on virtual time: everything runs on the caller's thread, and when nothing is ready the
// clock jumps to the next timer. The same work gives the same order of events, so that a whole
// program can be run again from its seed. Dropping the root task is a crash.
#pragma once

#include <deque>
#include <map>

#include "base/loop.h"

namespace mirante {

class SimulatedLoop final : public Loop {
 public:
  explicit SimulatedLoop(Instant start) : clock_(start) {}

  const Clock& clock() const override { return clock_; }
  void post(std::move_only_function<void()> work) override { work_.push_back(std::move(work)); }
  /// There is one thread; engines that have others do not belong here.
  void post_from_any_thread(std::move_only_function<void()> work) override {
    post(std::move(work));
  }
  TimerId start_timer(Steady at, std::move_only_function<void()> work) override;
  void stop_timer(TimerId id) override;

  /// Runs `task` to its end. Throws Failure(internal), code "simulation.stuck", when it waits for
  /// something that can never come.
  template <class T>
  T run(Task<T> task) {
    task.handle().resume();
    while (!task.handle().done()) turn_or_throw();
    return task.handle().promise().take();
  }
  /// Begins a task that the caller keeps and may drop.
  template <class T>
  void begin(const Task<T>& task) {
    task.handle().resume();
  }
  /// Runs one piece of work, or the next timer (the clock jumps to it); false if there is neither.
  bool turn();
  /// Runs everything that is due until then, and moves the clock there.
  void advance(std::chrono::microseconds by);
  /// Sets the wall clock, as a person or NTP does; time that is waited for goes on as before.
  void jump_wall_clock(std::chrono::microseconds by) { clock_.jump(by); }
  /// Forgets everything that is queued: what a crash leaves.
  void clear();

 private:
  void turn_or_throw();

  FakeClock clock_;
  std::deque<std::move_only_function<void()>> work_;
  std::map<std::pair<Steady, TimerId>, std::move_only_function<void()>> timers_;
  std::map<TimerId, Steady> due_;
  TimerId last_ = 0;
};

}  // namespace mirante
