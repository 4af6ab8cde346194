// StartDBInstance, StopDBInstance, RebootDBInstance.
#include "gen/rds/reboot_db_instance.h"
#include "gen/rds/start_db_instance.h"
#include "gen/rds/stop_db_instance.h"
#include "simcloud/operations.h"
#include "simcloud/rds/checks.h"
#include "simcloud/rds/life.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

/// Aurora stops and starts by the cluster.
Answered<Done> check_eligible(const Database& database) {
  if (database.cluster.empty()) return Done{};
  return rds_invalid_combination(database.engine +
                                 " DB instances are not eligible for stopping and starting.");
}

Answered<gen::rds::StopDBInstanceResult> stop(Call& call,
                                              const gen::rds::StopDBInstanceMessage& request) {
  const auto found = permitted_database(call, request.db_instance_identifier);
  if (!found) return pass(found);
  auto& database = **found;
  if (auto ok = check_eligible(database); !ok) return pass(ok);
  if (database.state != DatabaseState::available)
    return invalid_database_state("Instance " + database.name + " is not in available state.");
  if (!database.source.empty())
    return invalid_database_state("Instance " + database.name +
                                  " is a read replica and cannot be stopped.");
  if (!call.place().databases.replicas(database.name).empty())
    return invalid_database_state("Instance " + database.name +
                                  " has a read replica and cannot be stopped.");
  if (database.multi_az && database.engine.starts_with("sqlserver"))
    return invalid_database_state("Instance " + database.name +
                                  " is a Multi-AZ SQL Server instance and cannot be stopped.");
  if (!database.blue_green.empty())
    return invalid_database_state("Instance " + database.name +
                                  " is part of a blue/green deployment and cannot be stopped.");
  if (request.db_snapshot_identifier) {
    const auto name = new_database_name("DBSnapshotIdentifier", request.db_snapshot_identifier);
    if (!name) return pass(name);
    if (auto ok = check_snapshot_possible(call, database, *name); !ok) return pass(ok);
    take_snapshot(call.cloud, call.place(), database, *name, "manual");
  }
  begin(call.cloud, call.place(), database, DatabaseState::stopping);
  return gen::rds::StopDBInstanceResult{.db_instance = to_gen(call, database)};
}

Answered<gen::rds::StartDBInstanceResult> start(Call& call,
                                                const gen::rds::StartDBInstanceMessage& request) {
  const auto found = permitted_database(call, request.db_instance_identifier);
  if (!found) return pass(found);
  auto& database = **found;
  if (auto ok = check_eligible(database); !ok) return pass(ok);
  if (database.state != DatabaseState::stopped)
    return invalid_database_state(
        "Instance " + database.name +
        " is not stopped or in an incompatible state that can be recovered by starting it.");
  if (auto ok = check_key_enabled(call, database.kms_key); !ok) return pass(ok);
  begin(call.cloud, call.place(), database, DatabaseState::starting);
  return gen::rds::StartDBInstanceResult{.db_instance = to_gen(call, database)};
}

Answered<gen::rds::RebootDBInstanceResult> reboot_database(
    Call& call, const gen::rds::RebootDBInstanceMessage& request) {
  const auto found = permitted_database(call, request.db_instance_identifier);
  if (!found) return pass(found);
  auto& database = **found;
  if (request.force_failover.value_or(false) && !database.multi_az)
    return rds_invalid_combination(
        "Cannot specify ForceFailover for an instance that is not configured for Multi-AZ.");
  if (database.state != DatabaseState::available && database.state != DatabaseState::storage_full)
    return invalid_database_state("Instance " + database.name + " is not in available state.");
  if (request.force_failover.value_or(false)) {
    const auto zones = region_facts(call.region).zones.size();
    database.zone = static_cast<std::uint8_t>((database.zone + 1u) % zones);
    tell(call.cloud, call.place(), database, "failover", "Multi-AZ instance failover started.");
  }
  begin(call.cloud, call.place(), database, DatabaseState::rebooting);
  return gen::rds::RebootDBInstanceResult{.db_instance = to_gen(call, database)};
}

}  // namespace

void add_database_power_calls(Operations& operations) {
  operations.add<stop>("rds", "StopDBInstance", Fidelity::partial,
                       "the sentences for replicas, SQL Server and blue/green are not AWS's own");
  operations.add<start>("rds", "StartDBInstance", Fidelity::partial, "never lacks capacity");
  operations.add<reboot_database>("rds", "RebootDBInstance", Fidelity::partial,
                                  "with failover the zones change places at once");
}

}  // namespace mirante::simcloud
