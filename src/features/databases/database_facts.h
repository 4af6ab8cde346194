// What RDS says of a database, or of a cluster of databases, as far as switching it is concerned.
// All of it stands in the document that a sweep stores, so what was seen a moment ago and what was
// stored yesterday are judged by the same rules. Values only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "features/inventory/resource.h"
#include "features/operations/kind.h"

namespace mirante::databases {

struct DatabaseFacts {
  std::string state;  // "available", "stopped", "starting", …; AWS's DBInstanceStatus or Status.
  bool is_cluster = false;
  std::string engine = {};       // "postgres", "aurora-mysql", "sqlserver-se".
  std::string engine_mode = {};  // Of Aurora: "provisioned", "serverless" (version 1), ….
  std::string cluster = {};      // The cluster of which it is a member; empty: none.
  std::string replica_of = {};   // What it copies; empty: nothing.
  bool has_replicas = false;
  bool is_multi_az = false;
  std::string global_cluster = {};        // Of Aurora: the global database that it belongs to.
  std::string blue_green = {};            // The blue/green deployment that it is part of.
  std::string blue_green_unread = {};     // Why that could not be seen.
  std::string kms_key = {};               // ARN of the key of its disks; empty: not encrypted.
  std::vector<std::string> subnets = {};  // In which it may get its address, in its own zones.
  std::vector<std::string> members = {};  // Of a cluster: the ids of its databases.
  /// Of a stopped one: when AWS starts it again by itself, seven days after it was stopped.
  std::optional<Instant> restarts_at = {};
  inventory::Observed observed = {};

  friend bool operator==(const DatabaseFacts&, const DatabaseFacts&) = default;
};

DatabaseFacts facts_of(inventory::Observed observed);
/// As it was last seen; one that is gone counts as "deleted".
DatabaseFacts facts_of(const inventory::Resource& stored);

inline bool is_ending(const DatabaseFacts& facts) {
  return facts.state == "deleting" || facts.state == "deleted";
}

/// "database orders", "cluster orders": for sentences.
std::string called(std::string_view id);
/// Its name in AWS: the id without what its kind adds.
std::string identifier_of(std::string_view id);
bool is_cluster_id(std::string_view id);
/// "db:" or "cluster:" and a name as RDS allows it.
bool is_database_id(std::string_view id);

/// For the spine, which hands facts back to the kind's pure functions.
operations::Facts to_facts(const DatabaseFacts& facts);
DatabaseFacts from_facts(const operations::Facts& facts);

}  // namespace mirante::databases
