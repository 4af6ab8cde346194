#include "simcloud/organizations/state.h"

#include <algorithm>

namespace mirante::simcloud {

OrganizationalUnit* Organization::find_unit(std::string_view wanted) {
  const auto found = std::ranges::find(units, wanted, &OrganizationalUnit::id);
  return found == units.end() ? nullptr : &*found;
}

ServiceControlPolicy* Organization::find_policy(std::string_view wanted) {
  const auto found = std::ranges::find(policies, wanted, &ServiceControlPolicy::id);
  return found == policies.end() ? nullptr : &*found;
}

std::string Organization::name_of(std::string_view target) const {
  if (target == root) return "Root";
  const auto found = std::ranges::find(units, target, &OrganizationalUnit::id);
  return found == units.end() ? "" : found->name;
}

std::vector<std::string> Organization::path_above(std::string_view account) const {
  std::vector<std::string> path;
  const auto member = members.find(std::string(account));
  if (member == members.end()) return path;
  path.emplace_back(account);
  auto at = member->second.parent;
  while (at != root) {
    path.push_back(at);
    const auto unit = std::ranges::find(units, at, &OrganizationalUnit::id);
    if (unit == units.end()) return path;
    at = unit->parent;
  }
  path.push_back(root);
  return path;
}

std::vector<const ServiceControlPolicy*> Organization::policies_above(
    std::string_view account) const {
  std::vector<const ServiceControlPolicy*> above;
  if (!in_use || account == management) return above;
  // FullAWSAccess alone denies nothing; it is the first one, and most estates have no other.
  if (policies.size() < 2) return above;
  const auto path = path_above(account);
  for (const auto& policy : policies)
    if (!policy.aws_managed && std::ranges::any_of(policy.targets, [&](const auto& target) {
          return std::ranges::find(path, target) != path.end();
        }))
      above.push_back(&policy);
  return above;
}

std::string Organization::arn(std::string_view rest) const {
  return "arn:aws:organizations::" + management + ":" + std::string(rest);
}

std::string Organization::policy_arn(const ServiceControlPolicy& policy) const {
  if (policy.aws_managed)
    return "arn:aws:organizations::aws:policy/service_control_policy/" + policy.id;
  return arn("policy/" + id + "/service_control_policy/" + policy.id);
}

}  // namespace mirante::simcloud
