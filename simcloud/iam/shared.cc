#include "simcloud/iam/shared.h"

namespace mirante::simcloud {

std::unexpected<AwsError> iam_missing(std::string_view kind, std::string_view name) {
  return refuse(
      "NoSuchEntity",
      "The " + std::string(kind) + " with name " + std::string(name) + " cannot be found.", 404);
}

std::unexpected<AwsError> iam_exists(std::string_view kind, std::string_view name) {
  return refuse("EntityAlreadyExists",
                std::string(kind) + " with name " + std::string(name) + " already exists.", 409);
}

std::unexpected<AwsError> iam_invalid(std::string message) {
  return refuse("ValidationError", std::move(message));
}

Answered<IamUser*> permitted_user(Call& call, const std::optional<std::string>& name) {
  const auto wanted = name.value_or(call.caller.user);
  if (wanted.empty())
    return iam_invalid("Must specify userName when calling with non-User credentials");
  auto& users = call.account().iam.users;
  const auto found = users.find(wanted);
  const auto arn = found == users.end() ? "arn:aws:iam::" + call.account_id() + ":user/" + wanted
                                        : user_arn(call.account(), found->second);
  if (auto ok = call.permit(call.permission(), arn, {}); !ok) return pass(ok);
  if (found == users.end()) return iam_missing("user", wanted);
  return &found->second;
}

Answered<IamRole*> permitted_role(Call& call, const std::optional<std::string>& name) {
  if (!name) return iam_invalid("Role name is required.");
  auto& roles = call.account().iam.roles;
  const auto found = roles.find(*name);
  const auto arn = found == roles.end() ? "arn:aws:iam::" + call.account_id() + ":role/" + *name
                                        : role_arn(call.account(), found->second);
  if (auto ok = call.permit(call.permission(), arn, {}); !ok) return pass(ok);
  if (found == roles.end()) return iam_missing("role", *name);
  return &found->second;
}

Answered<Done> permitted_list(Call& call) { return call.permit(); }

Answered<Done> check_name(std::string_view parameter, const std::optional<std::string>& name,
                          std::size_t most) {
  static constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-";
  if (name && !name->empty() && name->size() <= most &&
      name->find_first_not_of(allowed) == std::string::npos)
    return Done{};
  return iam_invalid("The specified value for " + std::string(parameter) +
                     " is invalid. It must contain only alphanumeric characters and/or the "
                     "following: +=,.@_-");
}

Answered<std::string> read_path(const std::optional<std::string>& path) {
  const auto text = path.value_or("/");
  if (text.empty() || text.front() != '/' || text.back() != '/')
    return iam_invalid(
        "The specified value for path is invalid. It must begin and end with / and contain only "
        "alphanumeric characters and/or / characters.");
  return text;
}

Answered<PolicyRef> read_policy(const std::optional<std::string>& document, PolicyKind kind) {
  if (!document) return iam_invalid("A policy document is required.");
  auto policy = make_policy(*document, kind);
  if (!policy) return refuse("MalformedPolicyDocument", policy.error().message);
  return *std::move(policy);
}

std::string encode_document(std::string_view text) {
  static constexpr std::string_view kept =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (kept.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += digits[byte >> 4];
    encoded += digits[byte & 0xf];
  }
  return encoded;
}

namespace {

std::vector<gen::iam::Tag> tag_shapes(const std::map<std::string, std::string>& tags) {
  std::vector<gen::iam::Tag> shapes;
  for (const auto& [key, value] : tags) shapes.push_back({.key = key, .value = value});
  return shapes;
}

}  // namespace

gen::iam::User to_gen(const Account& account, const IamUser& user) {
  gen::iam::User shape;
  shape.path = user.path;
  shape.user_name = user.name;
  shape.user_id = user.id;
  shape.arn = user_arn(account, user);
  shape.create_date = std::chrono::floor<std::chrono::seconds>(user.created);
  shape.tags = tag_shapes(user.tags);
  return shape;
}

gen::iam::Role to_gen(const Account& account, const IamRole& role) {
  gen::iam::Role shape;
  shape.path = role.path;
  shape.role_name = role.name;
  shape.role_id = role.id;
  shape.arn = role_arn(account, role);
  shape.create_date = std::chrono::floor<std::chrono::seconds>(role.created);
  shape.assume_role_policy_document = encode_document(role.trust->text);
  if (!role.description.empty()) shape.description = role.description;
  shape.max_session_duration = static_cast<std::int32_t>(role.session_max.count());
  gen::iam::RoleLastUsed used;
  if (role.last_used) {
    used.last_used_date = std::chrono::floor<std::chrono::seconds>(*role.last_used);
    used.region = role.last_region;
  }
  shape.role_last_used = std::move(used);
  shape.tags = tag_shapes(role.tags);
  return shape;
}

}  // namespace mirante::simcloud
