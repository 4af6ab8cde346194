// ModifyDBInstance: what changes at once, what takes time, what waits for the maintenance window.
#include "gen/rds/modify_db_instance.h"
#include "simcloud/operations.h"
#include "simcloud/rds/checks.h"
#include "simcloud/rds/engines.h"
#include "simcloud/rds/life.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

using Request = gen::rds::ModifyDBInstanceMessage;

Answered<Done> read_storage(const Request& request, const Database& database,
                            DatabaseChanges& changes) {
  if (!request.allocated_storage && !request.storage_type && !request.iops) return Done{};
  if (!database.cluster.empty())
    return rds_invalid_combination(
        "You cannot modify the storage of a DB instance that is a member of a cluster.");
  auto wanted = database;
  const auto type = request.storage_type.value_or(database.storage_type);
  const auto size =
      request.allocated_storage.value_or(static_cast<std::int32_t>(database.allocated_gib));
  if (size < static_cast<std::int32_t>(database.allocated_gib))
    return rds_invalid_combination(
        "Invalid storage size: the storage of a DB instance cannot be "
        "made smaller.");
  const bool keeps_iops = !request.iops && type == database.storage_type && database.iops != 0;
  const auto iops =
      keeps_iops ? std::optional(static_cast<std::int32_t>(database.iops)) : request.iops;
  if (auto ok = check_storage(size, type, iops, wanted); !ok) return pass(ok);
  if (wanted.allocated_gib != database.allocated_gib) changes.allocated_gib = wanted.allocated_gib;
  if (type != database.storage_type) changes.storage_type = type;
  if (wanted.iops != database.iops) changes.iops = wanted.iops;
  return Done{};
}

Answered<Done> read_version(const Request& request, const Database& database,
                            DatabaseChanges& changes) {
  if (!request.engine_version || *request.engine_version == database.engine_version) return Done{};
  const auto* version = find_engine_version(database.engine, *request.engine_version);
  if (version == nullptr)
    return rds_invalid_combination("Cannot find version " + *request.engine_version + " for " +
                                   database.engine);
  const auto* now = find_engine_version(database.engine, database.engine_version);
  if (now != nullptr && version < now)
    return rds_invalid_combination("Cannot upgrade " + database.engine + " from " +
                                   database.engine_version + " to " + *request.engine_version);
  if (now != nullptr && version->major != now->major &&
      !request.allow_major_version_upgrade.value_or(false))
    return rds_invalid_combination(
        "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.");
  changes.engine_version = version->version;
  return Done{};
}

/// What takes time, and what is asked for besides what waits already.
Answered<DatabaseChanges> read_changes(const Request& request, const Database& database) {
  auto changes = database.changes;
  if (request.db_instance_class) {
    if (auto ok = check_class(*request.db_instance_class); !ok) return pass(ok);
    changes.instance_class.reset();
    if (*request.db_instance_class != database.instance_class)
      changes.instance_class = *request.db_instance_class;
  }
  if (request.multi_az) {
    changes.multi_az.reset();
    if (*request.multi_az != database.multi_az) changes.multi_az = *request.multi_az;
  }
  if (request.master_user_password) {
    if (auto ok = check_password(*request.master_user_password); !ok) return pass(ok);
    changes.password = true;
  }
  if (auto ok = read_storage(request, database, changes); !ok) return pass(ok);
  if (auto ok = read_version(request, database, changes); !ok) return pass(ok);
  return changes;
}

Answered<gen::rds::ModifyDBInstanceResult> modify(Call& call, const Request& request) {
  const auto found = permitted_database(call, request.db_instance_identifier);
  if (!found) return pass(found);
  auto& database = **found;
  if (request.new_db_instance_identifier)
    return rds_invalid_combination("NewDBInstanceIdentifier: the simulated RDS does not rename.");
  auto at_once = database;
  auto ok = read_windows(request.backup_retention_period, request.preferred_backup_window,
                         request.preferred_maintenance_window, at_once);
  if (!ok) return pass(ok);
  auto changes = read_changes(request, database);
  if (!changes) return pass(changes);
  if (!request.vpc_security_group_ids.empty()) {
    auto groups = read_groups(call, request.vpc_security_group_ids);
    if (!groups) return pass(groups);
    at_once.groups = *std::move(groups);
  }
  const bool may_change =
      database.state == DatabaseState::available || database.state == DatabaseState::storage_full;
  if (!may_change) return invalid_database_state("Database instance is not in available state.");

  at_once.deletion_protection = request.deletion_protection.value_or(database.deletion_protection);
  at_once.copy_tags = request.copy_tags_to_snapshot.value_or(database.copy_tags);
  at_once.minor_upgrades = request.auto_minor_version_upgrade.value_or(database.minor_upgrades);
  at_once.publicly_accessible = request.publicly_accessible.value_or(database.publicly_accessible);
  const bool bigger = changes->allocated_gib.has_value();
  at_once.changes = *std::move(changes);
  database = std::move(at_once);
  if (request.preferred_backup_window || request.preferred_maintenance_window)
    plan_windows(call.cloud, call.place(), database);
  // More storage is what a full database needs: it does not wait.
  const bool now = request.apply_immediately.value_or(false) ||
                   (bigger && database.state == DatabaseState::storage_full);
  if (now && !database.changes.empty()) {
    if (database.state == DatabaseState::storage_full)
      begin(call.cloud, call.place(), database, DatabaseState::modifying);
    else
      begin_changes(call.cloud, call.place(), database);
  }
  return gen::rds::ModifyDBInstanceResult{.db_instance = to_gen(call, database)};
}

}  // namespace

void add_database_change_calls(Operations& operations) {
  operations.add<modify>("rds", "ModifyDBInstance", Fidelity::partial,
                         "no renaming; of what else it takes only class, storage, version, "
                         "Multi-AZ, password, windows, groups and flags");
}

}  // namespace mirante::simcloud
