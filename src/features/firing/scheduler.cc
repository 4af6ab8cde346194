#include "features/firing/scheduler.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "features/firing/evaluate.h"
#include "features/schedules/schedule_store.h"

namespace mirante::firing {
namespace {

using schedules::StoredSchedule;

/// One that cannot be decided is looked at again then, and does not hold up the others.
constexpr std::chrono::minutes retry_after{5};

/// How far the clock of this process is from the store's, for certain: a store that answers slowly
/// is not off.
std::chrono::microseconds clock_off(const Clock& clock, sql::Snapshot& snapshot) {
  const auto before = clock.now();
  const auto store = snapshot.now();
  const auto after = clock.now();
  return std::max({before - store, store - after, std::chrono::microseconds(0)});
}

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

bool Scheduler::keeps_time(std::chrono::microseconds off) {
  const bool kept_time = figures_.clock_off <= config_.clock_off_max;
  figures_.clock_off = off;
  const bool keeps = off <= config_.clock_off_max;
  if (kept_time && !keeps)
    log::error("firing.clock_is_off",
               log::kv("seconds", std::chrono::duration_cast<std::chrono::seconds>(off).count()));
  if (!kept_time && keeps) log::info("firing.clock_is_right_again");
  return keeps;
}

Task<bool> Scheduler::look() {
  const auto now = services_.loop.clock().now();
  std::chrono::microseconds off{};
  const auto due = co_await services_.db.read([&](sql::Snapshot& snapshot) {
    off = clock_off(services_.loop.clock(), snapshot);
    auto found = schedules::due(snapshot, now, config_.batch);
    next_due_ = found.empty() ? schedules::next_due(snapshot) : std::nullopt;
    return found;
  });
  if (!keeps_time(off) || due.empty()) co_return false;
  bool has_failed = false;
  try {
    co_await fire(due, now);
  } catch (const Failure& failure) {
    if (is_transient(failure.error())) throw;
    has_failed = true;
  }
  if (has_failed) co_await fire_one_by_one(due, now);
  co_return true;
}

/// In one transaction. A tenant's rules are read once for all of its schedules.
Task<void> Scheduler::fire(const std::vector<StoredSchedule>& due, Instant now) {
  const auto evaluations = co_await services_.db.read([&](sql::Snapshot& snapshot) {
    std::map<TenantId, schedules::Rulebook> rules;
    std::vector<Evaluation> made;
    for (const auto& schedule : due) {
      const auto tenant = schedule.tenant;
      auto found = rules.find(tenant);
      if (found == rules.end())
        found = rules.emplace(tenant, schedules::load_rulebook(snapshot, tenant, rules_since(now)))
                    .first;
      made.push_back(evaluate(snapshot, found->second, schedule, now));
    }
    return made;
  });
  const auto carried = co_await services_.db.write([&](sql::Tx& tx) {
    std::vector<const Evaluation*> done;
    for (const auto& one : evaluations)
      if (carry(tx, services_.spine, one, services_.on_fire)) done.push_back(&one);
    return done;
  });
  const auto stored_at = services_.loop.clock().now();
  for (const auto* one : carried) {
    if (!one->fire) continue;
    const auto lateness = std::max(std::chrono::microseconds(0), stored_at - one->fire->due_at);
    ++figures_.fires;
    figures_.skipped += one->fire->skipped;
    figures_.lateness_sum += lateness;
    figures_.lateness_max = std::max(figures_.lateness_max, lateness);
  }
}

/// Where one of a batch fails the others go on.
Task<void> Scheduler::fire_one_by_one(const std::vector<StoredSchedule>& due, Instant now) {
  for (const auto& schedule : due) {
    std::optional<Error> error;
    try {
      co_await fire({schedule}, now);
    } catch (const Failure& failure) {
      if (is_transient(failure.error())) throw;
      error = failure.error();
    }
    if (!error) continue;
    log::error("firing.schedule_failed", log::kv("tenant", schedule.tenant),
               log::kv("schedule", schedule.id), log::kv("code", error->code),
               log::kv("reason", error->message));
    const std::optional<Instant> later = now + retry_after;
    co_await services_.db.write([&](sql::Tx& tx) {
      return schedules::move_due(tx, schedule,
                                 {.due_at = later,
                                  .watch_at = schedule.watch_at ? later : schedule.watch_at,
                                  .handled_until = schedule.handled_until});
    });
  }
}

}  // namespace mirante::firing
