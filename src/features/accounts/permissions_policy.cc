#include "features/accounts/permissions_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace mirante::accounts {
namespace {

/// Under which condition a statement allows its actions.
enum class Only : std::uint8_t {
  always,
  grants_of_services,   // KMS grants for a disk that EC2 or RDS attaches for us.
  keys_of_services,     // KMS keys, used by EC2 or RDS for us.
  what_is_marked,       // Resources with the tag `mirante`, which the panel gives to what it makes.
  tags_of_new_backups,  // Tags given in the call that makes a backup or restores it.
};

struct Needed {
  std::string_view action;
  std::string_view purpose;
};

/// One statement of the policy.
struct Statement {
  std::string_view sid;
  Feature feature;
  Only only;
  /// After "arn:PARTITION:"; none: "*". Describe calls of EC2 cannot be limited to resources.
  std::vector<std::string_view> resources;
  std::vector<Needed> needed;
};

/// Made at the first use: it allocates, and may throw.
const std::vector<Statement>& statements() {
  static const std::vector<Statement> all{
      {"MiranteSee",
       Feature::see,
       Only::always,
       {},
       {{"ec2:DescribeRegions", "find the regions that the account has switched on"},
        {"ec2:DescribeInstances", "list servers and see their states"},
        {"ec2:DescribeInstanceStatus", "see status checks and scheduled maintenance"},
        {"ec2:DescribeInstanceAttribute", "see protections before a server is switched off"},
        {"ec2:DescribeInstanceTypes", "know what a server's type can do"},
        {"ec2:DescribeInstanceTypeOfferings", "know which types a zone has"},
        {"ec2:DescribeSpotInstanceRequests", "know which Spot servers can be stopped"},
        {"ec2:DescribeAvailabilityZones", "know the zones of a region"},
        {"ec2:DescribeVolumes", "see disks and whether they are encrypted"},
        {"ec2:DescribeAddresses", "see which servers keep their public address"},
        {"ec2:DescribeSecurityGroups", "see security groups"},
        {"ec2:DescribeSubnets", "see subnets"},
        {"ec2:DescribeVpcs", "see networks"},
        {"ec2:DescribeKeyPairs", "see key pairs"},
        {"ec2:DescribeImages", "see the account's own images"},
        {"ec2:DescribePlacementGroups", "know which types a server's placement group takes"},
        {"ec2:DescribeReservedInstances", "know which hours of servers are paid for already"}}},
      {"MiranteSeeDatabases",
       Feature::see,
       Only::always,
       {},
       {{"rds:DescribeDBInstances", "list databases and see their states"},
        {"rds:DescribeDBClusters", "list clusters of databases and see their states"},
        {"rds:DescribeBlueGreenDeployments", "know which databases cannot be stopped for now"}}},
      {"MiranteSeeKeys",
       Feature::see,
       Only::always,
       {},
       {{"kms:DescribeKey", "see before a start whether the keys of encrypted disks can be used"}}},
      {"MirantePrices",
       Feature::see,
       Only::always,
       {},
       {{"pricing:GetProducts", "read AWS's public prices, for what savings are worth"}}},
      {"MiranteSavingsPlans",
       Feature::see,
       Only::always,
       {},
       {{"savingsplans:DescribeSavingsPlans",
         "know which hours of servers are paid for by savings plans"},
        {"savingsplans:DescribeSavingsPlanRates",
         "know what an hour of servers costs under savings plans"}}},
      {"MiranteTrail",
       Feature::see,
       Only::always,
       {},
       {{"cloudtrail:LookupEvents", "see who else starts and stops servers and databases"}}},
      {"MiranteSwitch",
       Feature::switch_power,
       Only::always,
       {"ec2:*:*:instance/*"},
       {{"ec2:StartInstances", "start servers"},
        {"ec2:StopInstances", "stop servers"},
        {"ec2:RebootInstances", "reboot servers"},
        {"ec2:ModifyInstanceAttribute", "change the type of servers"}}},
      {"MiranteSwitchDatabases",
       Feature::switch_power,
       Only::always,
       {"rds:*:*:db:*", "rds:*:*:cluster:*"},
       {{"rds:StartDBInstance", "start databases"},
        {"rds:StopDBInstance", "stop databases"},
        {"rds:StartDBCluster", "start clusters of databases"},
        {"rds:StopDBCluster", "stop clusters of databases"}}},
      {"MiranteEncryptedDisks",
       Feature::switch_power,
       Only::grants_of_services,
       {},
       {{"kms:CreateGrant", "start servers whose disks are encrypted"}}},
      {"MiranteSeeBackups",
       Feature::backup,
       Only::always,
       {},
       {{"ec2:DescribeSnapshots", "see backups of disks"},
        {"rds:DescribeDBSnapshots", "see backups of databases"},
        {"rds:DescribeDBClusterSnapshots", "see backups of clusters of databases"}}},
      {"MiranteBackup",
       Feature::backup,
       Only::always,
       {},
       {{"ec2:CreateSnapshot", "back up a disk"},
        {"ec2:CreateSnapshots", "back up all disks of a server at one instant"},
        {"ec2:CreateImage", "make an image of a server"},
        {"ec2:CopySnapshot", "copy backups of disks to another region"},
        {"ec2:CopyImage", "copy images to another region"},
        {"rds:CreateDBSnapshot", "back up a database"},
        {"rds:CreateDBClusterSnapshot", "back up a cluster of databases"},
        {"rds:CopyDBSnapshot", "copy backups of databases to another region"},
        {"rds:CopyDBClusterSnapshot", "copy backups of clusters to another region"},
        {"rds:AddTagsToResource", "mark backups of databases as made by the panel"}}},
      {"MiranteMarkBackups",
       Feature::backup,
       Only::tags_of_new_backups,
       {},
       {{"ec2:CreateTags", "mark backups as made by the panel"}}},
      {"MiranteDeleteOwnBackups",
       Feature::backup,
       Only::what_is_marked,
       {},
       {{"ec2:DeleteSnapshot", "delete old backups that the panel made"},
        {"ec2:DeregisterImage", "delete old images that the panel made"},
        {"rds:DeleteDBSnapshot", "delete old backups of databases that the panel made"},
        {"rds:DeleteDBClusterSnapshot", "delete old backups of clusters that the panel made"}}},
      {"MiranteRestore",
       Feature::backup,
       Only::always,
       {},
       {{"ec2:CreateVolume", "restore a disk from its backup"},
        {"ec2:AttachVolume", "attach a restored disk to a server"},
        {"ec2:DetachVolume", "take off the disk that a restored one replaces"},
        {"ec2:RunInstances", "restore a server from its image"},
        {"rds:RestoreDBInstanceFromDBSnapshot", "restore a database"},
        {"rds:RestoreDBClusterFromSnapshot", "restore a cluster of databases"}}},
      {"MiranteEncryptedBackups",
       Feature::backup,
       Only::keys_of_services,
       {},
       {{"kms:Decrypt", "read encrypted backups while they are copied or restored"},
        {"kms:GenerateDataKeyWithoutPlaintext", "make encrypted disks from backups"},
        {"kms:ReEncryptFrom", "copy encrypted backups"},
        {"kms:ReEncryptTo", "copy encrypted backups"}}},
      {"MiranteCosts",
       Feature::costs,
       Only::always,
       {},
       {{"ce:GetCostAndUsage", "read what the account costs"},
        {"ce:GetCostForecast", "read AWS's forecast of the month"},
        {"ce:GetDimensionValues", "know the services and accounts that cost something"},
        {"ce:GetTags", "know the tags by which costs can be told apart"},
        {"ce:GetReservationUtilization", "see whether reserved instances are used"},
        {"ce:GetReservationCoverage", "see what reserved instances cover"},
        {"ce:GetSavingsPlansUtilization", "see whether savings plans are used"},
        {"ce:GetSavingsPlansCoverage", "see what savings plans cover"}}},
      {"MiranteSeeRules",
       Feature::groups,
       Only::always,
       {},
       {{"ec2:DescribeSecurityGroupRules", "see the rules of security groups one by one"}}},
      {"MiranteGroups",
       Feature::groups,
       Only::always,
       {"ec2:*:*:security-group/*", "ec2:*:*:security-group-rule/*", "ec2:*:*:vpc/*"},
       {{"ec2:CreateSecurityGroup", "make security groups"},
        {"ec2:DeleteSecurityGroup", "delete security groups"},
        {"ec2:AuthorizeSecurityGroupIngress", "allow incoming connections"},
        {"ec2:AuthorizeSecurityGroupEgress", "allow outgoing connections"},
        {"ec2:RevokeSecurityGroupIngress", "take back what comes in"},
        {"ec2:RevokeSecurityGroupEgress", "take back what goes out"},
        {"ec2:ModifySecurityGroupRules", "change rules in place"},
        {"ec2:UpdateSecurityGroupRuleDescriptionsIngress", "describe incoming rules"},
        {"ec2:UpdateSecurityGroupRuleDescriptionsEgress", "describe outgoing rules"}}},
      {"MiranteSeeZones",
       Feature::dns,
       Only::always,
       {},
       {{"route53:ListHostedZones", "list DNS zones"}}},
      {"MiranteDns",
       Feature::dns,
       Only::always,
       {"route53:::hostedzone/*", "route53:::change/*"},
       {{"route53:GetHostedZone", "see a zone and its name servers"},
        {"route53:ListResourceRecordSets", "see the records of a zone"},
        {"route53:ChangeResourceRecordSets", "change records"},
        {"route53:GetChange", "see when a change has reached all name servers"}}},
  };
  return all;
}

Json condition_of(Only only) {
  switch (only) {
    case Only::always: return nullptr;
    case Only::grants_of_services:
      return {{"Bool", {{"kms:GrantIsForAWSResource", "true"}}},
              {"StringLike", {{"kms:ViaService", {"ec2.*.amazonaws.com", "rds.*.amazonaws.com"}}}}};
    case Only::keys_of_services:
      return {{"StringLike", {{"kms:ViaService", {"ec2.*.amazonaws.com", "rds.*.amazonaws.com"}}}}};
    case Only::what_is_marked: return {{"StringLike", {{"aws:ResourceTag/mirante", "*"}}}};
    case Only::tags_of_new_backups:
      return {{"StringEquals",
               {{"ec2:CreateAction",
                 {"CreateSnapshot", "CreateSnapshots", "CreateImage", "CopySnapshot", "CopyImage",
                  "CreateVolume", "RunInstances"}}}}};
  }
  return nullptr;
}

Json resources_of(const Statement& statement, std::string_view partition) {
  if (statement.resources.empty()) return "*";
  auto arns = Json::array();
  for (const auto resource : statement.resources)
    arns.push_back("arn:" + std::string(partition) + ":" + std::string(resource));
  if (arns.size() == 1) return arns.front();
  return arns;
}

Json allow(Json actions, Json resources, Only only) {
  Json json{
      {"Effect", "Allow"}, {"Action", std::move(actions)}, {"Resource", std::move(resources)}};
  if (auto condition = condition_of(only); !condition.is_null())
    json["Condition"] = std::move(condition);
  return json;
}

Json to_json(const Statement& statement, std::string_view partition) {
  auto actions = Json::array();
  for (const auto& needed : statement.needed) actions.push_back(needed.action);
  auto json = allow(std::move(actions), resources_of(statement, partition), statement.only);
  json["Sid"] = statement.sid;
  return json;
}

const Statement* statement_of(std::string_view action) {
  for (const auto& statement : statements())
    if (std::ranges::find(statement.needed, action, &Needed::action) != statement.needed.end())
      return &statement;
  return nullptr;
}

}  // namespace

std::span<const NeededPermission> permissions() {
  static const auto all = [] {
    std::vector<NeededPermission> flat;
    for (const auto& statement : statements())
      for (const auto& needed : statement.needed)
        flat.push_back({needed.action, statement.feature, needed.purpose});
    return flat;
  }();
  return all;
}

const NeededPermission* find_permission(std::string_view action) {
  const auto found = std::ranges::find(permissions(), action, &NeededPermission::action);
  return found == permissions().end() ? nullptr : &*found;
}

Json permissions_policy(std::span<const Feature> features, std::string_view partition) {
  auto chosen = Json::array();
  for (const auto& statement : statements())
    if (std::ranges::find(features, statement.feature) != features.end())
      chosen.push_back(to_json(statement, partition));
  return {{"Version", "2012-10-17"}, {"Statement", std::move(chosen)}};
}

std::string policy_line(std::string_view action) {
  const auto* statement = statement_of(action);
  return allow(action, "*", statement ? statement->only : Only::always).dump();
}

std::string_view service_of(std::string_view action) { return action.substr(0, action.find(':')); }

}  // namespace mirante::accounts
