// How somebody lets the panel into an account: a trust policy that admits the panel with the
// account's external id and nobody else, the permissions policy, and one command that makes the
// role when it is pasted into CloudShell. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/json.h"
#include "features/accounts/account.h"
#include "features/accounts/permissions_policy.h"

namespace mirante::accounts {

/// Who the panel is in AWS, as far as a trust policy names it.
struct Principal {
  std::string partition = "aws";
  AwsAccountId account;
  std::string user_arn = {};   // For a user: its ARN.
  std::string role_name = {};  // For a session of a role: the role's name; its path is not known.

  friend bool operator==(const Principal&, const Principal&) = default;
};

/// Reads the ARN that GetCallerIdentity answers: of a user, of a role's session, or (a Failure of
/// kind refused, code "identity.root") of the root user.
Result<Principal> parse_principal(std::string_view arn);

/// Whether the ARN is that of an account's root user.
bool is_root(std::string_view arn);

/// As shown: the ARN, with `*` where the path is not known.
std::string shown(const Principal& principal);

/// Admits the panel with this external id, and nobody else.
Json trust_policy(const Principal& principal, std::string_view external_id);

/// That of the proved role; before, one made of the account's id, so that two panels do not collide
/// and asking again gives the same.
std::string role_name_of(const Account& account);

struct Instructions {
  std::string principal;  // As shown.
  std::string role_name;
  Json trust_policy;
  Json policy;
  std::string cloudshell_command;
  /// For a role that is there: puts the policy in place of the one that it has.
  std::string policy_command;
};

/// For an account by role and what was chosen for it.
Instructions make_instructions(const Account& account, const Principal& principal);

/// In single quotes, safe for a POSIX shell.
std::string shell_quoted(std::string_view text);

}  // namespace mirante::accounts
