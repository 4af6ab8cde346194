// The face of an event loop, as rooms see it: time, timers and "later on this thread".
// platform/runtime has two: RealLoop (Boost.Asio, one thread) and SimulatedLoop (virtual time,
// everything on the caller's thread, repeatable).
#pragma once

#include <chrono>
#include <functional>

#include "base/clock.h"
#include "base/task.h"

namespace mirante {

class Loop {
 public:
  virtual ~Loop() = default;

  virtual const Clock& clock() const = 0;

  /// Runs `work` soon, on the loop's thread, never inside this call, in order. From the loop's
  /// thread only.
  virtual void post(std::move_only_function<void()> work) = 0;
  /// The same from any thread.
  virtual void post_from_any_thread(std::move_only_function<void()> work) = 0;

  using TimerId = std::uint64_t;
  /// Calls `work` once at `at` or as soon after as possible. Prefer `Timer`.
  virtual TimerId start_timer(Steady at, std::move_only_function<void()> work) = 0;
  /// After this the timer's work never runs; unknown ids are ignored.
  virtual void stop_timer(TimerId id) = 0;
};

/// A timer that stops when it goes out of scope. The loop must outlive it.
class [[nodiscard]] Timer {
 public:
  Timer() = default;
  Timer(Loop& loop, Steady at, std::move_only_function<void()> work)
      : loop_(&loop), id_(loop.start_timer(at, std::move(work))) {}
  Timer(Timer&& other) noexcept : loop_(std::exchange(other.loop_, nullptr)), id_(other.id_) {}
  Timer& operator=(Timer&& other) noexcept {
    stop();
    loop_ = std::exchange(other.loop_, nullptr);
    id_ = other.id_;
    return *this;
  }
  ~Timer() { stop(); }
  void stop() {
    if (auto* loop = std::exchange(loop_, nullptr)) loop->stop_timer(id_);
  }

 private:
  Loop* loop_ = nullptr;
  Loop::TimerId id_ = 0;
};

/// Throws Failure with the scope's reason when cancelled meanwhile.
Task<void> sleep_until(Loop& loop, Steady at);
Task<void> sleep_for(Loop& loop, std::chrono::microseconds duration);

/// Lets everything else that is ready run first.
Task<void> yield(Loop& loop);

/// Runs `task`; once `at` has passed, everything below it is cancelled and Failure(timeout) is
/// thrown, naming `what`.
template <class T>
Task<T> with_deadline(Loop& loop, Steady at, std::string what, Task<T> task) {
  CancelScope scope(co_await current_scope());
  Timer timer(loop, at, [&scope, &what] {
    scope.cancel({.kind = ErrorKind::timeout, .message = what + " did not end in time"});
  });
  // A local, so that a dropped frame drops what is below the scope before the scope.
  auto below = std::move(task);
  co_return co_await std::move(below).under(scope);
}

}  // namespace mirante
