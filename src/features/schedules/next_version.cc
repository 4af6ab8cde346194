#include "features/schedules/next_version.h"

#include <algorithm>
#include <set>

#include "features/schedules/maintenance.h"
#include "features/schedules/occurrences.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/schedule_store.h"

namespace mirante::schedules {
namespace {

using std::chrono::microseconds;

/// What is due for longer the firing does not look for.
constexpr std::chrono::days due_for{32};

/// The first instant in (after, until] that made the schedule due.
std::optional<Instant> first_due_of(sql::Snapshot& snapshot, const StoredSchedule& schedule,
                                    Instant after, Instant until) {
  after = std::max(after, until - due_for);
  std::optional<Instant> first;
  const auto add = [&](Instant at) {
    if (after < at && at <= until) first = std::min(at, first.value_or(at));
  };
  if (until <= after) return first;
  std::vector<Calendar> calendars;
  for (auto& one : list_calendars(snapshot, schedule.tenant))
    calendars.push_back(std::move(one.calendar));
  for (const auto& one : occurrences(schedule.schedule, calendars, after, until)) {
    add(one.begin);
    add(one.end);
  }
  for (const auto& one : list_freezes(snapshot, schedule.tenant, after)) add(one.end);
  const auto overrides = list_overrides(snapshot, schedule.tenant, after);
  const auto windows = list_maintenance(snapshot, schedule.tenant, after);
  if (overrides.empty() && windows.empty()) return first;
  const auto targets = targets_of(snapshot, schedule.tenant, schedule.targets);
  std::set<ServerRef> servers;
  for (const auto& one : targets) servers.insert(one.ref());
  for (const auto& one : overrides)
    if (servers.contains(one.server)) add(one.end);
  const auto customers = windows.empty() ? Customers() : customers_of(snapshot, schedule.tenant);
  for (const auto& one : windows) {
    if (std::ranges::none_of(targets, [&](const TargetServer& target) {
          return is_for(one.targets, Asked(target.resource), customers);
        }))
      continue;
    const Maintenance window{
        .begin = one.begin, .end = one.end, .reason = one.reason, .servers = {}};
    for (const auto at : instants_of(window, schedule.schedule, calendars, after, until)) add(at);
  }
  return first;
}

}  // namespace

Instant begin_of_next(sql::Snapshot& snapshot, const StoredSchedule& before, Instant now) {
  if (before.is_paused || !before.due_at) return std::max(before.handled_until, now);
  auto due = before.due_at;
  if (is_look_now(*due)) due = first_due_of(snapshot, before, before.handled_until, now);
  if (!due) return std::max(before.handled_until, now);
  return std::max(before.handled_until, std::min(*due - microseconds(1), now));
}

}  // namespace mirante::schedules
