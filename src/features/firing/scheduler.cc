#include "features/firing/scheduler.h"

#include <algorithm>

#include "base/log.h"
#include "base/task_group.h"
#include "features/firing/failed_fire.h"

namespace mirante::firing {
namespace {

using schedules::DueSchedule;
using Batch = std::vector<DueSchedule>;

/// One that cannot be decided is looked at again then, and does not hold up the others.
constexpr std::chrono::minutes retry_after{5};
/// So long it is tried again where that may help, before it is told that it failed.
constexpr std::chrono::minutes tried_for{15};

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

/// In their order.
std::vector<Batch> batches_of(const std::vector<DueSchedule>& due, std::size_t size) {
  std::vector<Batch> batches;
  for (std::size_t i = 0; i < due.size(); ++i) {
    if (i % size == 0) batches.emplace_back();
    batches.back().push_back(due[i]);
  }
  return batches;
}

/// Schedules of which it is listed in one transaction which servers they name.
constexpr int listed_at_once = 500;

}  // namespace

Task<void> Scheduler::run() {
  bool is_listed = false;
  for (;;) {
    const auto seen = services_.wake.count();
    bool was_busy = false;
    try {
      if (!is_listed) co_await list_servers_of_old();
      is_listed = true;
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
    auto found = schedules::due(snapshot, now, config_.look);
    next_due_ = found.empty() ? schedules::next_due(snapshot) : std::nullopt;
    return found;
  });
  if (!keeps_time(off) || due.empty()) co_return false;
  co_await for_each_bounded(services_.loop, batches_of(due, config_.batch), config_.batches_max,
                            [this](Batch batch) { return fire_or_halve(std::move(batch)); });
  co_return true;
}

/// Of a store that was made before that was kept.
Task<void> Scheduler::list_servers_of_old() {
  int listed = listed_at_once;
  while (listed == listed_at_once)
    listed = co_await services_.db.write(
        [](sql::Tx& tx) { return schedules::list_servers_of_old(tx, listed_at_once); });
}

/// One that cannot be decided does not hold up the others: halves of what cannot be stored together
/// are tried by themselves, down to that one.
Task<void> Scheduler::fire_or_halve(Batch due) {
  auto error = co_await try_to_fire(due);
  // Another process was at the same: what it has stored is seen now.
  if (error && due.size() == 1 && error->code == "sql.duplicate") error = co_await try_to_fire(due);
  if (!error) co_return;
  if (due.size() == 1) co_return co_await fail(due.front(), *error);
  const auto middle = due.begin() + std::ssize(due) / 2;
  co_await fire_or_halve(Batch(due.begin(), middle));
  co_await fire_or_halve(Batch(middle, due.end()));
}

/// What kept them from being fired, where another time does not help by itself.
Task<std::optional<Error>> Scheduler::try_to_fire(const Batch& due) {
  try {
    co_await fire(due);
  } catch (const Failure& failure) {
    if (is_transient(failure.error())) throw;
    co_return failure.error();
  }
  co_return std::nullopt;
}

/// In one transaction.
Task<void> Scheduler::fire(const Batch& due) {
  const auto now = services_.loop.clock().now();
  const auto evaluations = co_await services_.db.read([&](sql::Snapshot& snapshot) {
    schedules::RuleReader rules(snapshot, rules_since(now));
    std::vector<Evaluation> made;
    for (const auto& one : due)
      if (const auto schedule = schedules::find_due(snapshot, one, now)) {
        rules.know(*schedule);
        made.push_back(evaluate(snapshot, rules, *schedule, now));
      }
    return made;
  });
  if (evaluations.empty()) co_return;
  const auto carried = co_await services_.db.write(
      [&](sql::Tx& tx) { return carry(tx, services_.spine, evaluations, services_.on_fire); });
  const auto stored_at = services_.loop.clock().now();
  for (const auto* one : carried)
    if (one->fire) count(*one->fire, stored_at);
}

void Scheduler::count(const Fire& fire, Instant stored_at) {
  const auto lateness = std::max(std::chrono::microseconds(0), stored_at - fire.due_at);
  ++figures_.fires;
  figures_.skipped += fire.skipped;
  const auto& bounds = SchedulerFigures::lateness_bounds;
  ++figures_.lateness[static_cast<std::size_t>(std::ranges::lower_bound(bounds, lateness) -
                                               bounds.begin())];
  figures_.lateness_sum += lateness;
  figures_.lateness_max = std::max(figures_.lateness_max, lateness);
}

/// Whoever looks after the schedule is told, and what it has to do later goes on.
Task<void> Scheduler::fail(DueSchedule due, Error error) {
  log::error("firing.schedule_failed", log::kv("tenant", due.tenant), log::kv("schedule", due.id),
             log::kv("code", error.code), log::kv("reason", error.message));
  const auto now = services_.loop.clock().now();
  std::optional<Evaluation> evaluation;
  bool is_undecidable = false;
  try {
    evaluation = co_await services_.db.read([&](sql::Snapshot& snapshot) {
      schedules::RuleReader rules(snapshot, rules_since(now));
      const auto schedule = schedules::find_due(snapshot, due, now);
      return schedule ? std::optional(evaluate(snapshot, rules, *schedule, now)) : std::nullopt;
    });
  } catch (const Failure& failure) {
    if (is_transient(failure.error())) throw;
    is_undecidable = true;
  }
  // Not due any more: another process was faster, or somebody has paused it.
  if (!evaluation && !is_undecidable) co_return;
  // A look is due again and again, and never for long.
  const bool is_undecided = is_undecidable || evaluation->is_look;
  const bool is_over =
      !is_undecided && evaluation->fire &&
      (error.kind == ErrorKind::invalid || now - evaluation->fire->due_at > tried_for);
  bool is_told = !is_over && !is_undecided;
  // Where the listener is what fails, it is stored all the same, and whoever looks finds it.
  const FireListener nobody;
  const std::array<const FireListener*, 2> listeners{&services_.on_fire, &nobody};
  for (const auto* listener : listeners) {
    if (is_told) break;
    try {
      co_await services_.db.write([&](sql::Tx& tx) {
        if (is_over)
          carry_failed(tx, *evaluation, error, *listener);
        else
          note_undecided(tx, due, now, error, *listener);
      });
      is_told = true;
    } catch (const Failure& failure) {
      if (is_transient(failure.error())) throw;
      log::error("firing.failure_not_told", log::kv("schedule", due.id),
                 log::kv("reason", failure.error().message));
    }
  }
  if (is_over && is_told) co_return;
  co_await services_.db.write(
      [&](sql::Tx& tx) { return schedules::put_off(tx, due, now + retry_after); });
}

}  // namespace mirante::firing
