#include "simcloud/rds/checks.h"

#include <algorithm>

#include "simcloud/aws_ids.h"
#include "simcloud/kms/keys.h"
#include "simcloud/rds/engines.h"
#include "simcloud/rds/life.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view storage_types[] = {"gp2", "gp3", "io1", "io2", "standard"};
constexpr std::size_t snapshots_most = 100;  // By hand, in a region.

}  // namespace

Answered<Done> check_class(const std::string& instance_class) {
  if (is_database_class(instance_class)) return Done{};
  return rds_invalid_value("Invalid DB Instance class: " + instance_class);
}

Answered<Done> check_password(const std::string& password) {
  if (password.size() < 8)
    return rds_invalid_value(
        "The parameter MasterUserPassword is not a valid password because it is shorter than 8 "
        "characters.");
  if (password.find_first_of("/@\" ") != std::string::npos)
    return rds_invalid_value(
        "The parameter MasterUserPassword is not a valid password. Only printable ASCII "
        "characters besides '/', '@', '\"', ' ' may be used.");
  return Done{};
}

Answered<Done> check_storage(std::int32_t allocated_gib, const std::string& type,
                             std::optional<std::int32_t> iops, Database& wanted) {
  if (std::ranges::find(storage_types, type) == std::end(storage_types))
    return refuse("StorageTypeNotSupported", "Storage type " + type + " is not supported.");
  const bool needs_iops = type == "io1" || type == "io2";
  const int least = needs_iops ? 100 : 20;
  if (allocated_gib < least || allocated_gib > 65'536)
    return rds_invalid_value("Invalid storage size for engine name " + wanted.engine +
                             " and storage type " + type + ": " + std::to_string(allocated_gib));
  if (needs_iops && !iops)
    return rds_invalid_combination("You must specify IOPS for a DB instance with " + type +
                                   " storage.");
  if (iops && type != "gp3" && !needs_iops)
    return rds_invalid_combination("You can't specify IOPS for a DB instance with " + type +
                                   " storage.");
  if (iops && *iops < 1000)
    return rds_invalid_value("Invalid value for parameter Iops: must be at least 1000");
  wanted.allocated_gib = static_cast<std::uint32_t>(allocated_gib);
  wanted.iops = static_cast<std::uint32_t>(iops.value_or(type == "gp3" ? 3000 : 0));
  return Done{};
}

Answered<Done> read_windows(std::optional<std::int32_t> backup_days,
                            const std::optional<std::string>& backup_window,
                            const std::optional<std::string>& maintenance_window,
                            Database& wanted) {
  if (backup_days) {
    if (*backup_days < 0 || *backup_days > 35)
      return rds_invalid_value("Invalid backup retention period: " + std::to_string(*backup_days) +
                               ". Must be between 0 and 35.");
    wanted.backup_days = static_cast<std::uint16_t>(*backup_days);
  }
  if (backup_window) {
    if (!is_window(*backup_window, WindowKind::daily))
      return rds_invalid_value("Invalid backup window format: " + *backup_window +
                               ". Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC).");
    wanted.backup_window = *backup_window;
  }
  if (maintenance_window) {
    if (!is_window(*maintenance_window, WindowKind::weekly))
      return rds_invalid_value(
          "Invalid maintenance window format: " + *maintenance_window +
          ". Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC).");
    wanted.maintenance_window = *maintenance_window;
  }
  return Done{};
}

Answered<std::vector<std::uint64_t>> read_groups(Call& call, const std::vector<std::string>& ids) {
  std::vector<std::uint64_t> groups;
  for (const auto& id : ids) {
    const auto parsed = parse_id("sg-", id);
    if (parsed.form != ParsedId::Form::ours || !call.place().groups.contains(parsed.value))
      return rds_invalid_value("Invalid security group , groupId= " + id + ", groupName=.");
    groups.push_back(parsed.value);
  }
  return groups;
}

namespace {

std::unexpected<AwsError> key_not_accessible(const std::string& key_arn) {
  return refuse("KMSKeyNotAccessibleFault",
                "The specified KMS key [" + key_arn +
                    "] does not exist, is not enabled or you do not have permissions to access "
                    "it.");
}

}  // namespace

Answered<Done> check_key(Call& call, const std::string& key_arn) {
  if (key_arn.empty() || is_usable_through(call, key_arn, "rds")) return Done{};
  return key_not_accessible(key_arn);
}

Answered<Done> check_key_enabled(Call& call, const std::string& key_arn) {
  if (key_arn.empty() || is_enabled(call, key_arn)) return Done{};
  return key_not_accessible(key_arn);
}

Answered<Done> check_snapshot_possible(Call& call, const Database& database,
                                       const std::string& name) {
  const auto& snapshots = call.place().databases.snapshots;
  if (snapshots.contains(name))
    return refuse("DBSnapshotAlreadyExists",
                  "Cannot create the snapshot because a snapshot with the identifier " + name +
                      " already exists.");
  if (!database.cluster.empty())
    return rds_invalid_combination(
        "The specified instance is a member of a cluster and a snapshot cannot be created "
        "directly. Please use the CreateDBClusterSnapshot API instead.");
  if (database.state != DatabaseState::available)
    return invalid_database_state("Cannot create a snapshot because the database instance " +
                                  database.name + " is not currently in the available state.");
  const auto by_hand = std::ranges::count_if(
      snapshots, [](const auto& entry) { return entry.second.kind == "manual"; });
  if (static_cast<std::size_t>(by_hand) >= snapshots_most)
    return refuse("SnapshotQuotaExceeded", "Cannot create more than 100 manual snapshots");
  return Done{};
}

}  // namespace mirante::simcloud
