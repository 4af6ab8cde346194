// What the simulated RDS remembers of one account in one region: databases (RDS calls them DB
// instances), Aurora clusters, snapshots and what it told about them in its events.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "simcloud/tags.h"

namespace mirante::simcloud {

/// Of databases and clusters alike; a cluster knows only some of them.
enum class DatabaseState : std::uint8_t {
  creating,
  backing_up,
  available,
  modifying,
  rebooting,
  stopping,
  stopped,
  starting,
  deleting,
  storage_full,
  incompatible_network,  // There was no free address when it started.
};
std::string_view to_string(DatabaseState state);

/// What ModifyDBInstance asks for and what is still to come: only what is set changes.
struct DatabaseChanges {
  std::optional<std::string> instance_class;
  std::optional<std::string> engine_version;
  std::optional<std::string> storage_type;
  std::optional<std::uint32_t> allocated_gib;
  std::optional<std::uint32_t> iops;
  std::optional<bool> multi_az;
  bool password = false;  // The password itself is never kept.

  friend bool operator==(const DatabaseChanges&, const DatabaseChanges&) = default;
  bool empty() const { return *this == DatabaseChanges{}; }
};

struct Database {
  std::uint64_t id = 0;  // Its DbiResourceId, and its name in the agenda.
  std::string name;      // Always in lower case.
  std::string instance_class;
  std::string engine;
  std::string engine_version;
  std::string username;
  std::string schema;  // DBName
  std::string storage_type;
  std::string kms_key;     // ARN; empty: not encrypted.
  std::string source;      // The database that this one is a read replica of.
  std::string cluster;     // Of Aurora.
  std::string blue_green;  // The name of the blue/green deployment that it is part of.
  std::string backup_window, maintenance_window;
  std::vector<std::uint64_t> groups;  // Security groups.
  std::uint32_t allocated_gib = 0;
  std::uint32_t iops = 0;
  std::uint32_t stamp = 0;    // Counts transitions; older plans in the agenda are void.
  std::uint32_t windows = 0;  // Counts changes of the windows; older plans for them are void.
  std::uint16_t port = 0;
  std::uint16_t backup_days = 1;  // 0: no automated backups.
  std::uint8_t zone = 0;
  DatabaseState state = DatabaseState::creating;
  bool writer = false;
  bool multi_az = false;
  bool publicly_accessible = false;
  bool deletion_protection = false;
  bool copy_tags = false;
  bool minor_upgrades = true;
  bool applying = false;  // `changes` are being applied, or will be in a moment.
  DatabaseChanges changes;
  Instant created;
  Instant state_since;
  std::optional<Instant> restarts;  // AWS starts it by itself then.
  Tags tags;
};

struct DatabaseCluster {
  std::uint64_t id = 0;
  std::string name;
  std::string engine;
  std::string engine_version;
  std::string engine_mode = "provisioned";  // Or "serverless": the first kind, which cannot stop.
  std::string username;
  std::string kms_key;
  std::string blue_green;  // As of a database.
  std::uint32_t stamp = 0;
  std::uint16_t port = 0;
  DatabaseState state = DatabaseState::available;
  bool global = false;  // A member of a global database, which cannot be stopped.
  Instant created;
  Instant state_since;
  std::optional<Instant> restarts;
  Tags tags;
};

struct DatabaseSnapshot {
  std::string name;
  std::string kind;   // "manual", "automated"
  Database database;  // As it was; the snapshot outlives it.
  Instant begun;
  Instant ready;
  Tags tags;
};

struct DatabaseEvent {
  std::uint64_t number = 0;  // In order of time; for markers.
  Instant at;
  std::string source;
  std::string_view source_type;  // "db-instance", "db-cluster", "db-snapshot"
  std::string_view category;
  std::string message;
};

struct Databases {
  std::map<std::string, Database, std::less<>> databases;
  std::map<std::string, DatabaseCluster, std::less<>> clusters;
  std::map<std::string, DatabaseSnapshot, std::less<>> snapshots;
  std::vector<DatabaseEvent> events;  // Kept for 14 days, as AWS does.
  std::uint64_t events_made = 0;

  Database* find(std::uint64_t id);
  DatabaseCluster* find_cluster(std::uint64_t id);
  /// The databases of a cluster, in order of their names.
  std::vector<Database*> members(std::string_view cluster);
  std::vector<const Database*> members(std::string_view cluster) const;
  /// Whether the database has read replicas.
  std::vector<std::string> replicas(std::string_view name) const;
};

}  // namespace mirante::simcloud
