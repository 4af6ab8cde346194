// Roles of IAM.
#include "gen/iam/create_role.h"
#include "gen/iam/delete_role.h"
#include "gen/iam/get_role.h"
#include "gen/iam/list_roles.h"
#include "gen/iam/tag_role.h"
#include "gen/iam/update_assume_role_policy.h"
#include "gen/iam/update_role.h"
#include "simcloud/iam/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

Answered<std::chrono::seconds> read_session_max(std::optional<std::int32_t> seconds) {
  const auto value = seconds.value_or(3600);
  if (value < 3600 || value > 43'200)
    return iam_invalid("1 validation error detected: Value '" + std::to_string(value) +
                       "' at 'maxSessionDuration' failed to satisfy constraint: Member must have "
                       "value between 3600 and 43200");
  return std::chrono::seconds(value);
}

Answered<gen::iam::CreateRoleResponse> create_role(Call& call,
                                                   const gen::iam::CreateRoleRequest& request) {
  if (auto ok = check_name("roleName", request.role_name, 64); !ok) return pass(ok);
  const auto path = read_path(request.path);
  if (!path) return pass(path);
  const auto arn = "arn:aws:iam::" + call.account_id() + ":role" + *path + *request.role_name;
  if (auto ok = call.permit(call.permission(), arn, {}); !ok) return pass(ok);
  const auto longest = read_session_max(request.max_session_duration);
  if (!longest) return pass(longest);
  auto trust = read_policy(request.assume_role_policy_document, PolicyKind::trust);
  if (!trust) return pass(trust);
  if (call.account().iam.roles.contains(*request.role_name))
    return iam_exists("Role", *request.role_name);
  auto& role = add_role(call.cloud, call.account(), *request.role_name, *std::move(trust));
  role.path = *path;
  role.description = request.description.value_or("");
  role.session_max = *longest;
  for (const auto& tag : request.tags) role.tags[tag.key.value_or("")] = tag.value.value_or("");
  return gen::iam::CreateRoleResponse{.role = to_gen(call.account(), role)};
}

Answered<gen::iam::GetRoleResponse> get_role(Call& call, const gen::iam::GetRoleRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  return gen::iam::GetRoleResponse{.role = to_gen(call.account(), **role)};
}

Answered<gen::iam::ListRolesResponse> list_roles(Call& call,
                                                 const gen::iam::ListRolesRequest& request) {
  if (auto ok = permitted_list(call); !ok) return pass(ok);
  std::vector<gen::iam::Role> roles;
  for (const auto& [name, role] : call.account().iam.roles) {
    if (!role.path.starts_with(request.path_prefix.value_or("/"))) continue;
    roles.push_back(to_gen(call.account(), role));
    roles.back().tags.clear();  // AWS leaves these out of lists.
    roles.back().role_last_used.reset();
  }
  gen::iam::ListRolesResponse response;
  if (auto ok = page_of(roles, request, response, response.roles); !ok) return pass(ok);
  return response;
}

Answered<gen::iam::UpdateRoleResponse> update_role(Call& call,
                                                   const gen::iam::UpdateRoleRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  const auto longest = read_session_max(request.max_session_duration);
  if (!longest) return pass(longest);
  (*role)->session_max = *longest;
  (*role)->description = request.description.value_or("");
  return gen::iam::UpdateRoleResponse{};
}

Answered<Done> update_trust(Call& call, const gen::iam::UpdateAssumeRolePolicyRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  auto trust = read_policy(request.policy_document, PolicyKind::trust);
  if (!trust) return pass(trust);
  (*role)->trust = *std::move(trust);
  return Done{};
}

Answered<Done> delete_role(Call& call, const gen::iam::DeleteRoleRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  if (!(*role)->grants.own.empty())
    return refuse("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
  if (!(*role)->grants.attached.empty())
    return refuse("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
  call.account().iam.roles.erase(*request.role_name);
  return Done{};
}

Answered<Done> tag_role(Call& call, const gen::iam::TagRoleRequest& request) {
  const auto role = permitted_role(call, request.role_name);
  if (!role) return pass(role);
  for (const auto& tag : request.tags) (*role)->tags[tag.key.value_or("")] = tag.value.value_or("");
  return Done{};
}

}  // namespace

void add_role_calls(Operations& operations) {
  operations.add<create_role>("iam", "CreateRole", Fidelity::partial,
                              "no permissions boundary; principals of the trust policy are not "
                              "looked up");
  operations.add<get_role>("iam", "GetRole", Fidelity::faithful);
  operations.add<list_roles>("iam", "ListRoles", Fidelity::faithful);
  operations.add<update_role>("iam", "UpdateRole", Fidelity::faithful);
  operations.add<update_trust>("iam", "UpdateAssumeRolePolicy", Fidelity::faithful);
  operations.add<delete_role>("iam", "DeleteRole", Fidelity::faithful);
  operations.add<tag_role>("iam", "TagRole", Fidelity::faithful);
}

}  // namespace mirante::simcloud
