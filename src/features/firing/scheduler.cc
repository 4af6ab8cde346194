#include "features/firing/scheduler.h"

#include <algorithm>

#include "base/log.h"
#include "features/firing/evaluate.h"
#include "features/schedules/schedule_store.h"

namespace mirante::firing {
namespace {

using schedules::StoredSchedule;

/// One that cannot be decided is looked at again then, and does not hold up the others.
constexpr std::chrono::minutes retry_after{5};

bool is_transient(const Error& error) {
  return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::cancelled;
}

}  // namespace

Task<void> Scheduler::run() {
  for (;;) {
    const auto seen = services_.wake.count();
    bool was_busy = false;
    try {
      was_busy = co_await look();
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) throw;
      log::warning("firing.failed", log::kv("code", failure.error().code),
                   log::kv("reason", failure.error().message));
    }
    if (was_busy) continue;
    co_await services_.wake.wait(seen, wake_at());
  }
}

Steady Scheduler::wake_at() const {
  const auto& clock = services_.loop.clock();
  const auto latest = clock.steady() + config_.poll;
  if (!next_due_) return latest;
  // What is overdue now could not be fired; it is tried again at the next poll.
  const auto left = *next_due_ - clock.now();
  return left.count() <= 0 ? latest : std::min(latest, clock.steady() + left);
}

Task<bool> Scheduler::look() {
  const auto now = services_.loop.clock().now();
  struct Look {
    std::vector<StoredSchedule> due;
    std::vector<Evaluation> evaluations;
    std::optional<Instant> next_due = {};
    bool has_failed = false;
  };
  const auto look = co_await services_.db.read([&](sql::Snapshot& snapshot) {
    Look found{.due = schedules::due(snapshot, now, config_.batch)};
    if (found.due.empty()) found.next_due = schedules::next_due(snapshot);
    try {
      for (const auto& schedule : found.due)
        found.evaluations.push_back(evaluate(snapshot, schedule, now));
    } catch (const Failure& failure) {
      if (is_transient(failure.error())) throw;
      found.has_failed = true;
    }
    return found;
  });
  next_due_ = look.next_due;
  if (look.due.empty()) co_return false;
  if (look.has_failed) {
    co_await fire_one_by_one(look.due);
    co_return true;
  }
  std::optional<Error> error;
  try {
    const auto done = co_await services_.db.write([&](sql::Tx& tx) {
      std::vector<const Evaluation*> carried;
      for (const auto& one : look.evaluations)
        if (carry(tx, services_.spine, one)) carried.push_back(&one);
      if (!carried.empty())
        tx.after_commit([&spine = services_.spine] {
          if (spine.wake) spine.wake();
        });
      return carried;
    });
    const auto stored_at = services_.loop.clock().now();
    for (const auto* one : done) {
      if (!one->fire) continue;
      const auto lateness = std::max(std::chrono::microseconds(0), stored_at - one->fire->due_at);
      ++figures_.fires;
      figures_.skipped += one->fire->skipped;
      figures_.lateness_sum += lateness;
      figures_.lateness_max = std::max(figures_.lateness_max, lateness);
    }
  } catch (const Failure& failure) {
    if (is_transient(failure.error())) throw;
    error = failure.error();
  }
  if (error) co_await fire_one_by_one(look.due);
  co_return true;
}

/// Where one of a batch fails the others go on.
Task<void> Scheduler::fire_one_by_one(const std::vector<StoredSchedule>& due) {
  const auto now = services_.loop.clock().now();
  for (const auto& schedule : due) {
    std::optional<Error> error;
    try {
      const auto evaluation = co_await services_.db.read(
          [&](sql::Snapshot& snapshot) { return evaluate(snapshot, schedule, now); });
      co_await services_.db.write(
          [&](sql::Tx& tx) { return carry(tx, services_.spine, evaluation); });
    } catch (const Failure& failure) {
      if (is_transient(failure.error())) throw;
      error = failure.error();
    }
    if (!error) continue;
    log::error("firing.schedule_failed", log::kv("tenant", schedule.tenant),
               log::kv("schedule", schedule.id), log::kv("code", error->code),
               log::kv("reason", error->message));
    co_await services_.db.write([&](sql::Tx& tx) {
      return schedules::move_due(tx, schedule, now + retry_after, schedule.handled_until);
    });
  }
}

}  // namespace mirante::firing
