// What changes the organization: new accounts, moves, tags, trusted services.
#include <algorithm>

#include "gen/organizations/create_account.h"
#include "gen/organizations/describe_create_account_status.h"
#include "gen/organizations/enable_aws_service_access.h"
#include "gen/organizations/move_account.h"
#include "gen/organizations/tag_resource.h"
#include "simcloud/operations.h"
#include "simcloud/organizations/calls.h"
#include "simcloud/organizations/founding.h"
#include "simcloud/organizations/shared.h"

namespace mirante::simcloud {

void add_organization_reading_calls(Operations& operations);
void add_organization_policy_calls(Operations& operations);

namespace {

using namespace gen::organizations;

constexpr std::size_t tags_max = 50, accounts_max = 5'000;

CreateAccountStatus to_gen(const AccountRequest& request) {
  CreateAccountStatus status;
  status.id = request.id;
  status.account_name = request.name;
  status.state = !request.completed        ? "IN_PROGRESS"
                 : request.failure.empty() ? "SUCCEEDED"
                                           : "FAILED";
  status.requested_timestamp = request.requested;
  status.completed_timestamp = request.completed;
  if (!request.account.empty()) status.account_id = request.account;
  if (!request.failure.empty()) status.failure_reason = request.failure;
  return status;
}

using TagShapes = std::vector<gen::organizations::Tag>;

Answered<std::map<std::string, std::string>> read_tags(const TagShapes& shapes) {
  std::map<std::string, std::string> tags;
  for (const auto& tag : shapes) {
    const auto key = tag.key.value_or("");
    if (key.empty()) return invalid_input("INPUT_REQUIRED", "A tag needs a key.");
    if (key.size() > 128) return invalid_input("MAX_LENGTH_EXCEEDED", "The key is too long.");
    if (key.starts_with("aws:"))
      return invalid_input("INVALID_SYSTEM_TAGS_PARAMETER",
                           "Tag keys that begin with aws: are reserved.");
    if (tags.contains(key))
      return invalid_input("DUPLICATE_TAG_KEY", "The tag key " + key + " is there twice.");
    tags[key] = tag.value.value_or("");
  }
  return tags;
}

Answered<CreateAccountResponse> create_account(Call& call, const CreateAccountRequest& request) {
  if (auto ok = permit_management(call); !ok) return pass(ok);
  const auto email = request.email.value_or(""), name = request.account_name.value_or("");
  const auto at = email.find('@');
  if (email.size() < 6 || email.size() > 64 || at == 0 || at == std::string::npos ||
      email.find('.', at) == std::string::npos || email.find(' ') != std::string::npos)
    return invalid_input("INVALID_EMAIL_ADDRESS_TARGET", "You specified an invalid email address.");
  if (name.empty() || name.size() > 50)
    return invalid_input(name.empty() ? "MIN_LENGTH_EXCEEDED" : "MAX_LENGTH_EXCEEDED",
                         "AccountName must have 1 to 50 characters.");
  const auto tags = read_tags(request.tags);
  if (!tags) return pass(tags);
  if (call.cloud.organization.members.size() >= accounts_max)
    return refuse("ConstraintViolationException",
                  "ACCOUNT_NUMBER_LIMIT_EXCEEDED: You have exceeded the allowed number of AWS "
                  "accounts.");
  CreateAccountResponse response;
  response.create_account_status = to_gen(request_account(
      call.cloud, {.name = name,
                   .email = email,
                   .role = request.role_name.value_or("OrganizationAccountAccessRole"),
                   .tags = *tags}));
  return response;
}

Answered<DescribeCreateAccountStatusResponse> describe_status(
    Call& call, const DescribeCreateAccountStatusRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  const auto id = request.create_account_request_id.value_or("");
  const auto& requests = call.cloud.organization.requests;
  const auto found = std::ranges::find(requests, id, &AccountRequest::id);
  if (found == requests.end())
    return refuse("CreateAccountStatusNotFoundException",
                  "You specified a create account request that doesn't exist.");
  DescribeCreateAccountStatusResponse response;
  response.create_account_status = to_gen(*found);
  return response;
}

Answered<Done> move_account(Call& call, const MoveAccountRequest& request) {
  if (auto ok = permit_management(call); !ok) return pass(ok);
  auto& organization = call.cloud.organization;
  const auto member = organization.members.find(request.account_id.value_or(""));
  if (member == organization.members.end())
    return refuse("AccountNotFoundException",
                  "You specified an account that doesn't exist in your organization.");
  const auto from = request.source_parent_id.value_or("");
  const auto to = request.destination_parent_id.value_or("");
  if (!is_parent(organization, from))
    return refuse("SourceParentNotFoundException",
                  "You specified a source parent that doesn't exist in your organization.");
  if (!is_parent(organization, to))
    return refuse("DestinationParentNotFoundException",
                  "You specified a destination parent that doesn't exist in your organization.");
  if (from == to)
    return refuse("DuplicateAccountException",
                  "The account is already a child of the destination parent.");
  if (member->second.parent != from)
    return refuse("AccountNotFoundException",
                  "The account is not a child of the source parent that you specified.");
  member->second.parent = to;
  return Done{};
}

Answered<Done> tag_resource(Call& call, const TagResourceRequest& request) {
  if (auto ok = permit_management(call); !ok) return pass(ok);
  const auto tags = read_tags(request.tags);
  if (!tags) return pass(tags);
  auto* held = find_tags(call.cloud.organization, request.resource_id.value_or(""));
  if (held == nullptr) return no_such_target();
  auto changed = *held;
  for (const auto& [key, value] : *tags) changed[key] = value;
  if (changed.size() > tags_max)
    return refuse("ConstraintViolationException",
                  "MAX_TAG_LIMIT_EXCEEDED: You have exceeded the number of tags allowed.");
  *held = std::move(changed);
  return Done{};
}

Answered<Done> enable_service(Call& call, const EnableAWSServiceAccessRequest& request) {
  if (auto ok = permit_management(call); !ok) return pass(ok);
  const auto service = request.service_principal.value_or("");
  if (!service.ends_with(".amazonaws.com"))
    return invalid_input("UNRECOGNIZED_SERVICE_PRINCIPAL",
                         "You specified an unrecognized service principal.");
  call.cloud.organization.service_access.try_emplace(service, call.cloud.now);
  return Done{};
}

}  // namespace

void add_organizations_calls(Operations& operations) {
  add_organization_reading_calls(operations);
  add_organization_policy_calls(operations);
  operations.add<create_account>("organizations", "CreateAccount", Fidelity::partial,
                                 "no billing checks");
  operations.add<describe_status>("organizations", "DescribeCreateAccountStatus",
                                  Fidelity::faithful);
  operations.add<move_account>("organizations", "MoveAccount", Fidelity::faithful);
  operations.add<tag_resource>("organizations", "TagResource", Fidelity::faithful);
  operations.add<enable_service>("organizations", "EnableAWSServiceAccess", Fidelity::partial,
                                 "which services exist is not looked up");
}

}  // namespace mirante::simcloud
