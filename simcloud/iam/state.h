// What the simulated IAM and STS remember of one account: users, keys, roles, policies, sessions.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "simcloud/iam/policy.h"

namespace mirante::simcloud {

/// A document as it was written and as it is understood. Shared by those that use the same one.
struct PolicyDocument {
  std::string text;
  Policy policy;
};
using PolicyRef = std::shared_ptr<const PolicyDocument>;

/// Error(invalid) with IAM's sentence.
Result<PolicyRef> make_policy(std::string text, PolicyKind kind);

/// Policies of a user or role: its own, by name, and the managed ones that are attached, by ARN.
struct Grants {
  std::map<std::string, PolicyRef> own;
  std::vector<std::string> attached;
};

struct AccessKey {
  std::string id;
  std::string secret;
  bool active = true;
  Instant created;
  std::optional<Instant> last_used;
  std::string last_region, last_service;
};

struct IamUser {
  std::string name;
  std::string path = "/";
  std::string id;  // AIDA…
  Instant created;
  Grants grants;
  std::vector<AccessKey> keys;
  std::map<std::string, std::string> tags;
};

struct IamRole {
  std::string name;
  std::string path = "/";
  std::string id;  // AROA…
  std::string description;
  Instant created;
  PolicyRef trust;
  Grants grants;
  std::chrono::seconds session_max{3600};
  std::map<std::string, std::string> tags;
  std::optional<Instant> last_used;
  std::string last_region;
};

struct ManagedPolicy {
  std::string name;
  std::string path = "/";
  std::string id;  // ANPA…
  std::string description;
  Instant created;
  PolicyRef document;
};

struct Iam {
  std::map<std::string, IamUser, std::less<>> users;
  std::map<std::string, IamRole, std::less<>> roles;
  std::map<std::string, ManagedPolicy, std::less<>> policies;  // By ARN.
  std::vector<AccessKey> root_keys;
  std::uint64_t made = 0;
};

/// Temporary credentials.
struct Session {
  std::string key_id;  // ASIA…
  std::string secret;
  std::string token;
  std::uint16_t account = 0;
  std::string role;  // Name of the role; empty: GetSessionToken of `user`.
  std::string user;
  std::string name;    // RoleSessionName
  std::string id;      // "AROA…:name"
  PolicyRef narrowed;  // The session policy of AssumeRole, if any.
  Instant issued;
  Instant expires;
  bool global = false;        // Made by the global endpoint: not valid in opt-in regions.
  std::uint64_t made_by = 0;  // Number of the call in the ledger.
};

/// Policies that AWS itself keeps, by ARN ("arn:aws:iam::aws:policy/ReadOnlyAccess"); null for
/// others. The documents say what the real ones say as far as the simulated services go.
PolicyRef aws_managed_policy(std::string_view arn);
std::vector<std::string> aws_managed_policy_arns();

}  // namespace mirante::simcloud
