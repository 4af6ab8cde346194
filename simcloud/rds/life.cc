#include "simcloud/rds/life.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace mirante::simcloud {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto stopped_most = days(7);
constexpr auto events_kept = days(14);

struct Span {
  seconds least, most;
};

Span span_of(DatabaseState state) {
  switch (state) {
    case DatabaseState::creating: return {minutes(4), minutes(12)};
    case DatabaseState::backing_up: return {minutes(1), minutes(6)};
    case DatabaseState::modifying: return {minutes(3), minutes(15)};
    case DatabaseState::rebooting: return {seconds(20), minutes(2)};
    case DatabaseState::stopping: return {seconds(90), minutes(8)};
    case DatabaseState::starting: return {minutes(2), minutes(10)};
    case DatabaseState::deleting: return {minutes(2), minutes(8)};
    case DatabaseState::available: return {seconds(10), seconds(40)};  // Until changes begin.
    case DatabaseState::stopped:
    case DatabaseState::storage_full:
    case DatabaseState::incompatible_network: break;
  }
  return {};
}

void plan(Cloud& cloud, const Place& place, std::uint64_t id, std::uint32_t stamp, Instant at,
          Due::What what) {
  cloud.agenda.plan({.at = at,
                     .id = id,
                     .stamp = stamp,
                     .account = place.account,
                     .region = place.region,
                     .what = what});
}

template <class Thing>
void plan_end(Cloud& cloud, const Place& place, const Thing& thing, Due::What what) {
  const auto [least, most] = span_of(thing.state);
  plan(cloud, place, thing.id, thing.stamp,
       cloud.now +
           cloud.draws.between(least, most, Purpose::state_duration, {thing.id, thing.stamp}),
       what);
}

template <class Thing>
void enter(const Cloud& cloud, Thing& thing, DatabaseState state) {
  thing.state = state;
  thing.state_since = cloud.now;
  thing.restarts.reset();
  ++thing.stamp;
}

void plan_maintenance(Cloud& cloud, const Place& place, const Database& database) {
  plan(cloud, place, database.id, database.windows,
       next_opening(database.maintenance_window, cloud.now), Due::What::database_window);
}

void plan_backup(Cloud& cloud, const Place& place, const Database& database) {
  if (database.cluster.empty())
    plan(cloud, place, database.id, database.windows,
         next_opening(database.backup_window, cloud.now), Due::What::database_backup);
}

void record(Place& place, DatabaseEvent event) {
  auto& databases = place.databases;
  const auto is_old = [&](const DatabaseEvent& other) { return other.at + events_kept < event.at; };
  if (!databases.events.empty() && is_old(databases.events.front()))
    std::erase_if(databases.events, is_old);
  event.number = ++databases.events_made;
  databases.events.push_back(std::move(event));
}

/// In AWS's words, for the event.
std::string_view named(DatabaseState state) {
  switch (state) {
    case DatabaseState::stopped: return "DB instance stopped";
    case DatabaseState::starting: return "DB instance started";
    default: return "";
  }
}

void apply(Cloud& cloud, Place& place, Database& database) {
  const auto changes = std::exchange(database.changes, {});
  database.applying = false;
  if (changes.instance_class) {
    database.instance_class = *changes.instance_class;
    tell(cloud, place, database, "configuration change",
         "Finished applying modification to DB instance class");
  }
  if (changes.engine_version) database.engine_version = *changes.engine_version;
  if (changes.storage_type) database.storage_type = *changes.storage_type;
  if (changes.iops) database.iops = *changes.iops;
  if (changes.allocated_gib) {
    database.allocated_gib = *changes.allocated_gib;
    tell(cloud, place, database, "configuration change",
         "Finished applying modification to allocated storage");
  }
  if (changes.multi_az) {
    database.multi_az = *changes.multi_az;
    tell(cloud, place, database, "configuration change",
         database.multi_az ? "Finished applying modification to convert to a Multi-AZ DB instance"
                           : "Finished applying modification to convert to a standard DB instance");
  }
  if (changes.password)
    tell(cloud, place, database, "configuration change", "Reset master credentials");
}

void stop_here(Cloud& cloud, Place& place, Database& database) {
  enter(cloud, database, DatabaseState::stopped);
  tell(cloud, place, database, "notification", std::string(named(DatabaseState::stopped)));
}

/// A backup of its own: the state and the snapshot that comes of it; old ones go.
void back_up(Cloud& cloud, Place& place, Database& database) {
  auto& snapshots = place.databases.snapshots;
  std::erase_if(snapshots, [&](const auto& entry) {
    const auto& snapshot = entry.second;
    return snapshot.kind == "automated" && snapshot.database.id == database.id &&
           snapshot.begun + days(database.backup_days) <= cloud.now;
  });
  auto stamp = to_iso8601(std::chrono::floor<seconds>(cloud.now)).substr(0, 16);
  std::ranges::replace(stamp, 'T', '-');
  std::ranges::replace(stamp, ':', '-');
  take_snapshot(cloud, place, database, "rds:" + database.name + "-" + stamp, "automated");
  tell(cloud, place, database, "backup", "Backing up DB instance");
  begin(cloud, place, database, DatabaseState::backing_up);
}

void end_transition(Cloud& cloud, Place& place, Database& database) {
  const auto was = database.state;
  const auto now_available = [&] { enter(cloud, database, DatabaseState::available); };
  switch (was) {
    case DatabaseState::creating:
      tell(cloud, place, database, "creation", "DB instance created");
      if (database.backup_days > 0 && database.cluster.empty())
        back_up(cloud, place, database);
      else
        now_available();
      return;
    case DatabaseState::backing_up:
      tell(cloud, place, database, "backup", "Finished DB Instance backup");
      now_available();
      return;
    case DatabaseState::available:  // Changes wait for their moment.
      if (database.applying) begin(cloud, place, database, DatabaseState::modifying);
      return;
    case DatabaseState::modifying:
      apply(cloud, place, database);
      now_available();
      return;
    case DatabaseState::rebooting:
      tell(cloud, place, database, "availability", "DB instance restarted");
      now_available();
      return;
    case DatabaseState::starting:
      if (place.spare_addresses == 0u) {
        tell(cloud, place, database, "failure", "There are no free addresses in the subnets");
        enter(cloud, database, DatabaseState::incompatible_network);
        return;
      }
      tell(cloud, place, database, "notification", std::string(named(was)));
      now_available();
      return;
    case DatabaseState::stopping:
      stop_here(cloud, place, database);
      database.restarts = cloud.now + stopped_most;
      plan(cloud, place, database.id, database.stamp, *database.restarts,
           Due::What::database_restart);
      return;
    case DatabaseState::deleting: {
      tell(cloud, place, database, "deletion", "DB instance deleted");
      auto& snapshots = place.databases.snapshots;
      std::erase_if(snapshots, [&](const auto& entry) {
        return entry.second.kind == "automated" && entry.second.database.id == database.id;
      });
      place.databases.databases.erase(std::string(database.name));
      return;
    }
    case DatabaseState::stopped:
    case DatabaseState::storage_full:
    case DatabaseState::incompatible_network: return;
  }
}

void end_transition(Cloud& cloud, Place& place, DatabaseCluster& cluster) {
  const bool stops = cluster.state == DatabaseState::stopping;
  enter(cloud, cluster, stops ? DatabaseState::stopped : DatabaseState::available);
  for (auto* member : place.databases.members(cluster.name)) {
    if (member->state == DatabaseState::deleting) continue;  // It goes its own way.
    if (stops) {
      stop_here(cloud, place, *member);
    } else {
      tell(cloud, place, *member, "notification", std::string(named(DatabaseState::starting)));
      enter(cloud, *member, DatabaseState::available);
    }
  }
  if (!stops) return;
  cluster.restarts = cloud.now + stopped_most;
  plan(cloud, place, cluster.id, cluster.stamp, *cluster.restarts, Due::What::cluster_restart);
}

constexpr std::array<std::string_view, 7> day_names{"sun", "mon", "tue", "wed",
                                                    "thu", "fri", "sat"};

/// Minutes since midnight, or since the midnight that begins Sunday; negative: malformed.
int minute_of(std::string_view text, WindowKind kind) {
  int minute = 0;
  if (kind == WindowKind::weekly) {
    if (text.size() != 9 || text[3] != ':') return -1;
    const auto day = std::ranges::find(day_names, text.substr(0, 3));
    if (day == day_names.end()) return -1;
    minute = static_cast<int>(day - day_names.begin()) * 24 * 60;
    text.remove_prefix(4);
  }
  if (text.size() != 5 || text[2] != ':') return -1;
  const auto digits = std::string{text[0], text[1], text[3], text[4]};
  if (digits.find_first_not_of("0123456789") != std::string::npos) return -1;
  const int hour = std::stoi(digits.substr(0, 2)), rest = std::stoi(digits.substr(2));
  return hour > 23 || rest > 59 ? -1 : minute + hour * 60 + rest;
}

std::string clock_text(int minute) {
  const auto two = [](int number) {
    return std::string(number < 10 ? "0" : "") + std::to_string(number);
  };
  return two(minute / 60 % 24) + ":" + two(minute % 60);
}

std::string draw_window(const Cloud& cloud, std::uint64_t id, WindowKind kind) {
  const auto draw = cloud.draws.at(Purpose::database_id, {id, static_cast<std::uint64_t>(kind)});
  const auto begin = static_cast<int>(draw % 16) * 30 + 3 * 60;  // 03:00 to 10:30 UTC.
  const auto day = std::string(day_names[draw / 16 % 7]) + ":";
  if (kind == WindowKind::daily) return clock_text(begin) + "-" + clock_text(begin + 30);
  return day + clock_text(begin) + "-" + day + clock_text(begin + 30);
}

Database& add(Cloud& cloud, Place& place, Database wanted) {
  if (wanted.id == 0) wanted.id = cloud.make_id(Purpose::database_id, place);
  if (wanted.backup_window.empty())
    wanted.backup_window = draw_window(cloud, wanted.id, WindowKind::daily);
  if (wanted.maintenance_window.empty())
    wanted.maintenance_window = draw_window(cloud, wanted.id, WindowKind::weekly);
  auto name = wanted.name;
  const auto [entry, is_new] =
      place.databases.databases.emplace(std::move(name), std::move(wanted));
  MIRANTE_CHECK(is_new);
  plan_windows(cloud, place, entry->second);
  return entry->second;
}

void plan_restart_of_settled(Cloud& cloud, Place& place, auto& thing, Due::What what) {
  if (thing.state != DatabaseState::stopped) return;
  thing.restarts = thing.state_since + stopped_most;
  plan(cloud, place, thing.id, thing.stamp, *thing.restarts, what);
}

}  // namespace

Database& create_database(Cloud& cloud, Place& place, Database wanted) {
  wanted.created = cloud.now;
  auto& database = add(cloud, place, std::move(wanted));
  begin(cloud, place, database, DatabaseState::creating);
  return database;
}

Database& settle_database(Cloud& cloud, Place& place, Database wanted) {
  auto& database = add(cloud, place, std::move(wanted));
  if (database.cluster.empty())
    plan_restart_of_settled(cloud, place, database, Due::What::database_restart);
  return database;
}

DatabaseCluster& settle_cluster(Cloud& cloud, Place& place, DatabaseCluster wanted) {
  wanted.id = cloud.make_id(Purpose::database_id, place);
  auto name = wanted.name;
  auto& cluster =
      place.databases.clusters.emplace(std::move(name), std::move(wanted)).first->second;
  plan_restart_of_settled(cloud, place, cluster, Due::What::cluster_restart);
  return cluster;
}

void begin(Cloud& cloud, Place& place, Database& database, DatabaseState state) {
  if (state != DatabaseState::modifying) database.applying = false;
  enter(cloud, database, state);
  plan_end(cloud, place, database, Due::What::database_transition);
}

void begin(Cloud& cloud, Place& place, DatabaseCluster& cluster, DatabaseState state) {
  enter(cloud, cluster, state);
  for (auto* member : place.databases.members(cluster.name))
    if (member->state != DatabaseState::deleting) enter(cloud, *member, state);
  plan_end(cloud, place, cluster, Due::What::cluster_transition);
}

void begin_changes(Cloud& cloud, Place& place, Database& database) {
  database.applying = true;
  if (database.changes.instance_class)
    tell(cloud, place, database, "configuration change",
         "Applying modification to database instance class");
  plan_end(cloud, place, database, Due::What::database_transition);
}

void plan_windows(Cloud& cloud, const Place& place, Database& database) {
  ++database.windows;
  plan_maintenance(cloud, place, database);
  plan_backup(cloud, place, database);
}

DatabaseSnapshot& take_snapshot(Cloud& cloud, Place& place, const Database& database,
                                std::string name, std::string kind) {
  auto& snapshot = place.databases.snapshots[name];
  snapshot.kind = std::move(kind);
  snapshot.database = database;
  snapshot.begun = cloud.now;
  snapshot.ready = cloud.now + cloud.draws.between(minutes(1), minutes(6), Purpose::state_duration,
                                                   {database.id, hash_of(name)});
  if (database.copy_tags) snapshot.tags = database.tags;
  record(place, {.at = cloud.now,
                 .source = name,
                 .source_type = "db-snapshot",
                 .category = "creation",
                 .message = snapshot.kind == "manual" ? "Creating manual snapshot"
                                                      : "Creating automated snapshot"});
  snapshot.name = std::move(name);
  return snapshot;
}

void tell(Cloud& cloud, Place& place, const Database& database, std::string_view category,
          std::string message) {
  record(place, {.at = cloud.now,
                 .source = database.name,
                 .source_type = "db-instance",
                 .category = category,
                 .message = std::move(message)});
}

void happen_to_databases(Cloud& cloud, Place& place, const Due& due) {
  auto& databases = place.databases;
  if (due.what == Due::What::cluster_transition || due.what == Due::What::cluster_restart) {
    auto* cluster = databases.find_cluster(due.id);
    if (cluster == nullptr || cluster->stamp != due.stamp) return;
    if (due.what == Due::What::cluster_transition) return end_transition(cloud, place, *cluster);
    for (const auto* member : databases.members(cluster->name))
      tell(cloud, place, *member, "notification",
           "DB cluster is being started due to it exceeding the maximum allowed time being "
           "stopped.");
    return begin(cloud, place, *cluster, DatabaseState::starting);
  }
  auto* database = databases.find(due.id);
  if (database == nullptr) return;
  const bool idle = database->state == DatabaseState::available && !database->applying;
  if (due.what == Due::What::database_window) {
    if (due.stamp != database->windows) return;
    plan_maintenance(cloud, place, *database);
    if (idle && !database->changes.empty()) begin_changes(cloud, place, *database);
  } else if (due.what == Due::What::database_backup) {
    if (due.stamp != database->windows) return;
    plan_backup(cloud, place, *database);
    if (idle && database->backup_days > 0) back_up(cloud, place, *database);
  } else if (database->stamp == due.stamp) {
    if (due.what == Due::What::database_transition) return end_transition(cloud, place, *database);
    tell(cloud, place, *database, "notification",
         "DB instance is being started due to it exceeding the maximum allowed time being "
         "stopped.");
    begin(cloud, place, *database, DatabaseState::starting);
  }
}

bool is_window(std::string_view text, WindowKind kind) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return false;
  return minute_of(text.substr(0, dash), kind) >= 0 && minute_of(text.substr(dash + 1), kind) >= 0;
}

Instant next_opening(std::string_view window, Instant after) {
  const auto kind = window.size() > 11 ? WindowKind::weekly : WindowKind::daily;
  const auto minute = minutes(minute_of(window.substr(0, window.find('-')), kind));
  const auto period = kind == WindowKind::weekly ? days(7) : days(1);
  const auto today = std::chrono::floor<days>(after);
  const auto first =
      kind == WindowKind::weekly
          ? today - days(std::chrono::weekday(std::chrono::sys_days(today)).c_encoding())
          : today;
  auto at = Instant(first) + minute;
  while (at <= after) at += period;
  return at;
}

}  // namespace mirante::simcloud
