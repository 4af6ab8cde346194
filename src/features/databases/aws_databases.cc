#include "features/databases/aws_databases.h"

#include "features/inventory/aws_blue_green.h"
#include "features/inventory/aws_documents.h"
#include "gen/rds/describe_db_clusters.h"
#include "gen/rds/describe_db_instances.h"
#include "gen/rds/start_db_cluster.h"
#include "gen/rds/start_db_instance.h"
#include "gen/rds/stop_db_cluster.h"
#include "gen/rds/stop_db_instance.h"
#include "platform/aws/client.h"

namespace mirante::databases {
namespace {

namespace rds = gen::rds;

using Databases = std::map<std::string, DatabaseFacts>;

// As a filter: one unknown name would fail the whole call otherwise.
rds::Filter filter(const char* name, std::vector<std::string> values) {
  return {.name = name, .values = std::move(values)};
}

Task<void> describe_instances(aws::Client& client, const CallContext& ctx,
                              const aws::Target& target, std::vector<std::string> names,
                              const inventory::BlueGreens& deployments, Databases& found) {
  auto pages = rds::describe_db_instances_pages(
      client, ctx, target, {.filters = {filter("db-instance-id", std::move(names))}});
  while (const auto page = co_await pages.next())
    for (const auto& database : page->value.db_instances) {
      auto observed = inventory::observed_database(database);
      inventory::put_blue_green(deployments, observed);
      auto id = observed.id;
      auto facts = facts_of(std::move(observed));
      facts.blue_green_unread = deployments.unread;
      found.insert_or_assign(std::move(id), std::move(facts));
    }
}

Task<void> describe_clusters(aws::Client& client, const CallContext& ctx, const aws::Target& target,
                             std::vector<std::string> names,
                             const inventory::BlueGreens& deployments, Databases& found) {
  auto pages = rds::describe_db_clusters_pages(
      client, ctx, target, {.filters = {filter("db-cluster-id", std::move(names))}});
  while (const auto page = co_await pages.next())
    for (const auto& cluster : page->value.db_clusters) {
      auto observed = inventory::observed_cluster(cluster);
      inventory::put_blue_green(deployments, observed);
      auto id = observed.id;
      auto facts = facts_of(std::move(observed));
      facts.blue_green_unread = deployments.unread;
      found.insert_or_assign(std::move(id), std::move(facts));
    }
}

}  // namespace

Task<Databases> describe_databases(aws::Client& client, CallContext ctx, aws::Target target,
                                   std::vector<std::string> ids, Depth depth) {
  Databases found;
  std::vector<std::string> instances, clusters;
  for (const auto& id : ids)
    (is_cluster_id(id) ? clusters : instances).push_back(identifier_of(id));
  inventory::BlueGreens deployments;
  if (depth == Depth::planning)
    deployments = co_await inventory::read_blue_greens(client, ctx, target);
  if (!instances.empty())
    co_await describe_instances(client, ctx, target, std::move(instances), deployments, found);
  if (!clusters.empty())
    co_await describe_clusters(client, ctx, target, std::move(clusters), deployments, found);
  co_return found;
}

Task<std::string> start_database(aws::Client& client, CallContext ctx, aws::Target target,
                                 std::string id) {
  const auto name = identifier_of(id);
  if (is_cluster_id(id))
    co_return (co_await rds::start_db_cluster(client, ctx, target, {.db_cluster_identifier = name}))
        .request_id;
  co_return (co_await rds::start_db_instance(client, ctx, target, {.db_instance_identifier = name}))
      .request_id;
}

Task<std::string> stop_database(aws::Client& client, CallContext ctx, aws::Target target,
                                std::string id) {
  const auto name = identifier_of(id);
  if (is_cluster_id(id))
    co_return (co_await rds::stop_db_cluster(client, ctx, target, {.db_cluster_identifier = name}))
        .request_id;
  co_return (co_await rds::stop_db_instance(client, ctx, target, {.db_instance_identifier = name}))
      .request_id;
}

}  // namespace mirante::databases
