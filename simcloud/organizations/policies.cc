// The organization's policies: the same service control policies that deny calls.
#include <algorithm>

#include "gen/organizations/describe_policy.h"
#include "gen/organizations/list_policies_for_target.h"
#include "gen/organizations/list_targets_for_policy.h"
#include "simcloud/operations.h"
#include "simcloud/organizations/shared.h"

namespace mirante::simcloud {
namespace {

using namespace gen::organizations;

constexpr std::string_view other_types[] = {"RESOURCE_CONTROL_POLICY", "TAG_POLICY",
                                            "BACKUP_POLICY",           "AISERVICES_OPT_OUT_POLICY",
                                            "CHATBOT_POLICY",          "DECLARATIVE_POLICY_EC2",
                                            "SECURITYHUB_POLICY",      "INSPECTOR_POLICY"};

/// Whether service control policies are asked for; of other types there are none.
Answered<bool> wants_control(const std::optional<std::string>& filter) {
  if (filter == "SERVICE_CONTROL_POLICY") return true;
  if (filter && std::ranges::find(other_types, *filter) != std::end(other_types)) return false;
  return invalid_input("INVALID_ENUM_POLICY_TYPE", "You specified an invalid policy type.");
}

Answered<const ServiceControlPolicy*> known_policy(Call& call,
                                                   const std::optional<std::string>& id) {
  if (!id || !id->starts_with("p-"))
    return invalid_input("INVALID_SYNTAX_POLICY_ID", "You specified an invalid policy ID.");
  const auto* policy = call.cloud.organization.find_policy(*id);
  if (policy != nullptr) return policy;
  return refuse("PolicyNotFoundException",
                "You specified a policy that doesn't exist in your organization.");
}

Answered<ListPoliciesResponse> list_policies(Call& call, const ListPoliciesRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  const auto wanted = wants_control(request.filter);
  if (!wanted) return pass(wanted);
  const auto& organization = call.cloud.organization;
  std::vector<PolicySummary> policies;
  if (*wanted)
    for (const auto& policy : organization.policies)
      policies.push_back(to_gen(organization, policy));
  ListPoliciesResponse response;
  if (auto ok = put_page(call, request, std::move(policies), {*request.filter}, response.policies,
                         response);
      !ok)
    return pass(ok);
  return response;
}

Answered<ListPoliciesForTargetResponse> list_policies_for_target(
    Call& call, const ListPoliciesForTargetRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  const auto wanted = wants_control(request.filter);
  if (!wanted) return pass(wanted);
  const auto target = request.target_id.value_or("");
  const auto& organization = call.cloud.organization;
  if (!is_parent(organization, target) && !organization.members.contains(target))
    return no_such_target();
  std::vector<PolicySummary> policies;
  for (const auto& policy : organization.policies)
    if (*wanted && std::ranges::find(policy.targets, target) != policy.targets.end())
      policies.push_back(to_gen(organization, policy));
  ListPoliciesForTargetResponse response;
  if (auto ok = put_page(call, request, std::move(policies), {target, *request.filter},
                         response.policies, response);
      !ok)
    return pass(ok);
  return response;
}

Answered<DescribePolicyResponse> describe_policy(Call& call, const DescribePolicyRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  const auto policy = known_policy(call, request.policy_id);
  if (!policy) return pass(policy);
  gen::organizations::Policy shape;
  shape.policy_summary = to_gen(call.cloud.organization, **policy);
  shape.content = (*policy)->document->text;
  DescribePolicyResponse response;
  response.policy = std::move(shape);
  return response;
}

Answered<ListTargetsForPolicyResponse> list_targets(Call& call,
                                                    const ListTargetsForPolicyRequest& request) {
  if (auto ok = permit_reading(call); !ok) return pass(ok);
  const auto policy = known_policy(call, request.policy_id);
  if (!policy) return pass(policy);
  const auto& organization = call.cloud.organization;
  std::vector<PolicyTargetSummary> targets;
  for (const auto& id : (*policy)->targets) {
    const auto* account = call.cloud.find_account(id);
    const bool root = id == organization.root;
    const std::string_view kind = account != nullptr ? "account" : root ? "root" : "ou";
    targets.push_back(
        {.target_id = id,
         .arn = organization.arn(std::string(kind) + "/" + organization.id + "/" + id),
         .name = account != nullptr ? account->name : organization.name_of(id),
         .type = account != nullptr ? "ACCOUNT"
                 : root             ? "ROOT"
                                    : "ORGANIZATIONAL_UNIT"});
  }
  ListTargetsForPolicyResponse response;
  if (auto ok = put_page(call, request, std::move(targets), {*request.policy_id}, response.targets,
                         response);
      !ok)
    return pass(ok);
  return response;
}

}  // namespace

void add_organization_policy_calls(Operations& operations) {
  const std::string_view left_out = "service control policies only";
  operations.add<list_policies>("organizations", "ListPolicies", Fidelity::partial, left_out);
  operations.add<list_policies_for_target>("organizations", "ListPoliciesForTarget",
                                           Fidelity::partial, left_out);
  operations.add<describe_policy>("organizations", "DescribePolicy", Fidelity::partial, left_out);
  operations.add<list_targets>("organizations", "ListTargetsForPolicy", Fidelity::faithful);
}

}  // namespace mirante::simcloud
