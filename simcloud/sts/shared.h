// What the ways to become a role share: reading the role's ARN, the session's name and how long it
// lasts, and opening the session.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "gen/sts/assume_role.h"
#include "simcloud/call.h"

namespace mirante::simcloud {

/// STS's own ValidationError.
std::unexpected<AwsError> sts_invalid(std::string message);

struct RoleName {
  Account* account = nullptr;  // Null: there is no such account.
  IamRole* role = nullptr;     // Null: there is no such role, or it is too new to be known.
};

Answered<RoleName> read_role_arn(Cloud& cloud, const std::optional<std::string>& arn);
Answered<Done> check_session_name(const std::optional<std::string>& name);

/// An hour where nothing is said.
Answered<std::chrono::seconds> read_duration(const IamRole& role,
                                             std::optional<std::int32_t> seconds);

struct RoleWanted {
  RoleName name;
  std::string session_name;
  std::optional<std::string> policy;  // Narrows what the role may do.
  std::chrono::seconds duration{3600};
};

/// What answers of all of these calls say alike.
struct RoleTaken {
  gen::sts::Credentials credentials;
  gen::sts::AssumedRoleUser user;
  std::optional<std::int32_t> packed_policy_size;
};

Answered<RoleTaken> take_role(Call& call, const RoleWanted& wanted);

gen::sts::Credentials credentials_of(const Session& session);

}  // namespace mirante::simcloud
