// DescribeDBInstances, CreateDBInstance, DeleteDBInstance.
#include <algorithm>

#include "gen/rds/create_db_instance.h"
#include "gen/rds/delete_db_instance.h"
#include "gen/rds/describe_db_instances.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/kms/keys.h"
#include "simcloud/operations.h"
#include "simcloud/rds/checks.h"
#include "simcloud/rds/engines.h"
#include "simcloud/rds/life.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t databases_most = 40;  // In a region, as AWS begins.

Answered<gen::rds::DBInstanceMessage> describe(
    Call& call, const gen::rds::DescribeDBInstancesMessage& request) {
  const auto filters = DatabaseFilters::read(
      request.filters, {"db-cluster-id", "db-instance-id", "dbi-resource-id", "domain", "engine"});
  if (!filters) return pass(filters);
  const auto subject = request.db_instance_identifier.value_or("");
  const auto page = start_page(call, request.max_records, request.marker, request.filters, subject);
  if (!page) return pass(page);
  gen::rds::DBInstanceMessage result;
  if (!subject.empty()) {
    const auto database = permitted_database(call, subject);
    if (!database) return pass(database);
    result.db_instances.push_back(to_gen(call, **database));
    return result;
  }
  if (auto ok = permit_on(call, "db", "", nullptr); !ok) return pass(ok);
  Keyed<gen::rds::DBInstance> found;
  for (const auto& [name, database] : call.place().databases.databases)
    if (filters->accepts("db-cluster-id", database.cluster) &&
        filters->accepts("db-instance-id", name) &&
        filters->accepts("dbi-resource-id", resource_id(call, "db-", database.id)) &&
        filters->accepts("domain", "") && filters->accepts("engine", database.engine))
      found.emplace_back(name, to_gen(call, database));
  result.marker = turn_page(call, std::move(found), page->after, page->limit, page->question,
                            result.db_instances);
  return result;
}

/// Engine and version, class and storage: what must fit together.
Answered<Done> read_kind(const gen::rds::CreateDBInstanceMessage& request, Database& wanted) {
  if (!request.engine) return rds_missing_parameter("Engine");
  const auto* engine = find_engine(*request.engine);
  if (engine == nullptr) return rds_invalid_value("Invalid DB engine: " + *request.engine);
  const auto* version = find_engine_version(engine->name, request.engine_version.value_or(""));
  if (version == nullptr)
    return rds_invalid_combination("Cannot find version " + *request.engine_version + " for " +
                                   *request.engine);
  wanted.engine = engine->name;
  wanted.engine_version = version->version;
  wanted.port = static_cast<std::uint16_t>(request.port.value_or(engine->port));
  if (request.port && (*request.port < 1150 || *request.port > 65535))
    return rds_invalid_value("Invalid value for parameter Port: must be between 1150 and 65535");
  if (!request.db_instance_class) return rds_missing_parameter("DBInstanceClass");
  if (auto ok = check_class(*request.db_instance_class); !ok) return pass(ok);
  wanted.instance_class = *request.db_instance_class;
  if (engine->aurora) {
    if (!request.db_cluster_identifier)
      return rds_invalid_combination(
          "The engine " + wanted.engine +
          " needs a DB cluster: the parameter DBClusterIdentifier must be provided.");
    wanted.storage_type = "aurora";
    wanted.allocated_gib = 1;
    return Done{};
  }
  if (request.db_cluster_identifier)
    return rds_invalid_combination("The engine " + wanted.engine + " has no Aurora clusters.");
  if (!request.allocated_storage) return rds_missing_parameter("AllocatedStorage");
  wanted.storage_type = request.storage_type.value_or(request.iops ? "io1" : "gp2");
  return check_storage(*request.allocated_storage, wanted.storage_type, request.iops, wanted);
}

Answered<Done> read_login(const gen::rds::CreateDBInstanceMessage& request, Database& wanted) {
  if (request.db_cluster_identifier) return Done{};  // The cluster's own.
  if (!request.master_username) return rds_missing_parameter("MasterUsername");
  const bool managed = request.manage_master_user_password.value_or(false);
  if (managed == request.master_user_password.has_value())
    return managed ? rds_invalid_combination(
                         "You can't specify MasterUserPassword for an instance with "
                         "ManageMasterUserPassword enabled.")
                   : rds_missing_parameter("MasterUserPassword");
  if (!managed)
    if (auto ok = check_password(*request.master_user_password); !ok) return pass(ok);
  wanted.username = *request.master_username;
  wanted.schema = request.db_name.value_or("");
  return Done{};
}

Answered<Done> read_place(Call& call, const gen::rds::CreateDBInstanceMessage& request,
                          Database& wanted) {
  wanted.multi_az = request.multi_az.value_or(false);
  if (request.availability_zone) {
    const auto zone = find_zone(call.region, *request.availability_zone);
    if (!zone) return rds_invalid_value("Invalid availability zone: " + *request.availability_zone);
    if (wanted.multi_az)
      return rds_invalid_combination(
          "Requesting a specific availability zone is not valid for Multi-AZ instances.");
    wanted.zone = *zone;
  } else {
    wanted.zone =
        static_cast<std::uint8_t>(hash_of(wanted.name) % region_facts(call.region).zones.size());
  }
  if (request.db_subnet_group_name.value_or("default") != "default")
    return refuse("DBSubnetGroupNotFoundFault",
                  "DB subnet group '" + *request.db_subnet_group_name + "' does not exist.", 404);
  auto groups = read_groups(call, request.vpc_security_group_ids);
  if (!groups) return pass(groups);
  wanted.groups = *std::move(groups);
  wanted.publicly_accessible = request.publicly_accessible.value_or(false);
  return Done{};
}

Answered<Done> read_upkeep(Call& call, const gen::rds::CreateDBInstanceMessage& request,
                           Database& wanted) {
  auto ok = read_windows(request.backup_retention_period, request.preferred_backup_window,
                         request.preferred_maintenance_window, wanted);
  if (!ok) return pass(ok);
  wanted.deletion_protection = request.deletion_protection.value_or(false);
  wanted.copy_tags = request.copy_tags_to_snapshot.value_or(false);
  wanted.minor_upgrades = request.auto_minor_version_upgrade.value_or(true);
  if (request.storage_encrypted.value_or(false))
    wanted.kms_key =
        key_arn(call.cloud, call.place(), request.kms_key_id.value_or("alias/aws/rds"));
  else if (request.kms_key_id)
    return rds_invalid_combination(
        "You must specify StorageEncrypted to use a KMS key for the DB instance.");
  return check_key(call, wanted.kms_key);
}

Answered<gen::rds::CreateDBInstanceResult> create(
    Call& call, const gen::rds::CreateDBInstanceMessage& request) {
  auto name = new_database_name("DBInstanceIdentifier", request.db_instance_identifier);
  if (!name) return pass(name);
  ensure_network(call.cloud, call.place());
  Database wanted{.name = *std::move(name)};
  if (auto ok = read_kind(request, wanted); !ok) return pass(ok);
  if (auto ok = read_login(request, wanted); !ok) return pass(ok);
  auto tags = read_database_tags(call, request.tags);
  if (!tags) return pass(tags);
  wanted.tags = *std::move(tags);

  auto keys = request_database_tag_keys(call, wanted.tags);
  keys.emplace_back("rds:DatabaseClass", wanted.instance_class);
  keys.emplace_back("rds:DatabaseEngine", wanted.engine);
  keys.emplace_back("rds:MultiAz", request.multi_az.value_or(false) ? "true" : "false");
  if (auto ok = call.permit(call.permission(), call.arn("db:" + wanted.name), keys); !ok)
    return pass(ok);
  if (auto ok = permit_new_tags(call, "db", wanted.name, wanted.tags); !ok) return pass(ok);

  if (auto ok = read_place(call, request, wanted); !ok) return pass(ok);
  if (auto ok = read_upkeep(call, request, wanted); !ok) return pass(ok);
  auto& databases = call.place().databases;
  if (databases.databases.contains(wanted.name))
    return refuse("DBInstanceAlreadyExists", "DB instance already exists");
  if (databases.databases.size() >= databases_most)
    return refuse("InstanceQuotaExceeded", "Cannot create more than 40 DB instances");
  if (request.db_cluster_identifier) {
    const auto cluster =
        databases.clusters.find(database_key(call, "cluster", *request.db_cluster_identifier));
    if (cluster == databases.clusters.end())
      return refuse("DBClusterNotFoundFault",
                    "DBCluster " + *request.db_cluster_identifier + " not found.", 404);
    if (cluster->second.engine != wanted.engine)
      return rds_invalid_combination("The engine of the DB instance must be that of its cluster.");
    if (cluster->second.state != DatabaseState::available)
      return refuse("InvalidDBClusterStateFault",
                    "DbCluster " + cluster->first + " is not in available state.");
    wanted.cluster = cluster->first;
    wanted.engine_version = cluster->second.engine_version;
    wanted.username = cluster->second.username;
    wanted.kms_key = cluster->second.kms_key;
    wanted.writer = databases.members(wanted.cluster).empty();
  }
  const auto& made = create_database(call.cloud, call.place(), std::move(wanted));
  return gen::rds::CreateDBInstanceResult{.db_instance = to_gen(call, made)};
}

Answered<gen::rds::DeleteDBInstanceResult> remove(
    Call& call, const gen::rds::DeleteDBInstanceMessage& request) {
  const auto database = permitted_database(call, request.db_instance_identifier);
  if (!database) return pass(database);
  auto& doomed = **database;
  const bool skip = request.skip_final_snapshot.value_or(false);
  const bool member = !doomed.cluster.empty();
  if (skip && request.final_db_snapshot_identifier)
    return rds_invalid_combination(
        "FinalDBSnapshotIdentifier can not be specified when deleting an instance with "
        "SkipFinalSnapshot.");
  if (!skip && !request.final_db_snapshot_identifier && !member)
    return rds_invalid_combination(
        "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
  if (doomed.deletion_protection)
    return rds_invalid_combination(
        "Cannot delete protected DB Instance, please disable deletion protection and try again.");
  if (doomed.state == DatabaseState::deleting)
    return invalid_database_state("Instance " + doomed.name + " is already being deleted.");
  if (!skip && !member) {
    const auto name =
        new_database_name("FinalDBSnapshotIdentifier", request.final_db_snapshot_identifier);
    if (!name) return pass(name);
    if (auto ok = check_snapshot_possible(call, doomed, *name); !ok) return pass(ok);
    auto& snapshot = take_snapshot(call.cloud, call.place(), doomed, *name, "manual");
    snapshot.database.state = DatabaseState::available;
  }
  for (const auto& name : call.place().databases.replicas(doomed.name))
    call.place().databases.databases.at(name).source.clear();  // Replicas are promoted.
  begin(call.cloud, call.place(), doomed, DatabaseState::deleting);
  return gen::rds::DeleteDBInstanceResult{.db_instance = to_gen(call, doomed)};
}

}  // namespace

void add_database_calls(Operations& operations) {
  operations.add<describe>("rds", "DescribeDBInstances", Fidelity::partial,
                           "no domains, logs, monitoring and processor features");
  operations.add<create>("rds", "CreateDBInstance", Fidelity::partial,
                         "the default subnet, parameter and option groups only; no domains, no "
                         "managed passwords, no monitoring; Aurora only into clusters of the "
                         "estate");
  operations.add<remove>("rds", "DeleteDBInstance", Fidelity::partial,
                         "automated backups never outlive their database");
}

}  // namespace mirante::simcloud
