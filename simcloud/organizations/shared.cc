#include "simcloud/organizations/shared.h"

#include <algorithm>

#include "simcloud/organizations/founding.h"

namespace mirante::simcloud {

std::unexpected<AwsError> invalid_input(std::string_view reason, std::string message) {
  return refuse("InvalidInputException", std::string(reason) + ": " + std::move(message));
}

std::unexpected<AwsError> no_such_target() {
  return refuse("TargetNotFoundException",
                "You specified a target that doesn't exist in your organization.");
}

namespace {

std::unexpected<AwsError> not_for_members() {
  return refuse("AccessDeniedException", "You don't have permissions to access this resource.");
}

}  // namespace

Answered<Done> permit_member(Call& call) {
  if (auto ok = call.permit(); !ok) return ok;
  if (call.cloud.organization.is_member(call.account_id())) return Done{};
  return refuse("AWSOrganizationsNotInUseException",
                "Your account is not a member of an organization.");
}

Answered<Done> permit_management(Call& call) {
  if (auto ok = permit_member(call); !ok) return ok;
  if (call.cloud.organization.management == call.account_id()) return Done{};
  return not_for_members();
}

Answered<Done> permit_reading(Call& call) {
  if (auto ok = permit_member(call); !ok) return ok;
  const auto& organization = call.cloud.organization;
  if (organization.management == call.account_id() ||
      organization.delegated.contains(call.account_id()))
    return Done{};
  return not_for_members();
}

gen::organizations::Account to_gen(const Cloud& cloud, const Account& account,
                                   const Membership& membership) {
  const auto& organization = cloud.organization;
  gen::organizations::Account shape;
  shape.id = account.id;
  shape.arn = organization.arn("account/" + organization.id + "/" + account.id);
  shape.email = account_email(account);
  shape.name = account.name;
  shape.status = "ACTIVE";
  shape.state = "ACTIVE";
  shape.paths = {path_of(organization, membership.parent) + account.id + "/"};
  shape.joined_method = membership.invited ? "INVITED" : "CREATED";
  shape.joined_timestamp = membership.joined;
  return shape;
}

gen::organizations::PolicySummary to_gen(const Organization& organization,
                                         const ServiceControlPolicy& policy) {
  gen::organizations::PolicySummary shape;
  shape.id = policy.id;
  shape.arn = organization.policy_arn(policy);
  shape.name = policy.name;
  shape.description = policy.description;
  shape.type = "SERVICE_CONTROL_POLICY";
  shape.aws_managed = policy.aws_managed;
  return shape;
}

std::string path_of(const Organization& organization, std::string_view parent) {
  std::string path;
  std::string at(parent);
  while (at != organization.root) {
    path = at + "/" + path;
    const auto unit = std::ranges::find(organization.units, at, &OrganizationalUnit::id);
    if (unit == organization.units.end()) break;
    at = unit->parent;
  }
  return organization.id + "/" + organization.root + "/" + path;
}

bool is_parent(const Organization& organization, std::string_view id) {
  return id == organization.root ||
         std::ranges::find(organization.units, id, &OrganizationalUnit::id) !=
             organization.units.end();
}

std::map<std::string, std::string>* find_tags(Organization& organization, std::string_view id) {
  if (id == organization.root) return &organization.root_tags;
  if (const auto member = organization.members.find(std::string(id));
      member != organization.members.end())
    return &member->second.tags;
  if (auto* unit = organization.find_unit(id)) return &unit->tags;
  if (auto* policy = organization.find_policy(id)) return &policy->tags;
  return nullptr;
}

}  // namespace mirante::simcloud
