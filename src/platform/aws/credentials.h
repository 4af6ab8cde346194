// Credentials for AWS: what they are, and who gives them (static keys, an assumed role, a web
// identity). Where a program finds its own is in credentials_chain.h. Secrets are never logged; the
// types redact themselves.
#pragma once

#include <chrono>
#include <functional>
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
  /// Whether it gets new ones by itself before they end.
  virtual bool is_renewed() const { return false; }
};

std::shared_ptr<CredentialsProvider> fixed_credentials(Credentials credentials);

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

struct WebIdentity {
  std::string role_arn;
  std::string session_name;
  /// The token of the moment. Throws Failure where there is none.
  std::function<crypto::Secret()> read_token;
  std::chrono::seconds duration{3600};
};

/// Assumes the role for a token that an identity provider has signed (Kubernetes, a CI service), at
/// the regional STS of `region`; otherwise as `assumed_role`.
std::shared_ptr<CredentialsProvider> web_identity(Client& client, Loop& loop, Region region,
                                                  WebIdentity identity);

/// Puts "…" wherever `text` holds `secret`, unless that is too short to be one of AWS's.
void remove_secret(std::string& text, std::string_view secret);

}  // namespace mirante::aws
