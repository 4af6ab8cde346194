#include "features/schedules/schedule_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "features/inventory/listing.h"
#include "features/operations/fallback_types.h"
#include "features/schedules/schedule_json.h"

namespace mirante::schedules {
namespace {

constexpr std::string_view columns =
    "select tenant_id, id, version, is_paused, document, targets, settings, approved, created_at, "
    "updated_at, updated_by, due_at, handled_until, ahead_at, watch_at from schedules";

/// A paused one is looked at again when it goes on, which is a change.
std::optional<Instant> due_at_of(const StoredSchedule& schedule) {
  return schedule.is_paused ? std::nullopt : std::optional(look_now);
}

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

/// Whether `schedule_servers` has what a schedule names by hand.
enum class Listing : std::uint8_t { not_yet, by_hand, with_filter };

Listing listing_of(const Targets& targets) {
  return targets.filter.is_empty() ? Listing::by_hand : Listing::with_filter;
}

void list_servers(sql::Tx& tx, TenantId tenant, ScheduleId id, const Targets& targets) {
  for (const auto& server : targets.servers)
    tx.put("schedule_servers", {"tenant_id", "account_id", "region", "server", "schedule_id"}, {},
           tenant, server.account, server.region, server.id, id);
}

void forget_servers(sql::Tx& tx, TenantId tenant, ScheduleId id) {
  tx.exec("delete from schedule_servers where tenant_id = ? and schedule_id = ?", tenant, id);
}

std::vector<DueSchedule> read_due(const std::vector<sql::Row>& rows) {
  std::vector<DueSchedule> found;
  for (const auto& row : rows)
    found.push_back(
        {.tenant = row.id<TenantId>(0), .id = row.id<ScheduleId>(1), .at = row.instant(2)});
  return found;
}

std::vector<DueSchedule> due_of(sql::Snapshot& snapshot, TenantId tenant, Instant now, int limit) {
  return read_due(snapshot.all(
      "select tenant_id, id, due_at from schedules where tenant_id = ? and due_at <= ? and "
      "is_paused = 0 order by due_at limit ?",
      tenant, now, limit));
}

/// Of each tenant that has something due what is due longest, the longest of all first.
std::vector<DueSchedule> first_of_each_tenant(sql::Snapshot& snapshot, Instant now) {
  std::vector<DueSchedule> firsts;
  // From tenant to tenant, however many schedules each has.
  for (TenantId last;;) {
    const auto next = snapshot.one(
        "select tenant_id from schedules where tenant_id > ? order by tenant_id limit 1", last);
    if (!next) break;
    last = next->id<TenantId>(0);
    std::ranges::copy(due_of(snapshot, last, now, 1), std::back_inserter(firsts));
  }
  std::ranges::sort(firsts, {},
                    [](const DueSchedule& one) { return std::tuple(one.at, one.tenant); });
  return firsts;
}

std::vector<DueSchedule> parts_of_tenants(sql::Snapshot& snapshot, Instant now, int limit) {
  const auto firsts = first_of_each_tenant(snapshot, now);
  if (firsts.empty()) return {};
  const auto part = std::max(1, limit / static_cast<int>(firsts.size()));
  std::vector<DueSchedule> found;
  for (const auto& first : firsts) {
    if (std::ssize(found) >= limit) break;
    std::ranges::copy(due_of(snapshot, first.tenant, now, part), std::back_inserter(found));
  }
  return found;
}

/// The longest due first, in rounds in which each tenant has its turn. `due` has each tenant's
/// longest due first.
void take_turns(std::vector<DueSchedule>& due) {
  std::map<TenantId, std::int64_t> seen;
  std::vector<std::tuple<std::int64_t, Instant, std::size_t>> order;  // Round, since when, place.
  for (std::size_t i = 0; i < due.size(); ++i)
    order.emplace_back(seen[due[i].tenant]++ / turn_of_tenant, due[i].at, i);
  std::ranges::sort(order);
  std::vector<DueSchedule> in_turns;
  in_turns.reserve(due.size());
  for (const auto& one : order) in_turns.push_back(due[std::get<2>(one)]);
  due = std::move(in_turns);
}

/// Older versions let more be saved than a change of type tries.
void cut_fallback_types(Json& settings) {
  if (!settings.contains("fallback_types")) return;
  auto& types = settings["fallback_types"];
  while (types.size() > operations::fallback_types_max) types.erase(types.size() - 1);
}

StoredSchedule read(const sql::Row& row) {
  const auto document = parsed(row.text(4));
  const auto targets = parsed(row.text(5));
  auto settings = parsed(row.text(6));
  cut_fallback_types(settings);
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
      "settings, approved, created_at, updated_at, updated_by, due_at, handled_until, ahead_at, "
      "listing) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
      schedule.tenant, schedule.id, schedule.version, schedule.schedule.name,
      inventory::lower(schedule.schedule.name), schedule.is_paused,
      to_json(schedule.schedule).dump(), to_json(schedule.targets).dump(),
      to_json(schedule.settings).dump(), to_json(schedule.approved).dump(), schedule.created_at,
      schedule.updated_at, schedule.updated_by, due_at_of(schedule), schedule.handled_until,
      static_cast<int>(listing_of(schedule.targets)));
  list_servers(tx, schedule.tenant, schedule.id, schedule.targets);
  insert_version(tx, schedule);
}

void update(sql::Tx& tx, const StoredSchedule& schedule) {
  tx.exec(
      "update schedules set version = ?, name = ?, search = ?, is_paused = ?, document = ?, "
      "targets = ?, settings = ?, approved = ?, updated_at = ?, updated_by = ?, due_at = ?, "
      "handled_until = ?, ahead_at = 0, listing = ? where tenant_id = ? and id = ?",
      schedule.version, schedule.schedule.name, inventory::lower(schedule.schedule.name),
      schedule.is_paused, to_json(schedule.schedule).dump(), to_json(schedule.targets).dump(),
      to_json(schedule.settings).dump(), to_json(schedule.approved).dump(), schedule.updated_at,
      schedule.updated_by, due_at_of(schedule), schedule.handled_until,
      static_cast<int>(listing_of(schedule.targets)), schedule.tenant, schedule.id);
  forget_servers(tx, schedule.tenant, schedule.id);
  list_servers(tx, schedule.tenant, schedule.id, schedule.targets);
  insert_version(tx, schedule);
}

void remove(sql::Tx& tx, TenantId tenant, ScheduleId id) {
  forget_servers(tx, tenant, id);
  tx.exec("delete from schedules where tenant_id = ? and id = ?", tenant, id);
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

std::vector<StoredSchedule> with_filters(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<StoredSchedule> schedules;
  for (const auto listing : {Listing::not_yet, Listing::with_filter})
    for (const auto& row : snapshot.all(
             std::string(columns) + " where listing = ? and tenant_id = ? and is_paused = 0",
             static_cast<int>(listing), tenant))
      schedules.push_back(read(row));
  return schedules;
}

std::vector<ScheduleId> naming(sql::Snapshot& snapshot, TenantId tenant, const ServerRef& server) {
  std::vector<ScheduleId> ids;
  for (const auto& row : snapshot.all("select schedule_id from schedule_servers where tenant_id = "
                                      "? and account_id = ? and region = ? and server = ?",
                                      tenant, server.account, server.region, server.id))
    ids.push_back(row.id<ScheduleId>(0));
  return ids;
}

int list_servers_of_old(sql::Tx& tx, int limit) {
  int listed = 0;
  for (const auto& row : tx.all_for_update(
           "select tenant_id, id, targets from schedules where listing = 0 limit ?", limit)) {
    const auto tenant = row.id<TenantId>(0);
    const auto id = row.id<ScheduleId>(1);
    const auto json = Json::parse(row.text(2), nullptr, false);
    if (json.is_discarded()) continue;  // Whoever reads it says so.
    const auto targets = parse_targets(Field(json, "targets"));
    list_servers(tx, tenant, id, targets);
    tx.exec("update schedules set listing = ? where tenant_id = ? and id = ?",
            static_cast<int>(listing_of(targets)), tenant, id);
    ++listed;
  }
  return listed;
}

void look_at_all(sql::Tx& tx, TenantId tenant) {
  // One that is due already keeps its instant but for a microsecond: that fire is not to be lost,
  // nor carried out as it was decided before this change.
  const auto now = tx.now();
  tx.exec(
      "update schedules set due_at = case when due_at is null or due_at > ? then 0 when due_at < ? "
      "then due_at + 1 else due_at - 1 end where tenant_id = ? and is_paused = 0",
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

std::vector<DueSchedule> due(sql::Snapshot& snapshot, Instant now, int limit) {
  auto found = read_due(
      snapshot.all("select tenant_id, id, due_at from schedules where due_at <= ? and is_paused = "
                   "0 order by due_at limit ?",
                   now, limit));
  if (std::ssize(found) == limit) found = parts_of_tenants(snapshot, now, limit);
  take_turns(found);
  // A query of its own: each uses its index.
  const auto left = limit - static_cast<int>(found.size());
  if (left <= 0) return found;
  std::ranges::copy(
      read_due(snapshot.all("select tenant_id, id, watch_at from schedules where watch_at <= ? and "
                            "due_at > ? and is_paused = 0 order by watch_at limit ?",
                            now, now, left)),
      std::back_inserter(found));
  return found;
}

std::optional<StoredSchedule> find_due(sql::Snapshot& snapshot, const DueSchedule& one,
                                       Instant now) {
  auto found = find(snapshot, one.tenant, one.id);
  if (!found || found->is_paused || !found->due_at) return std::nullopt;
  const bool is_watched = found->watch_at && *found->watch_at <= now;
  if (*found->due_at > now && !is_watched) return std::nullopt;
  return found;
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
  constexpr std::string_view as_read =
      " where tenant_id = ? and id = ? and version = ? and due_at = ? and handled_until = ? and "
      "is_paused = 0";
  // What is set is put into its indexes anew, even where it stays the same.
  static const auto both =
      "update schedules set handled_until = ?, due_at = ?, watch_at = ?" + std::string(as_read);
  static const auto due =
      "update schedules set handled_until = ?, due_at = ?" + std::string(as_read);
  const auto changed = to.watch_at == read.watch_at
                           ? tx.exec(due, to.handled_until, to.due_at, read.tenant, read.id,
                                     read.version, read.due_at, read.handled_until)
                           : tx.exec(both, to.handled_until, to.due_at, to.watch_at, read.tenant,
                                     read.id, read.version, read.due_at, read.handled_until);
  return changed == 1;
}

bool put_off(sql::Tx& tx, const DueSchedule& one, Instant later) {
  return tx.exec(
             "update schedules set due_at = ?, watch_at = case when watch_at is null then watch_at "
             "else ? end where tenant_id = ? and id = ? and is_paused = 0 and (due_at = ? or "
             "watch_at = ?)",
             later, later, one.tenant, one.id, one.at, one.at) == 1;
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
