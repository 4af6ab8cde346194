// What the panel asks to be allowed, as data: per feature the IAM actions, why, and the narrowest
// statement that gives them. The policy that a customer pastes, the check's matrix and the line
// that mends a missing permission all come from this one table.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace mirante::accounts {

/// What somebody lets the panel do. More follow with their rooms.
enum class Feature : std::uint8_t {
  see,           // List servers and what belongs to them.
  switch_power,  // Start, stop, reboot.
};

std::string_view to_string(Feature feature);  // "see", "switch"
Result<Feature> parse_feature(std::string_view text);
std::span<const Feature> all_features();

struct NeededPermission {
  std::string_view action;  // "ec2:DescribeInstances"
  Feature feature;
  std::string_view purpose;  // Follows "needed to".
};

/// Every action of the table, feature by feature.
std::span<const NeededPermission> permissions();
const NeededPermission* find_permission(std::string_view action);

/// The permissions policy for these features, `partition` as in ARNs ("aws").
Json permissions_policy(std::span<const Feature> features, std::string_view partition);

/// One statement that allows `action`, as text to paste into a policy.
std::string policy_line(std::string_view action);

/// The service of an action: "ec2".
std::string_view service_of(std::string_view action);

}  // namespace mirante::accounts
