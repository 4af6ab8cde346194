// A loop for this room's own tests, which may not see the ones of platform/runtime: virtual time,
// everything on the caller's thread, one step after the other.
#pragma once

#include <deque>
#include <map>
#include <stdexcept>

#include "base/loop.h"

namespace mirante::testing {

class StepLoop final : public Loop {
 public:
  const Clock& clock() const override { return clock_; }
  void post(std::move_only_function<void()> work) override { posted_.push_back(std::move(work)); }
  void post_from_any_thread(std::move_only_function<void()> work) override {
    post(std::move(work));
  }
  TimerId start_timer(Steady at, std::move_only_function<void()> work) override {
    timers_.emplace(std::pair(at, ++last_timer_), std::move(work));
    return last_timer_;
  }
  void stop_timer(TimerId id) override {
    std::erase_if(timers_, [id](const auto& timer) { return timer.first.second == id; });
  }

  /// Runs what was posted, or else the next timer. False: there is nothing.
  bool step() {
    if (!posted_.empty()) {
      auto work = std::move(posted_.front());
      posted_.pop_front();
      work();
    } else if (!timers_.empty()) {
      auto due = timers_.extract(timers_.begin());
      if (due.key().first > clock_.steady()) clock_.advance(due.key().first - clock_.steady());
      due.mapped()();
    } else {
      return false;
    }
    return true;
  }
  void run_all() {
    while (step()) continue;
  }
  /// Runs `task` to its end; throws if it never comes.
  template <class T>
  T run(Task<T> task) {
    task.handle().resume();
    while (!task.handle().done())
      if (!step()) throw std::runtime_error("the task waits for what never happens");
    return task.handle().promise().take();
  }

 private:
  FakeClock clock_{from_micros(1'772'445'600'000'000)};  // 2026-03-02T10:00:00Z
  std::deque<std::move_only_function<void()>> posted_;
  std::map<std::pair<Steady, TimerId>, std::move_only_function<void()>> timers_;
  TimerId last_timer_ = 0;
};

/// A task that was begun; it stands where it waits, and is dropped with this.
template <class T = void>
class Begun {
 public:
  explicit Begun(Task<T> task, CancelScope* scope = nullptr) : task_(std::move(task)) {
    task_.handle().promise().scope = scope;
    task_.handle().resume();
  }
  bool is_done() const { return task_.handle().done(); }
  T take() { return task_.handle().promise().take(); }
  /// The error that it ended with; kind `internal` and no message if it did not fail.
  Error error() {
    try {
      static_cast<void>(take());
    } catch (const Failure& failure) {
      return failure.error();
    }
    return {};
  }

 private:
  Task<T> task_;
};

}  // namespace mirante::testing
