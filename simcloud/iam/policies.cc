// Policies of IAM: inline ones of users and roles, managed ones, and the simulation of both.
#include "gen/iam/attach_role_policy.h"
#include "gen/iam/attach_user_policy.h"
#include "gen/iam/create_policy.h"
#include "gen/iam/delete_policy.h"
#include "gen/iam/delete_role_policy.h"
#include "gen/iam/delete_user_policy.h"
#include "gen/iam/detach_role_policy.h"
#include "gen/iam/detach_user_policy.h"
#include "gen/iam/get_policy.h"
#include "gen/iam/get_policy_version.h"
#include "gen/iam/get_role_policy.h"
#include "gen/iam/get_user_policy.h"
#include "gen/iam/list_attached_role_policies.h"
#include "gen/iam/list_attached_user_policies.h"
#include "gen/iam/list_policies.h"
#include "gen/iam/list_role_policies.h"
#include "gen/iam/list_user_policies.h"
#include "gen/iam/put_role_policy.h"
#include "gen/iam/put_user_policy.h"
#include "gen/iam/simulate_principal_policy.h"
#include "simcloud/iam/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Name = std::optional<std::string>;

std::unexpected<AwsError> no_policy(std::string_view kind, std::string_view name) {
  return refuse(
      "NoSuchEntity",
      "The " + std::string(kind) + " policy with name " + std::string(name) + " cannot be found.",
      404);
}

Answered<Done> put_own(Grants& grants, const Name& name, const Name& document) {
  if (auto ok = check_name("policyName", name, 128); !ok) return ok;
  auto policy = read_policy(document, PolicyKind::identity);
  if (!policy) return pass(policy);
  grants.own[*name] = *std::move(policy);
  return Done{};
}

template <class Response>
Answered<Response> get_own(const Grants& grants, std::string_view kind, const Name& name) {
  const auto found = grants.own.find(name.value_or(""));
  if (found == grants.own.end()) return no_policy(kind, name.value_or(""));
  Response response;
  response.policy_name = found->first;
  response.policy_document = encode_document(found->second->text);
  return response;
}

Answered<Done> delete_own(Grants& grants, std::string_view kind, const Name& name) {
  if (grants.own.erase(name.value_or("")) == 0) return no_policy(kind, name.value_or(""));
  return Done{};
}

template <class Response, class Request>
Answered<Response> list_own(const Grants& grants, const Request& request) {
  std::vector<std::string> names;
  for (const auto& [name, policy] : grants.own) names.push_back(name);
  Response response;
  if (auto ok = page_of(names, request, response, response.policy_names); !ok) return pass(ok);
  return response;
}

std::string name_in(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

bool policy_exists(Call& call, const std::string& arn) {
  return aws_managed_policy(arn) != nullptr || call.account().iam.policies.contains(arn);
}

std::unexpected<AwsError> no_managed(const std::string& arn) {
  return refuse("NoSuchEntity", "Policy " + arn + " does not exist or is not attachable.", 404);
}

Answered<Done> attach(Call& call, Grants& grants, const Name& arn) {
  if (!policy_exists(call, arn.value_or(""))) return no_managed(arn.value_or(""));
  if (std::ranges::find(grants.attached, *arn) == grants.attached.end())
    grants.attached.push_back(*arn);
  return Done{};
}

Answered<Done> detach(Grants& grants, const Name& arn) {
  if (std::erase(grants.attached, arn.value_or("")) == 0)
    return refuse("NoSuchEntity", "Policy " + arn.value_or("") + " was not found.", 404);
  return Done{};
}

template <class Response, class Request>
Answered<Response> list_attached(const Grants& grants, const Request& request) {
  std::vector<gen::iam::AttachedPolicy> policies;
  for (const auto& arn : grants.attached)
    policies.push_back({.policy_name = name_in(arn), .policy_arn = arn});
  Response response;
  if (auto ok = page_of(policies, request, response, response.attached_policies); !ok)
    return pass(ok);
  return response;
}

Answered<Done> put_role_policy(Call& call, const gen::iam::PutRolePolicyRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  return put_own((*role)->grants, request.policy_name, request.policy_document);
}
Answered<gen::iam::GetRolePolicyResponse> get_role_policy(
    Call& call, const gen::iam::GetRolePolicyRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  auto response =
      get_own<gen::iam::GetRolePolicyResponse>((*role)->grants, "role", request.policy_name);
  if (response) response->role_name = (*role)->name;
  return response;
}
Answered<Done> delete_role_policy(Call& call, const gen::iam::DeleteRolePolicyRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  return delete_own((*role)->grants, "role", request.policy_name);
}
Answered<gen::iam::ListRolePoliciesResponse> list_role_policies(
    Call& call, const gen::iam::ListRolePoliciesRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  return list_own<gen::iam::ListRolePoliciesResponse>((*role)->grants, request);
}
Answered<Done> attach_role_policy(Call& call, const gen::iam::AttachRolePolicyRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  return attach(call, (*role)->grants, request.policy_arn);
}
Answered<Done> detach_role_policy(Call& call, const gen::iam::DetachRolePolicyRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  return detach((*role)->grants, request.policy_arn);
}
Answered<gen::iam::ListAttachedRolePoliciesResponse> list_attached_role_policies(
    Call& call, const gen::iam::ListAttachedRolePoliciesRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  return list_attached<gen::iam::ListAttachedRolePoliciesResponse>((*role)->grants, request);
}

Answered<Done> put_user_policy(Call& call, const gen::iam::PutUserPolicyRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  return put_own((*user)->grants, request.policy_name, request.policy_document);
}
Answered<gen::iam::GetUserPolicyResponse> get_user_policy(
    Call& call, const gen::iam::GetUserPolicyRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  auto response =
      get_own<gen::iam::GetUserPolicyResponse>((*user)->grants, "user", request.policy_name);
  if (response) response->user_name = (*user)->name;
  return response;
}
Answered<Done> delete_user_policy(Call& call, const gen::iam::DeleteUserPolicyRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  return delete_own((*user)->grants, "user", request.policy_name);
}
Answered<gen::iam::ListUserPoliciesResponse> list_user_policies(
    Call& call, const gen::iam::ListUserPoliciesRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  return list_own<gen::iam::ListUserPoliciesResponse>((*user)->grants, request);
}
Answered<Done> attach_user_policy(Call& call, const gen::iam::AttachUserPolicyRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  return attach(call, (*user)->grants, request.policy_arn);
}
Answered<Done> detach_user_policy(Call& call, const gen::iam::DetachUserPolicyRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  return detach((*user)->grants, request.policy_arn);
}
Answered<gen::iam::ListAttachedUserPoliciesResponse> list_attached_user_policies(
    Call& call, const gen::iam::ListAttachedUserPoliciesRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  return list_attached<gen::iam::ListAttachedUserPoliciesResponse>((*user)->grants, request);
}

std::int32_t attachment_count(const Account& account, const std::string& arn) {
  std::int32_t count = 0;
  const auto add = [&](const Grants& grants) {
    count += static_cast<std::int32_t>(std::ranges::count(grants.attached, arn));
  };
  for (const auto& [name, user] : account.iam.users) add(user.grants);
  for (const auto& [name, role] : account.iam.roles) add(role.grants);
  return count;
}

gen::iam::Policy policy_shape(const Account& account, const std::string& arn,
                              const ManagedPolicy* own) {
  gen::iam::Policy shape;
  shape.policy_name = name_in(arn);
  shape.arn = arn;
  shape.path = own == nullptr ? "/" : own->path;
  shape.policy_id = own == nullptr ? "ANPA" + std::to_string(hash_of(arn)).substr(0, 17) : own->id;
  shape.default_version_id = "v1";
  shape.attachment_count = attachment_count(account, arn);
  shape.is_attachable = true;
  if (own != nullptr) {
    shape.create_date = std::chrono::floor<std::chrono::seconds>(own->created);
    shape.update_date = shape.create_date;
    if (!own->description.empty()) shape.description = own->description;
  }
  return shape;
}

Answered<gen::iam::CreatePolicyResponse> create_policy(
    Call& call, const gen::iam::CreatePolicyRequest& request) {
  if (auto ok = check_name("policyName", request.policy_name, 128); !ok) return pass(ok);
  const auto path = read_path(request.path);
  if (!path) return pass(path);
  const auto arn = "arn:aws:iam::" + call.account_id() + ":policy" + *path + *request.policy_name;
  if (auto ok = call.permit(call.permission(), arn, {}); !ok) return pass(ok);
  auto document = read_policy(request.policy_document, PolicyKind::identity);
  if (!document) return pass(document);
  auto& policies = call.account().iam.policies;
  if (policies.contains(arn))
    return refuse("EntityAlreadyExists",
                  "A policy called " + *request.policy_name +
                      " already exists. Duplicate names "
                      "are not allowed.",
                  409);
  auto& policy = policies[arn];
  policy.name = *request.policy_name;
  policy.path = *path;
  policy.id = make_iam_id(call.cloud, call.account(), "ANPA");
  policy.description = request.description.value_or("");
  policy.created = call.cloud.now;
  policy.document = *std::move(document);
  return gen::iam::CreatePolicyResponse{.policy = policy_shape(call.account(), arn, &policy)};
}

/// Permission on the policy, then existence; null for one of AWS's own.
Answered<const ManagedPolicy*> permitted_policy(Call& call, const Name& arn) {
  if (auto ok = call.permit(call.permission(), arn.value_or(""), {}); !ok) return pass(ok);
  const auto own = call.account().iam.policies.find(arn.value_or(""));
  if (own != call.account().iam.policies.end()) return &own->second;
  if (aws_managed_policy(arn.value_or("")) != nullptr)
    return static_cast<const ManagedPolicy*>(nullptr);
  return refuse("NoSuchEntity", "Policy " + arn.value_or("") + " was not found.", 404);
}

Answered<gen::iam::GetPolicyResponse> get_policy(Call& call,
                                                 const gen::iam::GetPolicyRequest& request) {
  const auto own = permitted_policy(call, request.policy_arn);
  if (!own) return pass(own);
  return gen::iam::GetPolicyResponse{.policy =
                                         policy_shape(call.account(), *request.policy_arn, *own)};
}

Answered<gen::iam::GetPolicyVersionResponse> get_policy_version(
    Call& call, const gen::iam::GetPolicyVersionRequest& request) {
  const auto own = permitted_policy(call, request.policy_arn);
  if (!own) return pass(own);
  if (request.version_id.value_or("") != "v1")
    return refuse("NoSuchEntity",
                  "Policy " + *request.policy_arn + " version " + request.version_id.value_or("") +
                      " does not exist or is not attachable.",
                  404);
  const auto document =
      *own == nullptr ? aws_managed_policy(*request.policy_arn) : (*own)->document;
  gen::iam::PolicyVersion version;
  version.document = encode_document(document->text);
  version.version_id = "v1";
  version.is_default_version = true;
  if (*own != nullptr)
    version.create_date = std::chrono::floor<std::chrono::seconds>((*own)->created);
  return gen::iam::GetPolicyVersionResponse{.policy_version = std::move(version)};
}

Answered<Done> delete_policy(Call& call, const gen::iam::DeletePolicyRequest& request) {
  const auto own = permitted_policy(call, request.policy_arn);
  if (!own) return pass(own);
  if (*own == nullptr)
    return refuse("AccessDenied", "AWS managed policies cannot be deleted.", 403);
  if (attachment_count(call.account(), *request.policy_arn) > 0)
    return refuse("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
  call.account().iam.policies.erase(*request.policy_arn);
  return Done{};
}

Answered<gen::iam::ListPoliciesResponse> list_policies(
    Call& call, const gen::iam::ListPoliciesRequest& request) {
  if (auto ok = permitted_list(call); !ok) return pass(ok);
  const auto scope = request.scope.value_or("All");
  std::vector<gen::iam::Policy> policies;
  if (scope != "AWS")
    for (const auto& [arn, policy] : call.account().iam.policies)
      policies.push_back(policy_shape(call.account(), arn, &policy));
  if (scope != "Local")
    for (const auto& arn : aws_managed_policy_arns())
      policies.push_back(policy_shape(call.account(), arn, nullptr));
  if (request.only_attached.value_or(false))
    std::erase_if(policies, [](const auto& policy) { return *policy.attachment_count == 0; });
  gen::iam::ListPoliciesResponse response;
  if (auto ok = page_of(policies, request, response, response.policies); !ok) return pass(ok);
  return response;
}

/// The user or role that a simulation is about, as a caller.
Answered<Caller> simulated_caller(Call& call, const std::string& arn) {
  Caller caller;
  caller.account = call.caller.account;
  caller.region = call.caller.region;
  caller.arn = arn;
  for (const auto& [name, user] : call.account().iam.users)
    if (user_arn(call.account(), user) == arn) {
      caller.user = name;
      caller.user_id = user.id;
      return caller;
    }
  for (const auto& [name, role] : call.account().iam.roles)
    if (role_arn(call.account(), role) == arn) {
      caller.role = name;
      caller.user_id = role.id;
      return caller;
    }
  return refuse("NoSuchEntity", "The entity with ARN " + arn + " cannot be found.", 404);
}

Answered<gen::iam::SimulatePolicyResponse> simulate_principal_policy(
    Call& call, const gen::iam::SimulatePrincipalPolicyRequest& request) {
  const auto arn = request.policy_source_arn.value_or("");
  if (auto ok = call.permit(call.permission(), arn, {}); !ok) return pass(ok);
  const auto caller = simulated_caller(call, arn);
  if (!caller) return pass(caller);
  auto context = base_context(call.cloud, *caller);
  for (const auto& entry : request.context_entries)
    for (const auto& value : entry.context_key_values)
      context.add(entry.context_key_name.value_or(""), value);
  auto resources = request.resource_arns;
  if (resources.empty()) resources.push_back("*");
  std::vector<gen::iam::EvaluationResult> results;
  for (const auto& action : request.action_names)
    for (const auto& resource : resources) {
      const auto decision = decide(call.cloud, *caller, action, resource, context);
      gen::iam::EvaluationResult result;
      result.eval_action_name = action;
      result.eval_resource_name = resource;
      const bool denied = decision.by == Decision::By::identity_deny ||
                          decision.by == Decision::By::organization_deny;
      result.eval_decision =
          decision.allowed() ? "allowed" : (denied ? "explicitDeny" : "implicitDeny");
      result.organizations_decision_detail = gen::iam::OrganizationsDecisionDetail{
          .allowed_by_organizations = decision.by != Decision::By::organization_deny};
      results.push_back(std::move(result));
    }
  gen::iam::SimulatePolicyResponse response;
  if (auto ok = page_of(results, request, response, response.evaluation_results); !ok)
    return pass(ok);
  return response;
}

}  // namespace

void add_policy_calls(Operations& operations) {
  operations.add<put_role_policy>("iam", "PutRolePolicy", Fidelity::faithful);
  operations.add<get_role_policy>("iam", "GetRolePolicy", Fidelity::faithful);
  operations.add<delete_role_policy>("iam", "DeleteRolePolicy", Fidelity::faithful);
  operations.add<list_role_policies>("iam", "ListRolePolicies", Fidelity::faithful);
  operations.add<attach_role_policy>("iam", "AttachRolePolicy", Fidelity::faithful);
  operations.add<detach_role_policy>("iam", "DetachRolePolicy", Fidelity::faithful);
  operations.add<list_attached_role_policies>("iam", "ListAttachedRolePolicies",
                                              Fidelity::faithful);
  operations.add<put_user_policy>("iam", "PutUserPolicy", Fidelity::faithful);
  operations.add<get_user_policy>("iam", "GetUserPolicy", Fidelity::faithful);
  operations.add<delete_user_policy>("iam", "DeleteUserPolicy", Fidelity::faithful);
  operations.add<list_user_policies>("iam", "ListUserPolicies", Fidelity::faithful);
  operations.add<attach_user_policy>("iam", "AttachUserPolicy", Fidelity::faithful);
  operations.add<detach_user_policy>("iam", "DetachUserPolicy", Fidelity::faithful);
  operations.add<list_attached_user_policies>("iam", "ListAttachedUserPolicies",
                                              Fidelity::faithful);
  operations.add<create_policy>("iam", "CreatePolicy", Fidelity::partial, "one version each");
  operations.add<get_policy>("iam", "GetPolicy", Fidelity::faithful);
  operations.add<get_policy_version>("iam", "GetPolicyVersion", Fidelity::partial,
                                     "one version each");
  operations.add<delete_policy>("iam", "DeletePolicy", Fidelity::faithful);
  operations.add<list_policies>("iam", "ListPolicies", Fidelity::partial,
                                "a handful of AWS's own policies");
  operations.add<simulate_principal_policy>("iam", "SimulatePrincipalPolicy", Fidelity::partial,
                                            "matched statements are not listed");
}

}  // namespace mirante::simcloud
