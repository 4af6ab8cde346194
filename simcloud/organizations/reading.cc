// Who and what is in the organization: accounts, units, parents and children, tags.
#include <algorithm>

#include "gen/organizations/describe_organization.h"
#include "gen/organizations/list_accounts.h"
#include "gen/organizations/list_accounts_for_parent.h"
#include "gen/organizations/list_aws_service_access_for_organization.h"
#include "gen/organizations/list_children.h"
#include "gen/organizations/list_delegated_administrators.h"
#include "gen/organizations/list_organizational_units_for_parent.h"
#include "gen/organizations/list_parents.h"
#include "gen/organizations/list_roots.h"
#include "gen/organizations/list_tags_for_resource.h"
#include "simcloud/operations.h"
#include "simcloud/organizations/founding.h"
#include "simcloud/organizations/shared.h"

namespace mirante::simcloud {
namespace {

using namespace gen::organizations;

PolicyTypeSummary enabled_type() { return {.type = "SERVICE_CONTROL_POLICY", .status = "ENABLED"}; }

Answered<Done> known_parent(const Call& call, const std::optional<std::string>& id) {
  if (!id) return invalid_input("INPUT_REQUIRED", "You must specify a value for ParentId.");
  if (is_parent(call.cloud.organization, *id)) return Done{};
  return refuse("ParentNotFoundException",
                "You specified parent that doesn't exist in your organization.");
}

std::vector<gen::organizations::Account> accounts_below(const Cloud& cloud,
                                                        std::string_view parent) {
  std::vector<gen::organizations::Account> accounts;
  for (const auto& account : cloud.accounts) {  // In the order in which they came.
    const auto member = cloud.organization.members.find(account.id);
    if (member != cloud.organization.members.end() &&
        (parent.empty() || member->second.parent == parent))
      accounts.push_back(to_gen(cloud, account, member->second));
  }
  return accounts;
}

Answered<DescribeOrganizationResponse> describe_organization(Call& call,
                                                             const DescribeOrganizationRequest&) {
  if (auto ok = permit_member(call); !ok) return pass(ok);
  const auto& organization = call.cloud.organization;
  gen::organizations::Organization shape;
  shape.id = organization.id;
  shape.arn = organization.arn("organization/" + organization.id);
  shape.feature_set = "ALL";
  shape.master_account_arn =
      organization.arn("account/" + organization.id + "/" + organization.management);
  shape.master_account_id = organization.management;
  shape.master_account_email = account_email(*call.cloud.find_account(organization.management));
  shape.available_policy_types = {enabled_type()};
  DescribeOrganizationResponse response;
  response.organization = std::move(shape);
  return response;
}

Answered<ListAccountsResponse> list_accounts(Call& call, const ListAccountsRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  ListAccountsResponse response;
  if (auto ok =
          put_page(call, request, accounts_below(call.cloud, ""), {}, response.accounts, response);
      !ok)
    return pass(ok);
  return response;
}

Answered<DescribeAccountResponse> describe_account(Call& call,
                                                   const DescribeAccountRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  const auto id = request.account_id.value_or("");
  if (id.size() != 12 || id.find_first_not_of("0123456789") != std::string::npos)
    return invalid_input("INVALID_PATTERN", "AccountId must be 12 digits.");
  const auto& members = call.cloud.organization.members;
  const auto member = members.find(id);
  if (member == members.end())
    return refuse("AccountNotFoundException",
                  "You specified an account that doesn't exist in your organization.");
  DescribeAccountResponse response;
  response.account = to_gen(call.cloud, *call.cloud.find_account(id), member->second);
  return response;
}

Answered<ListRootsResponse> list_roots(Call& call, const ListRootsRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  const auto& organization = call.cloud.organization;
  Root root;
  root.id = organization.root;
  root.arn = organization.arn("root/" + organization.id + "/" + organization.root);
  root.name = "Root";
  root.policy_types = {enabled_type()};
  ListRootsResponse response;
  if (auto ok =
          put_page(call, request, std::vector<Root>{std::move(root)}, {}, response.roots, response);
      !ok)
    return pass(ok);
  return response;
}

Answered<ListOrganizationalUnitsForParentResponse> list_units(
    Call& call, const ListOrganizationalUnitsForParentRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  if (auto ok = known_parent(call, request.parent_id); !ok) return pass(ok);
  const auto& organization = call.cloud.organization;
  std::vector<gen::organizations::OrganizationalUnit> units;
  for (const auto& unit : organization.units)
    if (unit.parent == *request.parent_id)
      units.push_back({.id = unit.id,
                       .arn = organization.arn("ou/" + organization.id + "/" + unit.id),
                       .name = unit.name,
                       .path = path_of(organization, unit.id)});
  ListOrganizationalUnitsForParentResponse response;
  if (auto ok = put_page(call, request, std::move(units), {*request.parent_id},
                         response.organizational_units, response);
      !ok)
    return pass(ok);
  return response;
}

Answered<ListAccountsForParentResponse> list_accounts_for_parent(
    Call& call, const ListAccountsForParentRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  if (auto ok = known_parent(call, request.parent_id); !ok) return pass(ok);
  ListAccountsForParentResponse response;
  if (auto ok = put_page(call, request, accounts_below(call.cloud, *request.parent_id),
                         {*request.parent_id}, response.accounts, response);
      !ok)
    return pass(ok);
  return response;
}

Answered<ListParentsResponse> list_parents(Call& call, const ListParentsRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  if (!request.child_id)
    return invalid_input("INPUT_REQUIRED", "You must specify a value for ChildId.");
  auto& organization = call.cloud.organization;
  std::string parent;
  if (const auto member = organization.members.find(*request.child_id);
      member != organization.members.end())
    parent = member->second.parent;
  else if (const auto* unit = organization.find_unit(*request.child_id))
    parent = unit->parent;
  else
    return refuse("ChildNotFoundException",
                  "You specified child that doesn't exist in your organization.");
  Parent shape{.id = parent, .type = parent == organization.root ? "ROOT" : "ORGANIZATIONAL_UNIT"};
  ListParentsResponse response;
  if (auto ok = put_page(call, request, std::vector<Parent>{std::move(shape)}, {*request.child_id},
                         response.parents, response);
      !ok)
    return pass(ok);
  return response;
}

Answered<ListChildrenResponse> list_children(Call& call, const ListChildrenRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  if (auto ok = known_parent(call, request.parent_id); !ok) return pass(ok);
  const auto type = request.child_type.value_or("");
  std::vector<Child> children;
  if (type == "ACCOUNT") {
    for (const auto& account : accounts_below(call.cloud, *request.parent_id))
      children.push_back({.id = account.id, .type = type});
  } else if (type == "ORGANIZATIONAL_UNIT") {
    for (const auto& unit : call.cloud.organization.units)
      if (unit.parent == *request.parent_id) children.push_back({.id = unit.id, .type = type});
  } else {
    return invalid_input("INVALID_ENUM", "ChildType must be ACCOUNT or ORGANIZATIONAL_UNIT.");
  }
  ListChildrenResponse response;
  if (auto ok = put_page(call, request, std::move(children), {*request.parent_id, type},
                         response.children, response);
      !ok)
    return pass(ok);
  return response;
}

Answered<ListTagsForResourceResponse> list_tags(Call& call,
                                                const ListTagsForResourceRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  const auto* tags = find_tags(call.cloud.organization, request.resource_id.value_or(""));
  if (tags == nullptr) return no_such_target();
  std::vector<gen::organizations::Tag> shapes;
  for (const auto& [key, value] : *tags) shapes.push_back({.key = key, .value = value});
  ListTagsForResourceResponse response;
  if (auto ok = put_page(call, request, std::move(shapes), {*request.resource_id}, response.tags,
                         response);
      !ok)
    return pass(ok);
  return response;
}

Answered<ListAWSServiceAccessForOrganizationResponse> list_service_access(
    Call& call, const ListAWSServiceAccessForOrganizationRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  std::vector<EnabledServicePrincipal> services;
  for (const auto& [name, since] : call.cloud.organization.service_access)
    services.push_back({.service_principal = name, .date_enabled = since});
  ListAWSServiceAccessForOrganizationResponse response;
  if (auto ok = put_page(call, request, std::move(services), {},
                         response.enabled_service_principals, response);
      !ok)
    return pass(ok);
  return response;
}

Answered<ListDelegatedAdministratorsResponse> list_delegated(
    Call& call, const ListDelegatedAdministratorsRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  std::vector<DelegatedAdministrator> administrators;
  for (const auto& [id, services] : call.cloud.organization.delegated) {
    if (request.service_principal && !services.contains(*request.service_principal)) continue;
    const auto account =
        to_gen(call.cloud, *call.cloud.find_account(id), call.cloud.organization.members.at(id));
    administrators.push_back({.id = account.id,
                              .arn = account.arn,
                              .email = account.email,
                              .name = account.name,
                              .status = account.status,
                              .state = account.state,
                              .joined_method = account.joined_method,
                              .joined_timestamp = account.joined_timestamp,
                              .delegation_enabled_date = services.begin()->second});
  }
  ListDelegatedAdministratorsResponse response;
  if (auto ok = put_page(call, request, std::move(administrators),
                         {request.service_principal.value_or("")},
                         response.delegated_administrators, response);
      !ok)
    return pass(ok);
  return response;
}

}  // namespace

void add_organization_reading_calls(Operations& operations) {
  const auto faithful = Fidelity::faithful, partial = Fidelity::partial;
  operations.add<describe_organization>("organizations", "DescribeOrganization", partial,
                                        "all features; service control policies only");
  operations.add<list_accounts>("organizations", "ListAccounts", partial,
                                "all accounts are active");
  operations.add<describe_account>("organizations", "DescribeAccount", partial,
                                   "all accounts are active");
  operations.add<list_roots>("organizations", "ListRoots", faithful);
  operations.add<list_units>("organizations", "ListOrganizationalUnitsForParent", faithful);
  operations.add<list_accounts_for_parent>("organizations", "ListAccountsForParent", faithful);
  operations.add<list_parents>("organizations", "ListParents", faithful);
  operations.add<list_children>("organizations", "ListChildren", faithful);
  operations.add<list_tags>("organizations", "ListTagsForResource", faithful);
  operations.add<list_service_access>("organizations", "ListAWSServiceAccessForOrganization",
                                      faithful);
  operations.add<list_delegated>("organizations", "ListDelegatedAdministrators", partial,
                                 "those of the estate");
}

}  // namespace mirante::simcloud
