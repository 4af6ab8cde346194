// What the simulated KMS remembers of one account in one region: keys, their policies, grants and
// aliases. A key whose time of deletion has come is gone, though nobody takes it out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "simcloud/iam/state.h"
#include "simcloud/tags.h"

namespace mirante::simcloud {

/// What a grant lets its grantee do; only while the encryption context fits.
struct KmsGrant {
  std::string id;
  std::string token;
  std::string name;
  std::string grantee;   // ARN, or a service's name.
  std::string retiring;  // Who may retire it besides the key's account; may be empty.
  std::string issuer;    // ARN of the account that made it.
  std::vector<std::string> operations;
  std::map<std::string, std::string> context_equals, context_subset;
  Instant created;
};

struct KmsKey {
  enum class State : std::uint8_t { enabled, disabled, pending_deletion };
  State state = State::enabled;
  bool grants_refused = false;  // Whatever its policy says, nobody can make a grant.
  bool of_aws = false;          // AWS's own key of a service in this account.
  std::string description;
  PolicyRef policy;  // Null: the default one, which leaves all to the account's IAM.
  Instant created;
  std::optional<Instant> deletion;
  std::map<std::string, KmsGrant> grants;  // By id.
  Tags tags;
};

struct KmsKeys {
  std::map<std::string, KmsKey, std::less<>> keys;          // By ARN.
  std::map<std::string, std::string, std::less<>> aliases;  // "alias/…" → ARN of the key.
};

}  // namespace mirante::simcloud
