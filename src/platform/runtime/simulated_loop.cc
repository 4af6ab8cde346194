#include "platform/runtime/simulated_loop.h"

namespace mirante {

void SimulatedLoop::post(std::move_only_function<void()> work) {
  post_from_any_thread(std::move(work));
}

void SimulatedLoop::post_from_any_thread(std::move_only_function<void()> work) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(work));
}

Loop::TimerId SimulatedLoop::start_timer(Steady at, std::move_only_function<void()> work) {
  const TimerId id = ++last_timer_;
  timers_.emplace(TimerKey(at, id), std::move(work));
  times_.emplace(id, at);
  return id;
}

void SimulatedLoop::stop_timer(TimerId id) {
  const auto found = times_.find(id);
  if (found == times_.end()) return;
  timers_.erase(TimerKey(found->second, id));
  times_.erase(found);
}

std::optional<std::move_only_function<void()>> SimulatedLoop::next_posted() {
  const std::lock_guard lock(mutex_);
  if (posted_.empty()) return std::nullopt;
  auto work = std::move(posted_.front());
  posted_.pop_front();
  return work;
}

bool SimulatedLoop::turn() {
  if (auto work = next_posted()) {
    (*work)();
    return true;
  }
  if (timers_.empty()) return false;
  ring_first();
  return true;
}

void SimulatedLoop::ring_first() {
  auto due = timers_.extract(timers_.begin());
  times_.erase(due.key().second);
  if (const auto wait = due.key().first - clock_.steady(); wait.count() > 0) clock_.advance(wait);
  due.mapped()();
}

void SimulatedLoop::run_until(Steady at) {
  for (;;) {
    if (auto work = next_posted())
      (*work)();
    else if (!timers_.empty() && timers_.begin()->first.first <= at)
      ring_first();
    else
      break;
  }
  if (const auto rest = at - clock_.steady(); rest.count() > 0) clock_.advance(rest);
}

Error SimulatedLoop::stuck() const {
  return {.kind = ErrorKind::internal,
          .message = "the simulation is stuck at " + to_iso8601(clock_.now()) +
                     ": the task waits, and nothing is posted and no timer runs that could wake it",
          .code = "loop.stuck"};
}

}  // namespace mirante
