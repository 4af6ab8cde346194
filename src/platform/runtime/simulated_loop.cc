#include "platform/runtime/simulated_loop.h"

namespace mirante {

Loop::TimerId SimulatedLoop::start_timer(Steady at, std::move_only_function<void()> work) {
  const auto id = ++last_;
  const auto due = std::max(at, clock_.steady());
  timers_.emplace(std::pair(due, id), std::move(work));
  due_.emplace(id, due);
  return id;
}

void SimulatedLoop::stop_timer(TimerId id) {
  const auto found = due_.find(id);
  if (found == due_.end()) return;
  // The work may hold what holds the timer: it must not be destroyed inside the table.
  auto node = timers_.extract({found->second, id});
  due_.erase(found);
}

bool SimulatedLoop::turn() {
  if (!work_.empty()) {
    auto work = std::move(work_.front());
    work_.pop_front();
    work();
    return true;
  }
  if (timers_.empty()) return false;
  auto node = timers_.extract(timers_.begin());
  const auto [at, id] = node.key();
  due_.erase(id);
  if (at > clock_.steady()) clock_.advance(at - clock_.steady());
  node.mapped()();
  return true;
}

void SimulatedLoop::turn_or_throw() {
  if (!turn())
    throw Failure(Error{.kind = ErrorKind::internal,
                        .message = "everything waits, and nothing will ever happen",
                        .code = "simulation.stuck"});
}

void SimulatedLoop::advance(std::chrono::microseconds by) {
  const auto until = clock_.steady() + by;
  while (!work_.empty() || (!timers_.empty() && timers_.begin()->first.first <= until)) turn();
  if (until > clock_.steady()) clock_.advance(until - clock_.steady());
}

void SimulatedLoop::clear() {
  // Destroying work may post or stop more.
  while (!work_.empty() || !timers_.empty()) {
    auto work = std::move(work_);
    work_.clear();
    auto timers = std::move(timers_);
    timers_.clear();
    due_.clear();
  }
}

}  // namespace mirante
