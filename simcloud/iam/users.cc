// Users of IAM and their access keys.
#include "gen/iam/create_access_key.h"
#include "gen/iam/create_user.h"
#include "gen/iam/delete_access_key.h"
#include "gen/iam/delete_user.h"
#include "gen/iam/get_access_key_last_used.h"
#include "gen/iam/get_user.h"
#include "gen/iam/list_access_keys.h"
#include "gen/iam/list_account_aliases.h"
#include "gen/iam/list_users.h"
#include "gen/iam/update_access_key.h"
#include "simcloud/iam/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t keys_max = 2;

Answered<gen::iam::GetUserResponse> get_user(Call& call, const gen::iam::GetUserRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  return gen::iam::GetUserResponse{.user = to_gen(call.account(), **user)};
}

Answered<gen::iam::ListUsersResponse> list_users(Call& call,
                                                 const gen::iam::ListUsersRequest& request) {
  if (auto ok = permitted_list(call); !ok) return pass(ok);
  std::vector<gen::iam::User> users;
  for (const auto& [name, user] : call.account().iam.users)
    if (user.path.starts_with(request.path_prefix.value_or("/")))
      users.push_back(to_gen(call.account(), user));
  gen::iam::ListUsersResponse response;
  if (auto ok = page_of(users, request, response, response.users); !ok) return pass(ok);
  return response;
}

Answered<gen::iam::CreateUserResponse> create_user(Call& call,
                                                   const gen::iam::CreateUserRequest& request) {
  if (auto ok = check_name("userName", request.user_name, 64); !ok) return pass(ok);
  const auto path = read_path(request.path);
  if (!path) return pass(path);
  const auto arn = "arn:aws:iam::" + call.account_id() + ":user" + *path + *request.user_name;
  if (auto ok = call.permit(call.permission(), arn, {}); !ok) return pass(ok);
  if (call.account().iam.users.contains(*request.user_name))
    return iam_exists("User", *request.user_name);
  auto& user = add_user(call.cloud, call.account(), *request.user_name);
  user.path = *path;
  for (const auto& tag : request.tags) user.tags[tag.key.value_or("")] = tag.value.value_or("");
  return gen::iam::CreateUserResponse{.user = to_gen(call.account(), user)};
}

Answered<Done> delete_user(Call& call, const gen::iam::DeleteUserRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  if (!(*user)->keys.empty())
    return refuse("DeleteConflict", "Cannot delete entity, must delete access keys first.", 409);
  if (!(*user)->grants.own.empty())
    return refuse("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
  if (!(*user)->grants.attached.empty())
    return refuse("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
  call.account().iam.users.erase((*user)->name);
  return Done{};
}

Answered<gen::iam::CreateAccessKeyResponse> create_access_key(
    Call& call, const gen::iam::CreateAccessKeyRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  if ((*user)->keys.size() >= keys_max)
    return refuse("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", 409);
  const auto& key = add_access_key(call.cloud, call.account(), (*user)->name);
  gen::iam::AccessKey shape;
  shape.user_name = (*user)->name;
  shape.access_key_id = key.id;
  shape.status = "Active";
  shape.secret_access_key = key.secret;
  shape.create_date = std::chrono::floor<std::chrono::seconds>(key.created);
  return gen::iam::CreateAccessKeyResponse{.access_key = std::move(shape)};
}

Answered<gen::iam::ListAccessKeysResponse> list_access_keys(
    Call& call, const gen::iam::ListAccessKeysRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  std::vector<gen::iam::AccessKeyMetadata> keys;
  for (const auto& key : (*user)->keys)
    keys.push_back({.user_name = (*user)->name,
                    .access_key_id = key.id,
                    .status = key.active ? "Active" : "Inactive",
                    .create_date = std::chrono::floor<std::chrono::seconds>(key.created)});
  gen::iam::ListAccessKeysResponse response;
  if (auto ok = page_of(keys, request, response, response.access_key_metadata); !ok)
    return pass(ok);
  return response;
}

Answered<AccessKey*> key_of(IamUser& user, const std::optional<std::string>& id) {
  const auto found = std::ranges::find(user.keys, id.value_or(""), &AccessKey::id);
  if (found != user.keys.end()) return &*found;
  return refuse("NoSuchEntity", "The Access Key with id " + id.value_or("") + " cannot be found.",
                404);
}

Answered<Done> update_access_key(Call& call, const gen::iam::UpdateAccessKeyRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  const auto key = key_of(**user, request.access_key_id);
  if (!key) return pass(key);
  const auto status = request.status.value_or("");
  if (status != "Active" && status != "Inactive")
    return iam_invalid("Value '" + status +
                       "' at 'status' failed to satisfy constraint: Member "
                       "must satisfy enum value set: [Active, Inactive]");
  (*key)->active = status == "Active";
  return Done{};
}

Answered<Done> delete_access_key(Call& call, const gen::iam::DeleteAccessKeyRequest& request) {
  const auto user = permitted_user(call, request.user_name);
  if (!user) return pass(user);
  const auto key = key_of(**user, request.access_key_id);
  if (!key) return pass(key);
  remove_access_key(call.cloud, call.account(), (*user)->name, std::string((*key)->id));
  return Done{};
}

Answered<gen::iam::GetAccessKeyLastUsedResponse> get_access_key_last_used(
    Call& call, const gen::iam::GetAccessKeyLastUsedRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto id = request.access_key_id.value_or("");
  const auto owner = call.cloud.key_owners.find(id);
  const auto* key = find_access_key(call.cloud, id);
  if (key == nullptr || owner->second.account != call.caller.account)
    return refuse("AccessDenied", "You do not have permission to access the access key " + id, 403);
  gen::iam::AccessKeyLastUsed used;
  used.service_name = key->last_used ? key->last_service : "N/A";
  used.region = key->last_used ? key->last_region : "N/A";
  if (key->last_used)
    used.last_used_date = std::chrono::floor<std::chrono::minutes>(*key->last_used);
  return gen::iam::GetAccessKeyLastUsedResponse{.user_name = owner->second.user,
                                                .access_key_last_used = std::move(used)};
}

Answered<gen::iam::ListAccountAliasesResponse> list_account_aliases(
    Call& call, const gen::iam::ListAccountAliasesRequest&) {
  if (auto ok = permitted_list(call); !ok) return pass(ok);
  gen::iam::ListAccountAliasesResponse response;
  std::string alias;
  for (const char c : call.account().name)
    alias += std::isalnum(static_cast<unsigned char>(c))
                 ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
                 : '-';
  response.account_aliases = {alias};
  response.is_truncated = false;
  return response;
}

}  // namespace

void add_user_calls(Operations& operations) {
  operations.add<get_user>("iam", "GetUser", Fidelity::faithful);
  operations.add<list_users>("iam", "ListUsers", Fidelity::faithful);
  operations.add<create_user>("iam", "CreateUser", Fidelity::partial, "no permissions boundary");
  operations.add<delete_user>("iam", "DeleteUser", Fidelity::faithful);
  operations.add<create_access_key>("iam", "CreateAccessKey", Fidelity::faithful);
  operations.add<list_access_keys>("iam", "ListAccessKeys", Fidelity::faithful);
  operations.add<update_access_key>("iam", "UpdateAccessKey", Fidelity::faithful);
  operations.add<delete_access_key>("iam", "DeleteAccessKey", Fidelity::faithful);
  operations.add<get_access_key_last_used>("iam", "GetAccessKeyLastUsed", Fidelity::partial,
                                           "told at once, not hours late");
  operations.add<list_account_aliases>("iam", "ListAccountAliases", Fidelity::partial,
                                       "made from the account's name");
}

}  // namespace mirante::simcloud
