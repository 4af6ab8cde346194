// Credentials for AWS: what they are, and where they come from (static keys, environment, an
// assumed role). Secrets are never logged; the types redact themselves.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/context.h"
#include "base/instant.h"
#include "base/loop.h"
#include "platform/crypto/secret.h"

namespace mirante::aws {

class Client;
struct Target;

struct Credentials {
  std::string access_key_id;
  crypto::Secret secret_access_key;
  crypto::Secret session_token = {};  // Empty: long-lived keys.
  std::optional<Instant> expires_at = {};

  Credentials clone() const;
};

class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;

  /// Valid credentials, from a cache where there is one. Throws Failure with what the source says;
  /// unauthorized "aws.no_credentials" when there are none.
  virtual Task<Credentials> credentials(CallContext ctx) = 0;
  /// AWS called them expired or unknown: the next call brings others, if the source has others.
  virtual void forget() {}
};

std::shared_ptr<CredentialsProvider> fixed_credentials(Credentials credentials);

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; nullptr where the first is missing.
/// Throws Failure(invalid) naming the variable that is missing beside the others.
std::shared_ptr<CredentialsProvider> environment_credentials();

struct RoleToAssume {
  std::string arn;
  std::string session_name;
  std::string external_id = {};  // Empty: none is sent.
  std::chrono::seconds duration{3600};
};

/// Assumes the role with `source`'s credentials at the regional STS of `source.region` when first
/// needed, once for all that wait (single flight), and again some minutes before it expires.
/// `client` and `loop` outlive it.
std::shared_ptr<CredentialsProvider> assumed_role(Client& client, Loop& loop, Target source,
                                                  RoleToAssume role);

}  // namespace mirante::aws
