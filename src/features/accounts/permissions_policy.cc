#include "features/accounts/permissions_policy.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace mirante::accounts {
namespace {

constexpr std::array<Feature, 2> features_known{Feature::see, Feature::switch_power};

// Describe calls of EC2 cannot be limited to resources; they take "*".
constexpr std::array<NeededPermission, 31> table{{
    {"ec2:DescribeRegions", Feature::see, "find the regions that the account has switched on"},
    {"ec2:DescribeInstances", Feature::see, "list servers and see their states"},
    {"ec2:DescribeInstanceStatus", Feature::see, "see status checks and scheduled maintenance"},
    {"ec2:DescribeInstanceAttribute", Feature::see,
     "see protections before a server is switched off"},
    {"ec2:DescribeInstanceTypes", Feature::see, "know what a server's type can do"},
    {"ec2:DescribeInstanceTypeOfferings", Feature::see, "know which types a zone has"},
    {"ec2:DescribeSpotInstanceRequests", Feature::see, "know which Spot servers can be stopped"},
    {"ec2:DescribeAvailabilityZones", Feature::see, "know the zones of a region"},
    {"ec2:DescribeVolumes", Feature::see, "see disks and whether they are encrypted"},
    {"ec2:DescribeAddresses", Feature::see, "see which servers keep their public address"},
    {"ec2:DescribeSecurityGroups", Feature::see, "see security groups"},
    {"ec2:DescribeSubnets", Feature::see, "see subnets"},
    {"ec2:DescribeVpcs", Feature::see, "see networks"},
    {"ec2:DescribeKeyPairs", Feature::see, "see key pairs"},
    {"ec2:DescribeImages", Feature::see, "see the account's own images"},
    {"ec2:DescribeReservedInstances", Feature::see,
     "know which hours of servers are paid for already"},
    {"rds:DescribeDBInstances", Feature::see, "list databases and see their states"},
    {"rds:DescribeDBClusters", Feature::see, "list clusters of databases and see their states"},
    {"pricing:GetProducts", Feature::see, "read AWS's public prices, for what savings are worth"},
    {"savingsplans:DescribeSavingsPlans", Feature::see,
     "know which hours of servers are paid for by savings plans"},
    {"savingsplans:DescribeSavingsPlanRates", Feature::see,
     "know what an hour of servers costs under savings plans"},
    {"cloudtrail:LookupEvents", Feature::see,
     "see who else starts and stops servers and databases"},
    {"ec2:StartInstances", Feature::switch_power, "start servers"},
    {"ec2:StopInstances", Feature::switch_power, "stop servers"},
    {"ec2:RebootInstances", Feature::switch_power, "reboot servers"},
    {"ec2:ModifyInstanceAttribute", Feature::switch_power, "change the type of servers"},
    {"rds:StartDBInstance", Feature::switch_power, "start databases"},
    {"rds:StopDBInstance", Feature::switch_power, "stop databases"},
    {"rds:StartDBCluster", Feature::switch_power, "start clusters of databases"},
    {"rds:StopDBCluster", Feature::switch_power, "stop clusters of databases"},
    {"kms:CreateGrant", Feature::switch_power, "start servers whose disks are encrypted"},
}};

std::string instances_in(std::string_view partition) {
  return "arn:" + std::string(partition) + ":ec2:*:*:instance/*";
}

Json databases_in(std::string_view partition) {
  const auto begin = "arn:" + std::string(partition) + ":rds:*:*:";
  return {begin + "db:*", begin + "cluster:*"};
}

/// The statement for actions of one service and feature.
Json statement(std::string_view sid, const Json& actions, const Json& resource) {
  Json json{{"Effect", "Allow"}, {"Action", actions}, {"Resource", resource}};
  if (!sid.empty()) json["Sid"] = sid;
  return json;
}

/// A grant may be made only for a disk that EC2 or RDS attaches for us.
void limit_grants(Json& json) {
  json["Condition"] = {
      {"Bool", {{"kms:GrantIsForAWSResource", "true"}}},
      {"StringLike", {{"kms:ViaService", {"ec2.*.amazonaws.com", "rds.*.amazonaws.com"}}}}};
}

Json actions_of(Feature feature, std::string_view service) {
  Json actions = Json::array();
  for (const auto& permission : table)
    if (permission.feature == feature && service_of(permission.action) == service)
      actions.push_back(permission.action);
  return actions;
}

}  // namespace

std::string_view to_string(Feature feature) {
  switch (feature) {
    case Feature::see: return "see";
    case Feature::switch_power: return "switch";
  }
  return "see";
}

Result<Feature> parse_feature(std::string_view text) {
  for (const auto feature : features_known)
    if (text == to_string(feature)) return feature;
  return fail_field("features", "\"" + std::string(text) +
                                    "\" is not a feature; there are \"see\" "
                                    "and \"switch\"");
}

std::span<const Feature> all_features() { return features_known; }

std::span<const NeededPermission> permissions() { return table; }

const NeededPermission* find_permission(std::string_view action) {
  const auto found = std::ranges::find(table, action, &NeededPermission::action);
  return found == table.end() ? nullptr : &*found;
}

Json permissions_policy(std::span<const Feature> features, std::string_view partition) {
  Json statements = Json::array();
  for (const auto feature : features) {
    switch (feature) {
      case Feature::see:
        statements.push_back(statement("MiranteSee", actions_of(feature, "ec2"), "*"));
        statements.push_back(statement("MiranteSeeDatabases", actions_of(feature, "rds"), "*"));
        statements.push_back(statement("MirantePrices", actions_of(feature, "pricing"), "*"));
        statements.push_back(
            statement("MiranteSavingsPlans", actions_of(feature, "savingsplans"), "*"));
        statements.push_back(statement("MiranteTrail", actions_of(feature, "cloudtrail"), "*"));
        break;
      case Feature::switch_power: {
        statements.push_back(
            statement("MiranteSwitch", actions_of(feature, "ec2"), instances_in(partition)));
        statements.push_back(statement("MiranteSwitchDatabases", actions_of(feature, "rds"),
                                       databases_in(partition)));
        auto grants = statement("MiranteEncryptedDisks", actions_of(feature, "kms"), "*");
        limit_grants(grants);
        statements.push_back(std::move(grants));
        break;
      }
    }
  }
  return {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

std::string policy_line(std::string_view action) {
  auto line = statement("", Json(action), "*");
  if (service_of(action) == "kms") limit_grants(line);
  return line.dump();
}

std::string_view service_of(std::string_view action) { return action.substr(0, action.find(':')); }

}  // namespace mirante::accounts
