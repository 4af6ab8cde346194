// DescribeDBClusters, StartDBCluster, StopDBCluster.
#include <algorithm>

#include "gen/rds/describe_db_clusters.h"
#include "gen/rds/start_db_cluster.h"
#include "gen/rds/stop_db_cluster.h"
#include "simcloud/operations.h"
#include "simcloud/rds/checks.h"
#include "simcloud/rds/life.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

std::unexpected<AwsError> invalid_cluster_state(std::string message) {
  return refuse("InvalidDBClusterStateFault", std::move(message));
}

Answered<gen::rds::DBClusterMessage> describe(Call& call,
                                              const gen::rds::DescribeDBClustersMessage& request) {
  const auto filters = DatabaseFilters::read(
      request.filters,
      {"clone-group-id", "db-cluster-id", "db-cluster-resource-id", "domain", "engine"});
  if (!filters) return pass(filters);
  const auto subject = request.db_cluster_identifier.value_or("");
  const auto page = start_page(call, request.max_records, request.marker, request.filters, subject);
  if (!page) return pass(page);
  gen::rds::DBClusterMessage result;
  if (!subject.empty()) {
    const auto cluster = permitted_cluster(call, subject);
    if (!cluster) return pass(cluster);
    result.db_clusters.push_back(to_gen(call, **cluster));
    return result;
  }
  if (auto ok = permit_on(call, "cluster", "", nullptr); !ok) return pass(ok);
  Keyed<gen::rds::DBCluster> found;
  for (const auto& [name, cluster] : call.place().databases.clusters)
    if (filters->accepts("db-cluster-id", name) &&
        filters->accepts("db-cluster-resource-id", resource_id(call, "cluster-", cluster.id)) &&
        filters->accepts("engine", cluster.engine) && filters->accepts("domain", "") &&
        filters->accepts("clone-group-id", ""))
      found.emplace_back(name, to_gen(call, cluster));
  result.marker = turn_page(call, std::move(found), page->after, page->limit, page->question,
                            result.db_clusters);
  return result;
}

Answered<gen::rds::StopDBClusterResult> stop(Call& call,
                                             const gen::rds::StopDBClusterMessage& request) {
  const auto found = permitted_cluster(call, request.db_cluster_identifier);
  if (!found) return pass(found);
  auto& cluster = **found;
  if (cluster.state != DatabaseState::available)
    return invalid_cluster_state("DbCluster " + cluster.name + " is not in available state.");
  if (cluster.global)
    return invalid_cluster_state("DbCluster " + cluster.name +
                                 " is a member of a global cluster and cannot be stopped.");
  if (cluster.engine_mode == "serverless")
    return rds_invalid_combination(
        "Stopping and starting is not supported for serverless DB clusters.");
  if (!cluster.blue_green.empty())
    return invalid_cluster_state("DbCluster " + cluster.name +
                                 " is part of a blue/green deployment and cannot be stopped.");
  for (const auto* member : call.place().databases.members(cluster.name))
    if (member->state != DatabaseState::available)
      return invalid_database_state("Instance " + member->name + " is not in available state.");
  begin(call.cloud, call.place(), cluster, DatabaseState::stopping);
  return gen::rds::StopDBClusterResult{.db_cluster = to_gen(call, cluster)};
}

Answered<gen::rds::StartDBClusterResult> start(Call& call,
                                               const gen::rds::StartDBClusterMessage& request) {
  const auto found = permitted_cluster(call, request.db_cluster_identifier);
  if (!found) return pass(found);
  auto& cluster = **found;
  if (cluster.state != DatabaseState::stopped)
    return invalid_cluster_state("DbCluster " + cluster.name + " is in " +
                                 std::string(to_string(cluster.state)) +
                                 " state but expected it to be one of stopped,inaccessible-"
                                 "encryption-credentials-recoverable.");
  if (auto ok = check_key_enabled(call, cluster.kms_key); !ok) return pass(ok);
  begin(call.cloud, call.place(), cluster, DatabaseState::starting);
  return gen::rds::StartDBClusterResult{.db_cluster = to_gen(call, cluster)};
}

}  // namespace

void add_database_cluster_calls(Operations& operations) {
  operations.add<describe>("rds", "DescribeDBClusters", Fidelity::partial,
                           "the Aurora clusters of the estate; no Multi-AZ clusters");
  operations.add<stop>(
      "rds", "StopDBCluster", Fidelity::partial,
      "the sentences for global, serverless and blue/green clusters are not AWS's own");
  operations.add<start>("rds", "StartDBCluster", Fidelity::faithful);
}

}  // namespace mirante::simcloud
