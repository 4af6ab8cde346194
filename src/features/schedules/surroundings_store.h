// What surrounds schedules in a tenant: its own calendars, its freezes, its maintenance windows,
// and the overrides of single servers. Plain functions, tenant first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/schedules/stored_schedule.h"
#include "platform/sql/sql.h"

namespace mirante::schedules {

struct StoredCalendar {
  CalendarId id;
  std::int64_t revision = 1;
  Calendar calendar;  // Its id is `id`'s text.
  friend bool operator==(const StoredCalendar&, const StoredCalendar&) = default;
};

void put(sql::Tx& tx, TenantId tenant, const StoredCalendar& calendar);
void remove_calendar(sql::Tx& tx, TenantId tenant, CalendarId id);
/// By name.
std::vector<StoredCalendar> list_calendars(sql::Snapshot& snapshot, TenantId tenant);
std::optional<StoredCalendar> find_calendar(sql::Snapshot& snapshot, TenantId tenant,
                                            CalendarId id);
/// Nobody else changes it before the transaction ends.
std::optional<StoredCalendar> find_calendar_for_update(sql::Tx& tx, TenantId tenant, CalendarId id);
/// An HTTP entity tag of its revision.
std::string entity_tag(const StoredCalendar& calendar);

/// Of the whole tenant.
struct StoredFreeze {
  FreezeId id;
  Instant begin{};
  Instant end{};
  std::string reason;
  std::string made_by;
  friend bool operator==(const StoredFreeze&, const StoredFreeze&) = default;
};
void insert(sql::Tx& tx, TenantId tenant, const StoredFreeze& freeze);
/// It ends then, which is not later than it would have.
void end_freeze(sql::Tx& tx, TenantId tenant, FreezeId id, Instant at);
std::optional<StoredFreeze> find_freeze(sql::Snapshot& snapshot, TenantId tenant, FreezeId id);
/// That end after `since`, by begin.
std::vector<StoredFreeze> list_freezes(sql::Snapshot& snapshot, TenantId tenant, Instant since);

/// The servers that it is for run in it, where a schedule looks after them.
struct StoredMaintenance {
  MaintenanceId id;
  Instant begin{};
  Instant end{};
  std::string reason;
  Targets targets;
  std::string made_by;
  friend bool operator==(const StoredMaintenance&, const StoredMaintenance&) = default;
};
void insert(sql::Tx& tx, TenantId tenant, const StoredMaintenance& window);
/// It ends then, which is not later than it would have.
void end_maintenance(sql::Tx& tx, TenantId tenant, MaintenanceId id, Instant at);
void remove_maintenance(sql::Tx& tx, TenantId tenant, MaintenanceId id);
std::optional<StoredMaintenance> find_maintenance(sql::Snapshot& snapshot, TenantId tenant,
                                                  MaintenanceId id);
/// That end after `since`, by begin.
std::vector<StoredMaintenance> list_maintenance(sql::Snapshot& snapshot, TenantId tenant,
                                                Instant since);

struct StoredOverride {
  OverrideId id;
  ServerRef server;
  State state = State::running;
  Instant begin{};
  Instant end{};  // Where it was cancelled: then.
  std::string reason;
  std::string made_by;
  std::optional<Instant> cancelled_at = {};
  friend bool operator==(const StoredOverride&, const StoredOverride&) = default;
};
void insert(sql::Tx& tx, TenantId tenant, const StoredOverride& one);
void cancel_override(sql::Tx& tx, TenantId tenant, const StoredOverride& one);
std::optional<StoredOverride> find_override(sql::Snapshot& snapshot, TenantId tenant,
                                            OverrideId id);
/// That end after `since`, of all servers, by begin.
std::vector<StoredOverride> list_overrides(sql::Snapshot& snapshot, TenantId tenant, Instant since);

}  // namespace mirante::schedules
