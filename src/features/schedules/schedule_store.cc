#include "features/schedules/schedule_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "features/inventory/listing.h"
#include "features/schedules/schedule_json.h"

namespace mirante::schedules {
namespace {

constexpr std::string_view columns =
    "select tenant_id, id, version, is_paused, document, targets, settings, approved, created_at, "
    "updated_at, updated_by, due_at, handled_until, ahead_at, watch_at from schedules";

/// Of `ahead_at` and `due_at`: what is smaller counts changes. A second after 1970.
constexpr std::int64_t changes_max = 1'000'000;
/// Of `ahead_at`: never.
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

Json parsed(const std::string& text) {
  auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded())
    throw Failure(ErrorKind::corrupt, "the table schedules holds what is no JSON");
  return json;
}

StoredSchedule read(const sql::Row& row) {
  const auto document = parsed(row.text(4));
  const auto targets = parsed(row.text(5));
  const auto settings = parsed(row.text(6));
  const auto approved = parsed(row.text(7));
  return {.tenant = row.id<TenantId>(0),
          .id = row.id<ScheduleId>(1),
          .version = row.integer(2),
          .is_paused = row.boolean(3),
          .schedule = parse_schedule(Field(document, "")),
          .targets = parse_targets(Field(targets, "targets")),
          .settings = parse_settings(Field(settings, "settings")),
          .approved = parse_servers(Field(approved, "approved").items(1'000'000)),
          .created_at = row.instant(8),
          .updated_at = row.instant(9),
          .updated_by = row.text(10),
          .due_at = row.maybe(11, &sql::Row::instant),
          .watch_at = row.maybe(14, &sql::Row::instant),
          .ahead_at = row.instant(13),
          .handled_until = row.instant(12)};
}

void insert_version(sql::Tx& tx, const StoredSchedule& schedule) {
  tx.exec(
      "insert into schedule_versions (tenant_id, schedule_id, version, document, targets, "
      "settings, made_at, made_by) values (?, ?, ?, ?, ?, ?, ?, ?)",
      schedule.tenant, schedule.id, schedule.version, to_json(schedule.schedule).dump(),
      to_json(schedule.targets).dump(), to_json(schedule.settings).dump(), schedule.updated_at,
      schedule.updated_by);
}

}  // namespace

void insert(sql::Tx& tx, const StoredSchedule& schedule) {
  tx.exec(
      "insert into schedules (tenant_id, id, version, name, search, is_paused, document, targets, "
      "settings, approved, created_at, updated_at, updated_by, due_at, handled_until, ahead_at) "
      "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
      schedule.tenant, schedule.id, schedule.version, schedule.schedule.name,
      inventory::lower(schedule.schedule.name), schedule.is_paused,
      to_json(schedule.schedule).dump(), to_json(schedule.targets).dump(),
      to_json(schedule.settings).dump(), to_json(schedule.approved).dump(), schedule.created_at,
      schedule.updated_at, schedule.updated_by, look_now, schedule.handled_until);
  insert_version(tx, schedule);
}

void update(sql::Tx& tx, const StoredSchedule& schedule) {
  tx.exec(
      "update schedules set version = ?, name = ?, search = ?, is_paused = ?, document = ?, "
      "targets = ?, settings = ?, approved = ?, updated_at = ?, updated_by = ?, due_at = ?, "
      "handled_until = ?, ahead_at = 0 where tenant_id = ? and id = ?",
      schedule.version, schedule.schedule.name, inventory::lower(schedule.schedule.name),
      schedule.is_paused, to_json(schedule.schedule).dump(), to_json(schedule.targets).dump(),
      to_json(schedule.settings).dump(), to_json(schedule.approved).dump(), schedule.updated_at,
      schedule.updated_by, look_now, schedule.handled_until, schedule.tenant, schedule.id);
  insert_version(tx, schedule);
}

void remove(sql::Tx& tx, TenantId tenant, ScheduleId id) {
  tx.exec("delete from schedules where tenant_id = ? and id = ?", tenant, id);
}

Instant begin_of_next(const StoredSchedule& before, Instant now) {
  if (before.is_paused || !before.due_at) return std::max(before.handled_until, now);
  // What is due is known to nobody.
  if (is_look_now(*before.due_at)) return before.handled_until;
  const auto before_due = *before.due_at - std::chrono::microseconds(1);
  return std::max(before.handled_until, std::min(before_due, now));
}

std::optional<StoredSchedule> find(sql::Snapshot& snapshot, TenantId tenant, ScheduleId id) {
  const auto row =
      snapshot.one(std::string(columns) + " where tenant_id = ? and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<StoredSchedule> find_for_update(sql::Tx& tx, TenantId tenant, ScheduleId id) {
  const auto row =
      tx.one_for_update(std::string(columns) + " where tenant_id = ? and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<StoredSchedule> list(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<StoredSchedule> schedules;
  for (const auto& row :
       snapshot.all(std::string(columns) + " where tenant_id = ? order by search, id", tenant))
    schedules.push_back(read(row));
  return schedules;
}

std::optional<ScheduleId> find_named(sql::Snapshot& snapshot, TenantId tenant,
                                     const std::string& name) {
  for (const auto& row :
       snapshot.all("select id, name from schedules where tenant_id = ? and search = ?", tenant,
                    inventory::lower(name)))
    if (row.text(1) == name) return row.id<ScheduleId>(0);
  return std::nullopt;
}

std::int64_t count(sql::Snapshot& snapshot, TenantId tenant) {
  return snapshot.one("select count(*) from schedules where tenant_id = ?", tenant)->integer(0);
}

void look_at_all(sql::Tx& tx, TenantId tenant) {
  // One that is due already keeps its instant but for a microsecond: that fire is not to be lost,
  // nor carried out as it was decided before this change.
  const auto now = tx.now();
  tx.exec(
      "update schedules set due_at = case when due_at is null or due_at > ? then 0 when due_at < ? "
      "then due_at + 1 else due_at - 1 end where tenant_id = ?",
      now, changes_max, tenant);
  tx.exec(
      "update schedules set ahead_at = case when ahead_at < ? then ahead_at + 1 else 0 end where "
      "tenant_id = ?",
      changes_max, tenant);
}

Instant unhandled_from(sql::Tx& tx, TenantId tenant, Instant now) {
  // A process with a fast clock may have handled what is still to come.
  const auto row = tx.one_for_update(
      "select handled_until from schedules where tenant_id = ? order by handled_until desc limit 1",
      tenant);
  return row ? std::max(now, row->instant(0) + std::chrono::microseconds(1)) : now;
}

std::vector<StoredVersion> versions_of(sql::Snapshot& snapshot, TenantId tenant, ScheduleId id,
                                       int limit) {
  std::vector<StoredVersion> versions;
  for (const auto& row : snapshot.all(
           "select version, document, targets, settings, made_at, made_by from schedule_versions "
           "where tenant_id = ? and schedule_id = ? order by version desc limit ?",
           tenant, id, limit))
    versions.push_back({.version = row.integer(0),
                        .document = row.text(1),
                        .targets = row.text(2),
                        .settings = row.text(3),
                        .made_at = row.instant(4),
                        .made_by = row.text(5)});
  return versions;
}

std::vector<StoredSchedule> due(sql::Snapshot& snapshot, Instant now, int limit) {
  std::vector<StoredSchedule> schedules;
  for (const auto& row : snapshot.all(
           std::string(columns) + " where due_at <= ? and is_paused = 0 order by due_at limit ?",
           now, limit))
    schedules.push_back(read(row));
  // A query of its own: each uses its index.
  const auto left = limit - static_cast<int>(schedules.size());
  if (left <= 0) return schedules;
  for (const auto& row :
       snapshot.all(std::string(columns) +
                        " where watch_at <= ? and due_at > ? and is_paused = 0 order by watch_at "
                        "limit ?",
                    now, now, left))
    schedules.push_back(read(row));
  return schedules;
}

std::optional<Instant> next_due(sql::Snapshot& snapshot) {
  std::optional<Instant> next;
  for (const auto* column : {"due_at", "watch_at"})
    if (const auto row = snapshot.one(fmt::format(
            "select {0} from schedules where {0} is not null and is_paused = 0 order by {0} limit "
            "1",
            column)))
      next = next ? std::min(*next, row->instant(0)) : row->instant(0);
  return next;
}

bool move_due(sql::Tx& tx, const StoredSchedule& read, const Moved& to) {
  return tx.exec(
             "update schedules set due_at = ?, watch_at = ?, handled_until = ? where tenant_id = ? "
             "and id = ? and version = ? and due_at = ? and handled_until = ? and is_paused = 0",
             to.due_at, to.watch_at, to.handled_until, read.tenant, read.id, read.version,
             read.due_at, read.handled_until) == 1;
}

std::vector<StoredSchedule> due_ahead(sql::Snapshot& snapshot, Instant now, int limit) {
  std::vector<StoredSchedule> schedules;
  for (const auto& row :
       snapshot.all(std::string(columns) +
                        " where ahead_at <= ? and is_paused = 0 order by ahead_at limit ?",
                    now, limit))
    schedules.push_back(read(row));
  return schedules;
}

std::optional<Instant> next_ahead(sql::Snapshot& snapshot) {
  const auto row = snapshot.one(
      "select ahead_at from schedules where ahead_at < ? and is_paused = 0 order by ahead_at "
      "limit 1",
      never);
  if (!row) return std::nullopt;
  return row->instant(0);
}

bool move_ahead(sql::Tx& tx, const StoredSchedule& read, std::optional<Instant> to) {
  return tx.exec(
             "update schedules set ahead_at = ? where tenant_id = ? and id = ? and version = ? and "
             "ahead_at = ? and is_paused = 0",
             to ? to_micros(*to) : never, read.tenant, read.id, read.version, read.ahead_at) == 1;
}

}  // namespace mirante::schedules
