// What the panel asks to be allowed, as data: per feature the IAM actions, why, and the narrowest
// statement that gives them. The policy that a customer pastes, the check's matrix and the line
// that mends a missing permission all come from this one table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "features/accounts/feature.h"

namespace mirante::accounts {

struct NeededPermission {
  std::string_view action;  // "ec2:DescribeInstances"
  Feature feature;
  std::string_view purpose;  // Follows "needed to".
};

/// Every action of the table, feature by feature.
std::span<const NeededPermission> permissions();
const NeededPermission* find_permission(std::string_view action);

/// The permissions policy for these features, `partition` as in ARNs ("aws"). In a role's inline
/// policies AWS takes at most 10,240 characters.
Json permissions_policy(std::span<const Feature> features, std::string_view partition);

/// One statement that allows `action`, as text to paste into a policy.
std::string policy_line(std::string_view action);

/// The service of an action: "ec2".
std::string_view service_of(std::string_view action);

}  // namespace mirante::accounts
