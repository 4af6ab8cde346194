#include "simcloud/settle_services.h"

#include <algorithm>
#include <map>
#include <set>

#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/elbv2/life.h"
#include "simcloud/kms/keys.h"
#include "simcloud/rds/engines.h"
#include "simcloud/rds/life.h"

namespace mirante::simcloud {
namespace {

Instant born(const Cloud& cloud, double age_days) {
  return std::chrono::floor<std::chrono::seconds>(cloud.now) -
         std::chrono::seconds(static_cast<std::int64_t>(age_days * 86'400));
}

Tags tags_of(Cloud& cloud, const std::vector<std::pair<std::string, std::string>>& wanted,
             std::uint32_t number) {
  Tags tags;
  for (const auto& [key, value] : wanted)
    put_tag(tags, {cloud.text(key), cloud.text(numbered(value, number))});
  return tags;
}

/// A stopped database was stopped a day ago, or so recently that AWS has not started it yet.
Instant stopped_since(Instant made, Instant now) {
  return std::max(made, now - std::chrono::days(1));
}

void join_cluster(Cloud& cloud, Place& place, const EstateDatabase& wanted, Database& database) {
  auto& clusters = place.databases.clusters;
  auto cluster = clusters.find(wanted.cluster);
  if (cluster == clusters.end()) {
    settle_cluster(
        cloud, place,
        {.name = wanted.cluster,
         .engine = database.engine,
         .engine_version = database.engine_version,
         .engine_mode = wanted.cluster_kind == "serverless" ? "serverless" : "provisioned",
         .username = database.username,
         .kms_key = database.kms_key,
         .blue_green = wanted.blue_green,
         .port = database.port,
         .state = database.state,
         .global = wanted.cluster_kind == "global",
         .created = database.created,
         .state_since = database.state_since,
         .tags = database.tags});
    cluster = clusters.find(wanted.cluster);
    database.writer = true;
  }
  database.cluster = wanted.cluster;
  database.state = cluster->second.state;
  database.kms_key = cluster->second.kms_key;
  database.storage_type = "aurora";
  database.allocated_gib = 1;
}

}  // namespace

std::string numbered(std::string text, std::uint32_t number) {
  const auto hole = text.find("{n}");
  if (hole != std::string::npos) text.replace(hole, 3, std::to_string(number));
  return text;
}

std::string key_named(Cloud& cloud, Place& place, const std::string& name,
                      std::string_view service) {
  if (name.empty()) return {};
  if (name == "aws") return default_key_arn(cloud, place, service);
  return add_key(cloud, place, name);
}

Result<void> check_deployments(const std::vector<EstateDatabase>& wanted) {
  std::map<std::string, std::set<std::string>>
      sides;  // By deployment: its clusters, else databases.
  for (const auto& database : wanted)
    for (std::uint32_t number = 1; number <= database.count && !database.blue_green.empty();
         ++number)
      sides[numbered(database.blue_green, number)].insert(database.cluster.empty()
                                                              ? numbered(database.name, number)
                                                              : "cluster " + database.cluster);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto found = sides.find(numbered(wanted[i].blue_green, 1));
    if (found == sides.end() || found->second.size() % 2 == 0) continue;
    return fail_field("databases[" + std::to_string(i) + "].blue_green",
                      "the deployment \"" + found->first +
                          "\" lacks a side: name it for another database or cluster, too");
  }
  return {};
}

Result<void> settle_databases(Cloud& cloud, Place& place, const EstateDatabase& wanted) {
  const auto zones = region_facts(place.region).zones;
  const auto zone = wanted.zone.size() == 1 ? zones.find(wanted.zone) : std::string_view::npos;
  if (!wanted.zone.empty() && zone == std::string_view::npos)
    return fail_field("zone", "\"" + wanted.zone + "\" is no zone of this region");
  if (!wanted.replica_of.empty() && !place.databases.databases.contains(wanted.replica_of))
    return fail_field("replica_of", "there is no database \"" + wanted.replica_of + "\" before");
  for (std::uint32_t number = 1; number <= wanted.count; ++number) {
    Database database{
        .name = numbered(wanted.name, number),
        .instance_class = wanted.instance_class,
        .engine = wanted.engine,
        .engine_version = std::string(find_engine_version(wanted.engine, wanted.version)->version),
        .username = "admin",
        .storage_type = wanted.storage_type,
        .kms_key = key_named(cloud, place, wanted.key, "rds"),
        .source = wanted.replica_of,
        .blue_green = numbered(wanted.blue_green, number),
        .allocated_gib = wanted.allocated_gib,
        .iops = wanted.storage_type == "gp3" ? 3000u : 0u,
        .port = find_engine(wanted.engine)->port,
        .backup_days = wanted.backup_days,
        .zone = static_cast<std::uint8_t>(wanted.zone.empty() ? number % zones.size() : zone),
        .state = wanted.state,
        .multi_az = wanted.multi_az,
        .publicly_accessible = wanted.publicly_accessible,
        .deletion_protection = wanted.deletion_protection,
        .created = born(cloud, wanted.age_days),
        .tags = tags_of(cloud, wanted.tags, number)};
    if (place.databases.databases.contains(database.name))
      return fail_field("name", "database " + database.name + " is there already");
    database.state_since = database.created;
    if (database.state == DatabaseState::stopped)
      database.state_since = stopped_since(database.created, cloud.now);
    if (!wanted.cluster.empty()) join_cluster(cloud, place, wanted, database);
    settle_database(cloud, place, std::move(database));
  }
  return {};
}

Result<void> settle_balancer(Cloud& cloud, Place& place, const EstateBalancer& wanted) {
  for (const auto& [id, other] : place.balancers.balancers)
    if (other.name == wanted.name)
      return fail_field("name", "load balancer " + wanted.name + " is there already");
  LoadBalancer balancer{.name = wanted.name,
                        .type = wanted.type,
                        .scheme = wanted.internal ? "internal" : "internet-facing",
                        .tags = tags_of(cloud, wanted.tags, 1)};
  for (std::uint8_t zone = 0; zone < region_facts(place.region).zones.size(); ++zone)
    balancer.subnets.push_back(default_subnet(place, zone));
  if (wanted.type == "application") balancer.groups = {default_group(cloud, place, 0)};
  const bool http = wanted.type == "application";
  TargetGroup group{.name = wanted.name,
                    .type = "instance",
                    .protocol = http ? "HTTP" : "TCP",
                    .protocol_version = "HTTP1",
                    .port = wanted.target_port,
                    .check_protocol = http ? "HTTP" : "TCP",
                    .check_port = "traffic-port",
                    .check_path = http ? "/" : "",
                    .check_matcher = http ? "200" : "",
                    .check_timeout_s = http ? 5 : 10,
                    .tags = balancer.tags};
  const auto since = born(cloud, wanted.age_days);
  Text name_key = cloud.text("Name");
  for (const auto& [id, instance] : place.instances) {
    const auto* tag = find_tag(instance.tags, name_key);
    if (wanted.servers.empty() || tag == nullptr ||
        !cloud.texts.view(tag->value).starts_with(wanted.servers))
      continue;
    group.targets.push_back({.id = format_id("i-", id),
                             .port = wanted.target_port,
                             .zone = "",
                             .since = std::max(since, instance.state_since),
                             .gone = {}});
  }
  if (!wanted.servers.empty() && group.targets.empty())
    return fail_field("servers", "no server's Name begins with \"" + wanted.servers + "\"");
  auto& made = add_balancer(cloud, place, std::move(balancer));
  made.created = made.active = since;
  auto& targets = add_target_group(cloud, place, std::move(group));
  targets.created = since;
  add_listener(cloud, place,
               {.balancer = made.id,
                .protocol = http ? "HTTP" : "TCP",
                .port = wanted.port,
                .actions = {{.type = "forward", .target_groups = {targets.id}, .weights = {1}}}});
  return {};
}

}  // namespace mirante::simcloud
