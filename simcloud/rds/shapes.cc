// The simulated RDS's state as AWS's shapes: what Describe calls answer with. Reading only.
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/rds/engines.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

Instant whole_second(Instant at) { return std::chrono::floor<std::chrono::seconds>(at); }

/// A name, "cluster-" for clusters, and twelve letters of the place.
std::string host(const Call& call, std::string_view name, std::string_view infix) {
  const auto account = hash_of(call.account_id());
  const auto own = call.cloud.draws.text(12, "abcdefghijklmnopqrstuvwxyz0123456789",
                                         Purpose::database_id, {account, call.region});
  return std::string(name) + "." + std::string(infix) + own + "." +
         std::string(call.region_name()) + ".rds.amazonaws.com";
}

/// Of RDS's names in this region.
std::string hosted_zone(const Call& call) {
  return "Z" + call.cloud.draws.text(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                                     Purpose::database_id, {call.region});
}

gen::rds::DBSubnetGroup subnet_group(Call& call) {
  auto& place = call.place();
  ensure_network(call.cloud, place);
  gen::rds::DBSubnetGroup group{.db_subnet_group_name = "default",
                                .db_subnet_group_description = "default",
                                .vpc_id = format_id("vpc-", place.vpcs.front().id),
                                .subnet_group_status = "Complete"};
  for (const auto& subnet : place.subnets) {
    if (!subnet.is_default) continue;
    gen::rds::Subnet shape;
    shape.subnet_identifier = format_id("subnet-", subnet.id);
    shape.subnet_availability_zone =
        gen::rds::AvailabilityZone{.name = zone_name(call.region, subnet.zone)};
    shape.subnet_status = "Active";
    group.subnets.push_back(std::move(shape));
  }
  return group;
}

gen::rds::PendingModifiedValues to_gen(const DatabaseChanges& changes) {
  gen::rds::PendingModifiedValues shape;
  shape.db_instance_class = changes.instance_class;
  shape.engine_version = changes.engine_version;
  shape.storage_type = changes.storage_type;
  if (changes.allocated_gib)
    shape.allocated_storage = static_cast<std::int32_t>(*changes.allocated_gib);
  if (changes.iops) shape.iops = static_cast<std::int32_t>(*changes.iops);
  shape.multi_az = changes.multi_az;
  if (changes.password) shape.master_user_password = "****";
  return shape;
}

std::uint8_t other_zone(const Call& call, std::uint8_t zone) {
  return static_cast<std::uint8_t>((zone + 1u) % region_facts(call.region).zones.size());
}

std::string option_group(const Database& database, const EngineVersionFacts* version) {
  std::string major(version == nullptr ? "" : version->major);
  for (char& c : major)
    if (c == '.') c = '-';
  return "default:" + database.engine + "-" + major;
}

std::vector<gen::rds::VpcSecurityGroupMembership> groups_of(Call& call, const Database& database) {
  std::vector<gen::rds::VpcSecurityGroupMembership> shapes;
  auto groups = database.groups;
  if (groups.empty()) groups = {default_group(call.cloud, call.place(), 0)};
  for (const auto group : groups)
    shapes.push_back({.vpc_security_group_id = format_id("sg-", group), .status = "active"});
  return shapes;
}

}  // namespace

gen::rds::DBInstance to_gen(Call& call, const Database& database) {
  const auto* engine = find_engine(database.engine);
  const auto* version = find_engine_version(database.engine, database.engine_version);
  gen::rds::DBInstance shape;
  shape.db_instance_identifier = database.name;
  shape.db_instance_class = database.instance_class;
  shape.engine = database.engine;
  shape.engine_version = database.engine_version;
  shape.db_instance_status = std::string(to_string(database.state));
  shape.master_username = database.username;
  if (!database.schema.empty()) shape.db_name = database.schema;
  if (database.state != DatabaseState::creating) {
    shape.endpoint = gen::rds::Endpoint{.address = host(call, database.name, ""),
                                        .port = database.port,
                                        .hosted_zone_id = hosted_zone(call)};
    shape.instance_create_time = whole_second(database.created);
  }
  shape.allocated_storage = static_cast<std::int32_t>(database.allocated_gib);
  shape.storage_type = database.storage_type;
  if (database.iops != 0) shape.iops = static_cast<std::int32_t>(database.iops);
  shape.preferred_backup_window = database.backup_window;
  shape.preferred_maintenance_window = database.maintenance_window;
  shape.backup_retention_period = database.backup_days;
  shape.db_subnet_group = subnet_group(call);
  shape.vpc_security_groups = groups_of(call, database);
  shape.db_parameter_groups.push_back(
      {.db_parameter_group_name =
           "default." + std::string(version == nullptr ? "" : version->family),
       .parameter_apply_status = "in-sync"});
  shape.option_group_memberships.push_back(
      {.option_group_name = option_group(database, version), .status = "in-sync"});
  shape.availability_zone = zone_name(call.region, database.zone);
  shape.multi_az = database.multi_az;
  if (database.multi_az)
    shape.secondary_availability_zone = zone_name(call.region, other_zone(call, database.zone));
  shape.pending_modified_values = to_gen(database.changes);
  shape.auto_minor_version_upgrade = database.minor_upgrades;
  if (!database.source.empty()) {
    shape.read_replica_source_db_instance_identifier = database.source;
    shape.status_infos.push_back(
        {.status_type = "read replication", .normal = true, .status = "replicating"});
  }
  shape.read_replica_db_instance_identifiers = call.place().databases.replicas(database.name);
  shape.license_model = std::string(engine == nullptr ? "" : engine->license);
  shape.publicly_accessible = database.publicly_accessible;
  shape.db_instance_port = 0;
  if (!database.cluster.empty()) {
    shape.db_cluster_identifier = database.cluster;
    shape.promotion_tier = 1;
  }
  shape.storage_encrypted = !database.kms_key.empty();
  if (!database.kms_key.empty()) shape.kms_key_id = database.kms_key;
  shape.dbi_resource_id = resource_id(call, "db-", database.id);
  shape.ca_certificate_identifier = "rds-ca-rsa2048-g1";
  shape.copy_tags_to_snapshot = database.copy_tags;
  shape.monitoring_interval = 0;
  shape.db_instance_arn = call.arn("db:" + database.name);
  shape.iam_database_authentication_enabled = false;
  shape.performance_insights_enabled = false;
  shape.deletion_protection = database.deletion_protection;
  shape.tag_list = to_rds(call, database.tags);
  shape.customer_owned_ip_enabled = false;
  shape.network_type = "IPV4";
  shape.backup_target = "region";
  if (database.restarts) shape.automatic_restart_time = whole_second(*database.restarts);
  if (database.backup_days > 0 && database.state == DatabaseState::available)
    shape.latest_restorable_time = whole_second(call.cloud.now - std::chrono::minutes(5));
  return shape;
}

gen::rds::DBCluster to_gen(Call& call, const DatabaseCluster& cluster) {
  gen::rds::DBCluster shape;
  shape.allocated_storage = 1;
  shape.backup_retention_period = 1;
  shape.db_cluster_identifier = cluster.name;
  const auto* version = find_engine_version(cluster.engine, cluster.engine_version);
  shape.db_cluster_parameter_group =
      "default." + std::string(version == nullptr ? "" : version->family);
  shape.db_subnet_group = "default";
  shape.status = std::string(to_string(cluster.state));
  shape.endpoint = host(call, cluster.name, "cluster-");
  shape.reader_endpoint = host(call, cluster.name, "cluster-ro-");
  shape.engine = cluster.engine;
  shape.engine_version = cluster.engine_version;
  shape.engine_mode = cluster.engine_mode;
  shape.port = cluster.port;
  shape.master_username = cluster.username;
  const auto members = call.place().databases.members(cluster.name);
  shape.multi_az = members.size() > 1;
  for (const auto* member : members) {
    shape.db_cluster_members.push_back({.db_instance_identifier = member->name,
                                        .is_cluster_writer = member->writer,
                                        .db_cluster_parameter_group_status = "in-sync",
                                        .promotion_tier = 1});
    shape.preferred_backup_window = member->backup_window;
    shape.preferred_maintenance_window = member->maintenance_window;
    shape.vpc_security_groups = groups_of(call, *member);
  }
  for (std::uint8_t zone = 0; zone < region_facts(call.region).zones.size(); ++zone)
    shape.availability_zones.push_back(zone_name(call.region, zone));
  shape.storage_encrypted = !cluster.kms_key.empty();
  if (!cluster.kms_key.empty()) shape.kms_key_id = cluster.kms_key;
  shape.db_cluster_resource_id = resource_id(call, "cluster-", cluster.id);
  shape.db_cluster_arn = call.arn("cluster:" + cluster.name);
  shape.cluster_create_time = whole_second(cluster.created);
  shape.deletion_protection = false;
  shape.copy_tags_to_snapshot = false;
  shape.tag_list = to_rds(call, cluster.tags);
  if (cluster.global) shape.global_write_forwarding_status = "disabled";
  if (cluster.restarts) shape.automatic_restart_time = whole_second(*cluster.restarts);
  return shape;
}

gen::rds::DBSnapshot to_gen(const Call& call, const DatabaseSnapshot& snapshot) {
  const auto& database = snapshot.database;
  const bool ready = snapshot.ready <= call.cloud.now;
  const auto* engine = find_engine(database.engine);
  gen::rds::DBSnapshot shape;
  shape.db_snapshot_identifier = snapshot.name;
  shape.db_instance_identifier = database.name;
  shape.snapshot_create_time = whole_second(snapshot.begun);
  shape.original_snapshot_create_time = whole_second(snapshot.begun);
  shape.snapshot_database_time = whole_second(snapshot.begun);
  shape.engine = database.engine;
  shape.engine_version = database.engine_version;
  shape.allocated_storage = static_cast<std::int32_t>(database.allocated_gib);
  shape.storage_type = database.storage_type;
  if (database.iops != 0) shape.iops = static_cast<std::int32_t>(database.iops);
  shape.status = ready ? "available" : "creating";
  const auto whole = snapshot.ready - snapshot.begun;
  shape.percent_progress =
      ready ? 100 : static_cast<std::int32_t>((call.cloud.now - snapshot.begun) * 100 / whole);
  shape.port = database.port;
  shape.availability_zone = zone_name(call.region, database.zone);
  shape.instance_create_time = whole_second(database.created);
  shape.master_username = database.username;
  shape.license_model = std::string(engine == nullptr ? "" : engine->license);
  shape.snapshot_type = snapshot.kind;
  shape.encrypted = !database.kms_key.empty();
  if (!database.kms_key.empty()) shape.kms_key_id = database.kms_key;
  shape.db_snapshot_arn = call.arn("snapshot:" + snapshot.name);
  shape.iam_database_authentication_enabled = false;
  shape.dbi_resource_id = resource_id(call, "db-", database.id);
  shape.tag_list = to_rds(call, snapshot.tags);
  shape.snapshot_target = "region";
  return shape;
}

}  // namespace mirante::simcloud
