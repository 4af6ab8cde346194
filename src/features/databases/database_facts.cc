#include "features/databases/database_facts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::databases {
namespace {

constexpr std::size_t identifier_max = 63;

std::string text_of(const Json& document, const char* name) {
  const auto found = document.find(name);
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool has_any(const Json& document, const char* name) {
  const auto found = document.find(name);
  return found != document.end() && found->is_array() && !found->empty();
}

/// AWS keeps a database in its zone; of those that say none all subnets count.
std::vector<std::string> subnets_of(const Json& document) {
  std::vector<std::string> own, all;
  const auto group = document.find("DBSubnetGroup");
  if (group == document.end() || !group->is_object()) return all;
  for (const auto& subnet : group->value("Subnets", Json::array())) {
    const auto zone = text_of(subnet.value("SubnetAvailabilityZone", Json::object()), "Name");
    all.push_back(text_of(subnet, "SubnetIdentifier"));
    if (zone == text_of(document, "AvailabilityZone") ||
        zone == text_of(document, "SecondaryAvailabilityZone"))
      own.push_back(all.back());
  }
  return own.empty() ? all : own;
}

std::vector<std::string> members_of(const Json& cluster) {
  std::vector<std::string> members;
  for (const auto& member : cluster.value("DBClusterMembers", Json::array()))
    members.push_back(std::string(inventory::database_prefix) +
                      text_of(member, "DBInstanceIdentifier"));
  return members;
}

DatabaseFacts facts_from(std::string_view id, const Json& document) {
  const bool is_cluster = is_cluster_id(id);
  DatabaseFacts facts{.state = text_of(document, is_cluster ? "Status" : "DBInstanceStatus"),
                      .is_cluster = is_cluster,
                      .engine = text_of(document, "Engine"),
                      .engine_mode = text_of(document, "EngineMode"),
                      .is_multi_az = document.value("MultiAZ", false),
                      .global_cluster = text_of(document, "GlobalClusterIdentifier")};
  facts.kms_key = text_of(document, "KmsKeyId");
  facts.subnets = subnets_of(document);
  if (is_cluster) facts.members = members_of(document);
  // As the inventory adds it (inventory/aws_blue_green.h).
  if (const auto of = document.find("BlueGreenDeployment"); of != document.end())
    facts.blue_green = text_of(*of, "Name");
  if (is_cluster) {
    facts.replica_of = text_of(document, "ReplicationSourceIdentifier");
    facts.has_replicas = has_any(document, "ReadReplicaIdentifiers");
  } else {
    facts.cluster = text_of(document, "DBClusterIdentifier");
    facts.replica_of = text_of(document, "ReadReplicaSourceDBInstanceIdentifier");
    if (facts.replica_of.empty())
      facts.replica_of = text_of(document, "ReadReplicaSourceDBClusterIdentifier");
    facts.has_replicas = has_any(document, "ReadReplicaDBInstanceIdentifiers") ||
                         has_any(document, "ReadReplicaDBClusterIdentifiers");
  }
  if (const auto at = text_of(document, "AutomaticRestartTime"); !at.empty())
    if (const auto parsed = parse_iso8601(at)) facts.restarts_at = *parsed;
  return facts;
}

}  // namespace

DatabaseFacts facts_of(inventory::Observed observed) {
  auto facts = facts_from(observed.id, Json::parse(observed.body));
  facts.observed = std::move(observed);
  return facts;
}

DatabaseFacts facts_of(const inventory::Resource& stored) {
  auto facts = facts_from(stored.ref.id, inventory::document_of(stored));
  if (stored.gone_at) facts.state = "deleted";
  return facts;
}

bool is_cluster_id(std::string_view id) { return id.starts_with(inventory::cluster_prefix); }

std::string identifier_of(std::string_view id) {
  const auto colon = id.find(':');
  return std::string(colon == std::string_view::npos ? id : id.substr(colon + 1));
}

std::string called(std::string_view id) {
  return (is_cluster_id(id) ? "cluster " : "database ") + identifier_of(id);
}

bool is_database_id(std::string_view id) {
  if (!id.starts_with(inventory::database_prefix) && !is_cluster_id(id)) return false;
  const auto name = id.substr(id.find(':') + 1);
  return !name.empty() && name.size() <= identifier_max && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

operations::Facts to_facts(const DatabaseFacts& facts) {
  return {.state = facts.state, .document = {{"observed", inventory::to_json(facts.observed)}}};
}

DatabaseFacts from_facts(const operations::Facts& given) {
  return facts_of(or_throw(inventory::observed_from_json(given.document.at("observed"))));
}

}  // namespace mirante::databases
