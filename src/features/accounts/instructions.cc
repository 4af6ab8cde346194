#include "features/accounts/instructions.h"

#include <vector>

namespace mirante::accounts {
namespace {

std::vector<std::string_view> fields_of(std::string_view arn) {
  std::vector<std::string_view> fields;
  while (fields.size() < 5) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) break;
    fields.push_back(arn.substr(0, colon));
    arn.remove_prefix(colon + 1);
  }
  fields.push_back(arn);
  return fields;
}

/// A role's session does not tell the role's path, and a trust policy that names a role that does
/// not exist is refused by IAM. So the account is trusted, limited to this role by its name.
std::string role_pattern(const Principal& principal, std::string_view between) {
  return "arn:" + principal.partition + ":iam::" + principal.account.value + ":role/" +
         std::string(between) + principal.role_name;
}

}  // namespace

std::string shown(const Principal& principal) {
  return principal.user_arn.empty() ? role_pattern(principal, "*") : principal.user_arn;
}

Json trust_policy(const Principal& principal, std::string_view external_id) {
  Json condition{{"StringEquals", {{"sts:ExternalId", external_id}}}};
  Json who = principal.user_arn;
  if (principal.user_arn.empty()) {
    who = "arn:" + principal.partition + ":iam::" + principal.account.value + ":root";
    condition["ArnLike"] = {
        {"aws:PrincipalArn", {role_pattern(principal, ""), role_pattern(principal, "*/")}}};
  }
  const Json statement{{"Effect", "Allow"},
                       {"Principal", {{"AWS", who}}},
                       {"Action", "sts:AssumeRole"},
                       {"Condition", std::move(condition)}};
  return {{"Version", "2012-10-17"}, {"Statement", Json::array({statement})}};
}

Result<Principal> parse_principal(std::string_view arn) {
  const auto fields = fields_of(arn);
  if (fields.size() != 6 || fields[0] != "arn" || !is_aws_account(fields[4]))
    return fail(ErrorKind::corrupt, "AWS answered with the ARN \"" + std::string(arn) +
                                        "\", which names no user and no role");
  Principal principal{.partition = std::string(fields[1]), .account = {std::string(fields[4])}};
  const auto resource = fields[5];
  if (resource == "root")
    return fail(Error{.kind = ErrorKind::refused,
                      .message = "these are the keys of an account's root user, which may do "
                                 "everything and cannot be limited; make a user or a role with "
                                 "the policy shown, and delete the root user's keys",
                      .code = "identity.root"});
  constexpr std::string_view session = "assumed-role/";
  if (resource.starts_with(session)) {
    const auto name = resource.substr(session.size());
    principal.role_name = std::string(name.substr(0, name.find('/')));
  } else {
    principal.user_arn = std::string(arn);
  }
  return principal;
}

bool is_root(std::string_view arn) { return arn.ends_with(":root"); }

std::string role_name_of(const Account& account) {
  if (!account.role_arn.empty()) return account.role_arn.substr(account.role_arn.rfind('/') + 1);
  const auto id = account.id.text();
  return "mirante-" + id.substr(id.size() - 8);
}

Instructions make_instructions(const Account& account, const Principal& principal) {
  const auto policy = permissions_policy(account.features, principal.partition);
  Instructions made{.principal = shown(principal),
                    .role_name = role_name_of(account),
                    .trust_policy = trust_policy(principal, account.external_id),
                    .policy = policy,
                    .cloudshell_command = {},
                    .policy_command = {}};
  made.policy_command = "aws iam put-role-policy --role-name " + made.role_name +
                        " --policy-name mirante --policy-document " + shell_quoted(policy.dump());
  made.cloudshell_command = "aws iam create-role --role-name " + made.role_name +
                            " --description 'Lets the Mirante panel in'" +
                            " --assume-role-policy-document " +
                            shell_quoted(made.trust_policy.dump()) +
                            " --query Role.Arn --output text" + " && " + made.policy_command;
  return made;
}

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

}  // namespace mirante::accounts
