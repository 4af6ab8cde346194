#include "features/notices/notifier.h"

#include <algorithm>

#include "base/log.h"
#include "features/notices/notice_store.h"
#include "features/notices/preflight_store.h"
#include "features/notices/tell_stops.h"
#include "features/schedules/schedule_store.h"

namespace mirante::notices {
namespace {

using schedules::StoredSchedule;
using namespace std::chrono_literals;

/// One that cannot be looked at waits, and does not hold up the others.
constexpr auto retry_after = 5min;

constexpr std::chrono::days checks_kept{30};

bool is_transient(const Error& error) {
  return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::cancelled;
}

}  // namespace

Task<void> Notifier::run() {
  for (;;) {
    const auto seen = wake_.count();
    bool was_busy = false;
    try {
      was_busy = co_await look();
      if (!was_busy) co_await drop_old_sometimes();
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) throw;
      log::warning("notices.failed", log::kv("code", failure.error().code),
                   log::kv("reason", failure.error().message));
    }
    if (was_busy) continue;
    co_await wake_.wait(seen, wake_at());
  }
}

Steady Notifier::wake_at() const {
  const auto& clock = loop().clock();
  const auto latest = clock.steady() + config_.poll;
  if (!next_) return latest;
  const auto left = *next_ - clock.now();
  return left.count() <= 0 ? latest : std::min(latest, clock.steady() + left);
}

Task<bool> Notifier::look() {
  const auto now = services_.now();
  const auto due = co_await services_.db().read([&](sql::Snapshot& snapshot) {
    auto found = schedules::due_ahead(snapshot, now, config_.batch);
    next_ = found.empty() ? schedules::next_ahead(snapshot) : std::nullopt;
    return found;
  });
  if (due.empty()) co_return false;
  bool has_failed = false;
  try {
    co_await tell(due);
  } catch (const Failure& failure) {
    if (is_transient(failure.error())) throw;
    has_failed = true;
  }
  if (has_failed) co_await tell_one_by_one(due);
  co_return true;
}

Task<void> Notifier::tell(const std::vector<StoredSchedule>& due) {
  const auto now = services_.now();
  const auto looks = co_await services_.db().read([&](sql::Snapshot& snapshot) {
    schedules::RuleReader rules(snapshot, firing::rules_since(now));
    std::vector<LookedAhead> made;
    for (const auto& schedule : due)
      made.push_back(look_ahead(snapshot, rules, schedule, now, services_.schedules.own_server));
    return made;
  });
  co_await services_.db().write([&](sql::Tx& tx) {
    for (const auto& one : looks) {
      if (!schedules::move_ahead(tx, one.schedule, one.next)) continue;
      for (const auto due : one.checks)
        want_preflight(tx, one.schedule.tenant, one.schedule.id, due, one.schedule.version);
      if (!one.checks.empty()) tx.after_commit([this] { wanted_.wake(); });
      if (services_.outbox == nullptr) continue;
      for (const auto& stop : one.stops) tell_stop(tx, services_, one.schedule, stop);
    }
  });
}

Task<void> Notifier::tell_one_by_one(const std::vector<StoredSchedule>& due) {
  for (const auto& schedule : due) {
    std::optional<Error> error;
    try {
      co_await tell({schedule});
    } catch (const Failure& failure) {
      if (is_transient(failure.error())) throw;
      error = failure.error();
    }
    if (!error) continue;
    log::error("notices.schedule_failed", log::kv("tenant", schedule.tenant),
               log::kv("schedule", schedule.id), log::kv("code", error->code),
               log::kv("reason", error->message));
    co_await services_.db().write([&](sql::Tx& tx) {
      return schedules::move_ahead(tx, schedule, services_.now() + retry_after);
    });
  }
}

Task<void> Notifier::drop_old_sometimes() {
  const auto steady = loop().clock().steady();
  if (dropped_at_ && steady - *dropped_at_ < 1h) co_return;
  dropped_at_ = steady;
  co_await services_.db().write([&](sql::Tx& tx) {
    drop_old(tx, services_.now());
    drop_old_preflights(tx, services_.now() - checks_kept);
  });
}

}  // namespace mirante::notices
