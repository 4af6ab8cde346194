// Snapshots of databases: CreateDBSnapshot, DescribeDBSnapshots, DeleteDBSnapshot,
// RestoreDBInstanceFromDBSnapshot.
#include <algorithm>

#include "gen/rds/create_db_snapshot.h"
#include "gen/rds/delete_db_snapshot.h"
#include "gen/rds/describe_db_snapshots.h"
#include "gen/rds/restore_db_instance_from_db_snapshot.h"
#include "simcloud/operations.h"
#include "simcloud/rds/checks.h"
#include "simcloud/rds/life.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

Answered<gen::rds::CreateDBSnapshotResult> create(
    Call& call, const gen::rds::CreateDBSnapshotMessage& request) {
  const auto name = new_database_name("DBSnapshotIdentifier", request.db_snapshot_identifier);
  if (!name) return pass(name);
  const auto tags = read_database_tags(call, request.tags);
  if (!tags) return pass(tags);
  const auto database = permitted_database(call, request.db_instance_identifier);
  if (!database) return pass(database);
  if (auto ok = call.permit(call.permission(), call.arn("snapshot:" + *name),
                            request_database_tag_keys(call, *tags));
      !ok)
    return pass(ok);
  if (auto ok = permit_new_tags(call, "snapshot", *name, *tags); !ok) return pass(ok);
  if (auto ok = check_snapshot_possible(call, **database, *name); !ok) return pass(ok);
  auto& snapshot = take_snapshot(call.cloud, call.place(), **database, *name, "manual");
  for (const auto& tag : *tags) put_tag(snapshot.tags, tag);
  // The database is busy for as long.
  begin(call.cloud, call.place(), **database, DatabaseState::backing_up);
  return gen::rds::CreateDBSnapshotResult{.db_snapshot = to_gen(call, snapshot)};
}

bool is_wanted(const gen::rds::DescribeDBSnapshotsMessage& request, const Call& call,
               const DatabaseFilters& filters, const DatabaseSnapshot& snapshot) {
  const auto resource = resource_id(call, "db-", snapshot.database.id);
  const auto& database = snapshot.database.name;
  if (request.db_instance_identifier &&
      database_key(call, "db", *request.db_instance_identifier) != database)
    return false;
  if (request.snapshot_type && *request.snapshot_type != snapshot.kind) return false;
  if (request.dbi_resource_id && *request.dbi_resource_id != resource) return false;
  return filters.accepts("db-instance-id", database) &&
         filters.accepts("db-snapshot-id", snapshot.name) &&
         filters.accepts("dbi-resource-id", resource) &&
         filters.accepts("snapshot-type", snapshot.kind) &&
         filters.accepts("engine", snapshot.database.engine);
}

Answered<gen::rds::DBSnapshotMessage> describe(
    Call& call, const gen::rds::DescribeDBSnapshotsMessage& request) {
  const auto filters = DatabaseFilters::read(
      request.filters,
      {"db-instance-id", "db-snapshot-id", "dbi-resource-id", "snapshot-type", "engine"});
  if (!filters) return pass(filters);
  static constexpr std::string_view kinds[] = {"automated", "manual", "shared", "public",
                                               "awsbackup"};
  if (request.snapshot_type && std::ranges::find(kinds, *request.snapshot_type) == std::end(kinds))
    return rds_invalid_value("Invalid snapshotType: " + *request.snapshot_type);
  const auto page = start_page(call, request.max_records, request.marker, request.filters,
                               request.db_snapshot_identifier.value_or("") + " " +
                                   request.db_instance_identifier.value_or("") + " " +
                                   request.snapshot_type.value_or(""));
  if (!page) return pass(page);
  gen::rds::DBSnapshotMessage result;
  if (request.db_snapshot_identifier) {
    const auto snapshot = permitted_snapshot(call, request.db_snapshot_identifier);
    if (!snapshot) return pass(snapshot);
    if (is_wanted(request, call, *filters, **snapshot))
      result.db_snapshots.push_back(to_gen(call, **snapshot));
    return result;
  }
  if (auto ok = permit_on(call, "snapshot", "", nullptr); !ok) return pass(ok);
  Keyed<gen::rds::DBSnapshot> found;
  for (const auto& [name, snapshot] : call.place().databases.snapshots)
    if (is_wanted(request, call, *filters, snapshot))
      found.emplace_back(name, to_gen(call, snapshot));
  result.marker = turn_page(call, std::move(found), page->after, page->limit, page->question,
                            result.db_snapshots);
  return result;
}

Answered<gen::rds::DeleteDBSnapshotResult> remove(
    Call& call, const gen::rds::DeleteDBSnapshotMessage& request) {
  const auto found = permitted_snapshot(call, request.db_snapshot_identifier);
  if (!found) return pass(found);
  if ((*found)->kind != "manual")
    return refuse("InvalidDBSnapshotState", "Only manual snapshots may be deleted.");
  if ((*found)->ready > call.cloud.now)
    return refuse("InvalidDBSnapshotState",
                  "DBSnapshot " + (*found)->name + " is not in the available state.");
  auto shape = to_gen(call, **found);
  shape.status = "deleted";
  call.place().databases.snapshots.erase(std::string((*found)->name));
  return gen::rds::DeleteDBSnapshotResult{.db_snapshot = std::move(shape)};
}

Answered<gen::rds::RestoreDBInstanceFromDBSnapshotResult> restore(
    Call& call, const gen::rds::RestoreDBInstanceFromDBSnapshotMessage& request) {
  auto name = new_database_name("DBInstanceIdentifier", request.db_instance_identifier);
  if (!name) return pass(name);
  auto tags = read_database_tags(call, request.tags);
  if (!tags) return pass(tags);
  const auto snapshot = permitted_snapshot(call, request.db_snapshot_identifier);
  if (!snapshot) return pass(snapshot);
  if (auto ok = call.permit(call.permission(), call.arn("db:" + *name),
                            request_database_tag_keys(call, *tags));
      !ok)
    return pass(ok);
  if (auto ok = permit_new_tags(call, "db", *name, *tags); !ok) return pass(ok);
  if ((*snapshot)->ready > call.cloud.now)
    return refuse("InvalidDBSnapshotState",
                  "DBSnapshot " + (*snapshot)->name + " is not in the available state.");
  if (call.place().databases.databases.contains(*name))
    return refuse("DBInstanceAlreadyExists", "DB instance already exists");

  // Groups, Multi-AZ and protection are those of a new database, not those of the old one.
  const auto& old = (*snapshot)->database;
  Database wanted{.name = *std::move(name),
                  .instance_class = request.db_instance_class.value_or(old.instance_class),
                  .engine = old.engine,
                  .engine_version = old.engine_version,
                  .username = old.username,
                  .schema = old.schema,
                  .storage_type = request.storage_type.value_or(old.storage_type),
                  .kms_key = old.kms_key,
                  .allocated_gib = old.allocated_gib,
                  .iops = old.iops,
                  .port = static_cast<std::uint16_t>(request.port.value_or(old.port)),
                  .backup_days = old.backup_days,
                  .zone = old.zone,
                  .multi_az = request.multi_az.value_or(false),
                  .publicly_accessible = request.publicly_accessible.value_or(false),
                  .deletion_protection = request.deletion_protection.value_or(false),
                  .copy_tags = request.copy_tags_to_snapshot.value_or(old.copy_tags),
                  .tags = *std::move(tags)};
  if (auto ok = check_class(wanted.instance_class); !ok) return pass(ok);
  if (auto ok = check_key(call, wanted.kms_key); !ok) return pass(ok);
  if (request.availability_zone) {
    const auto zone = find_zone(call.region, *request.availability_zone);
    if (!zone) return rds_invalid_value("Invalid availability zone: " + *request.availability_zone);
    wanted.zone = *zone;
  }
  auto groups = read_groups(call, request.vpc_security_group_ids);
  if (!groups) return pass(groups);
  wanted.groups = *std::move(groups);
  const auto& made = create_database(call.cloud, call.place(), std::move(wanted));
  return gen::rds::RestoreDBInstanceFromDBSnapshotResult{.db_instance = to_gen(call, made)};
}

}  // namespace

void add_database_snapshot_calls(Operations& operations) {
  operations.add<create>("rds", "CreateDBSnapshot", Fidelity::faithful);
  operations.add<describe>("rds", "DescribeDBSnapshots", Fidelity::partial,
                           "none that are shared or public");
  operations.add<remove>("rds", "DeleteDBSnapshot", Fidelity::faithful);
  operations.add<restore>("rds", "RestoreDBInstanceFromDBSnapshot", Fidelity::partial,
                          "the default subnet, parameter and option groups only; the size of the "
                          "storage stays");
}

}  // namespace mirante::simcloud
