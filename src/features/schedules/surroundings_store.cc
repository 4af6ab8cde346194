#include "features/schedules/surroundings_store.h"

#include <nlohmann/json.hpp>

#include "base/as_seen.h"
#include "features/schedules/schedule_json.h"

namespace mirante::schedules {
namespace {

constexpr std::string_view calendar_columns =
    "select id, revision, document from calendars where tenant_id = ?";
constexpr std::string_view freeze_columns =
    "select id, begins_at, ends_at, reason, made_by from freezes where tenant_id = ?";
constexpr std::string_view maintenance_columns =
    "select id, begins_at, ends_at, reason, targets, made_by from maintenance_windows where "
    "tenant_id = ?";
constexpr std::string_view override_columns =
    "select id, account_id, region, server, state, begins_at, ends_at, reason, made_by, "
    "cancelled_at from overrides where tenant_id = ?";

StoredCalendar read_calendar(const sql::Row& row) {
  const auto json = Json::parse(row.text(2), nullptr, false);
  if (json.is_discarded())
    throw Failure(ErrorKind::corrupt, "the table calendars holds what is no JSON");
  return {.id = row.id<CalendarId>(0),
          .revision = row.integer(1),
          .calendar = parse_calendar(Field(json, ""))};
}

StoredFreeze read_freeze(const sql::Row& row) {
  return {.id = row.id<FreezeId>(0),
          .begin = row.instant(1),
          .end = row.instant(2),
          .reason = row.text(3),
          .made_by = row.text(4)};
}

StoredMaintenance read_maintenance(const sql::Row& row) {
  const auto targets = Json::parse(row.text(4), nullptr, false);
  if (targets.is_discarded())
    throw Failure(ErrorKind::corrupt, "the table maintenance_windows holds what is no JSON");
  return {.id = row.id<MaintenanceId>(0),
          .begin = row.instant(1),
          .end = row.instant(2),
          .reason = row.text(3),
          .targets = parse_targets(Field(targets, "targets")),
          .made_by = row.text(5)};
}

StoredOverride read_override(const sql::Row& row) {
  return {.id = row.id<OverrideId>(0),
          .server = {.account = row.id<AccountId>(1), .region = {row.text(2)}, .id = row.text(3)},
          .state = row.text(4) == "running" ? State::running : State::stopped,
          .begin = row.instant(5),
          .end = row.instant(6),
          .reason = row.text(7),
          .made_by = row.text(8),
          .cancelled_at = row.maybe(9, &sql::Row::instant)};
}

}  // namespace

void put(sql::Tx& tx, TenantId tenant, const StoredCalendar& calendar) {
  tx.put("calendars", {"tenant_id", "id"}, {"revision", "name", "document"}, tenant, calendar.id,
         calendar.revision, calendar.calendar.name, to_json(calendar.calendar).dump());
}

void remove_calendar(sql::Tx& tx, TenantId tenant, CalendarId id) {
  tx.exec("delete from calendars where tenant_id = ? and id = ?", tenant, id);
}

std::vector<StoredCalendar> list_calendars(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<StoredCalendar> calendars;
  for (const auto& row : snapshot.all(std::string(calendar_columns) + " order by name, id", tenant))
    calendars.push_back(read_calendar(row));
  return calendars;
}

std::optional<StoredCalendar> find_calendar(sql::Snapshot& snapshot, TenantId tenant,
                                            CalendarId id) {
  const auto row = snapshot.one(std::string(calendar_columns) + " and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read_calendar(*row);
}

std::optional<StoredCalendar> find_calendar_for_update(sql::Tx& tx, TenantId tenant,
                                                       CalendarId id) {
  const auto row = tx.one_for_update(std::string(calendar_columns) + " and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read_calendar(*row);
}

std::string entity_tag(const StoredCalendar& calendar) {
  return tag_of_revision(calendar.revision);
}

void insert(sql::Tx& tx, TenantId tenant, const StoredFreeze& freeze) {
  tx.exec(
      "insert into freezes (tenant_id, id, begins_at, ends_at, reason, made_by) values (?, ?, ?, "
      "?, ?, ?)",
      tenant, freeze.id, freeze.begin, freeze.end, freeze.reason, freeze.made_by);
}

void end_freeze(sql::Tx& tx, TenantId tenant, FreezeId id, Instant at) {
  tx.exec("update freezes set ends_at = ? where tenant_id = ? and id = ? and ends_at > ?", at,
          tenant, id, at);
}

std::optional<StoredFreeze> find_freeze(sql::Snapshot& snapshot, TenantId tenant, FreezeId id) {
  const auto row = snapshot.one(std::string(freeze_columns) + " and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read_freeze(*row);
}

std::vector<StoredFreeze> list_freezes(sql::Snapshot& snapshot, TenantId tenant, Instant since) {
  std::vector<StoredFreeze> freezes;
  for (const auto& row : snapshot.all(
           std::string(freeze_columns) + " and ends_at > ? order by begins_at, id", tenant, since))
    freezes.push_back(read_freeze(row));
  return freezes;
}

void insert(sql::Tx& tx, TenantId tenant, const StoredMaintenance& window) {
  tx.exec(
      "insert into maintenance_windows (tenant_id, id, begins_at, ends_at, reason, targets, "
      "made_by) values (?, ?, ?, ?, ?, ?, ?)",
      tenant, window.id, window.begin, window.end, window.reason, to_json(window.targets).dump(),
      window.made_by);
}

void end_maintenance(sql::Tx& tx, TenantId tenant, MaintenanceId id, Instant at) {
  tx.exec(
      "update maintenance_windows set ends_at = ? where tenant_id = ? and id = ? and ends_at > ?",
      at, tenant, id, at);
}

void remove_maintenance(sql::Tx& tx, TenantId tenant, MaintenanceId id) {
  tx.exec("delete from maintenance_windows where tenant_id = ? and id = ?", tenant, id);
}

std::optional<StoredMaintenance> find_maintenance(sql::Snapshot& snapshot, TenantId tenant,
                                                  MaintenanceId id) {
  const auto row = snapshot.one(std::string(maintenance_columns) + " and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read_maintenance(*row);
}

std::vector<StoredMaintenance> list_maintenance(sql::Snapshot& snapshot, TenantId tenant,
                                                Instant since) {
  std::vector<StoredMaintenance> windows;
  for (const auto& row :
       snapshot.all(std::string(maintenance_columns) + " and ends_at > ? order by begins_at, id",
                    tenant, since))
    windows.push_back(read_maintenance(row));
  return windows;
}

void insert(sql::Tx& tx, TenantId tenant, const StoredOverride& one) {
  tx.exec(
      "insert into overrides (tenant_id, id, account_id, region, server, state, begins_at, "
      "ends_at, reason, made_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      tenant, one.id, one.server.account, one.server.region, one.server.id,
      one.state == State::running ? "running" : "stopped", one.begin, one.end, one.reason,
      one.made_by);
}

void cancel_override(sql::Tx& tx, TenantId tenant, const StoredOverride& one) {
  tx.exec("update overrides set ends_at = ?, cancelled_at = ? where tenant_id = ? and id = ?",
          one.end, one.cancelled_at, tenant, one.id);
}

std::optional<StoredOverride> find_override(sql::Snapshot& snapshot, TenantId tenant,
                                            OverrideId id) {
  const auto row = snapshot.one(std::string(override_columns) + " and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read_override(*row);
}

std::vector<StoredOverride> list_overrides(sql::Snapshot& snapshot, TenantId tenant,
                                           Instant since) {
  std::vector<StoredOverride> overrides;
  for (const auto& row :
       snapshot.all(std::string(override_columns) + " and ends_at > ? order by begins_at, id",
                    tenant, since))
    overrides.push_back(read_override(row));
  return overrides;
}

}  // namespace mirante::schedules
