#include "main/lateness.h"

#include <algorithm>

#include "features/inventory/sweep_schedule_store.h"
#include "features/operations/lease_store.h"
#include "features/schedules/overdue_store.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using std::chrono::duration_cast;
using std::chrono::minutes;

// A store that is busy, a lease that must run out and a process that takes over fit into these.
constexpr std::chrono::microseconds operation_may_wait = 5min;
constexpr std::chrono::microseconds schedule_may_wait = 5min;
constexpr std::chrono::microseconds sweep_may_wait_least = 10min;
constexpr int sweep_intervals = 3;

std::string in_minutes(std::chrono::microseconds time) {
  return std::to_string(duration_cast<minutes>(time).count()) + " minutes";
}

Error late(std::string message, std::string code) {
  return {.kind = ErrorKind::unavailable,
          .message = std::move(message) +
                     "; `mirante doctor` and the log say more, and a restart "
                     "goes on with everything",
          .code = std::move(code)};
}

}  // namespace

Task<Lateness> lateness_of(Rooms& rooms) {
  std::optional<Instant> sweep_due, operation_due, schedule_due;
  Instant store_now{};
  co_await rooms.outside().db.read([&](sql::Snapshot& snapshot) {
    store_now = snapshot.now();
    sweep_due = inventory::next_due(snapshot);
    operation_due = operations::oldest_due(snapshot);
    schedule_due = schedules::first_due(snapshot);
  });
  const auto now = rooms.outside().loop.clock().now();
  const auto runs_for = now - rooms.began_at();
  const auto late_by = [&](Instant due, Instant at) {
    return std::clamp<std::chrono::microseconds>(at - due, 0us, std::max(runs_for, 0us));
  };
  Lateness lateness;
  if (operation_due) lateness.operation = late_by(*operation_due, store_now);
  if (schedule_due) lateness.schedule = late_by(*schedule_due, now);
  if (const auto& collector = rooms.config().collector) {
    lateness.sweep_interval = collector->interval;
    if (sweep_due) lateness.sweep = late_by(*sweep_due, now);
  }
  co_return lateness;
}

std::optional<Error> what_is_late(const Lateness& lateness) {
  if (lateness.operation && *lateness.operation > operation_may_wait)
    return late("an operation has waited for " + in_minutes(*lateness.operation) +
                    " and nothing carries it out",
                "ready.operations_late");
  if (lateness.schedule && *lateness.schedule > schedule_may_wait)
    return late("a schedule should have fired " + in_minutes(*lateness.schedule) + " ago",
                "ready.schedules_late");
  const auto sweep_may_wait =
      std::max(sweep_may_wait_least, sweep_intervals * lateness.sweep_interval);
  if (lateness.sweep && *lateness.sweep > sweep_may_wait)
    return late("an account should have been looked at " + in_minutes(*lateness.sweep) + " ago",
                "ready.sweeps_late");
  return std::nullopt;
}

}  // namespace mirante
