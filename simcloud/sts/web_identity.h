// Becoming a role with the token of an identity provider, as machines of Kubernetes and of CI
// services do. The World is the provider too: tokens that it did not sign are refused, as AWS
// refuses those whose issuer's keys do not fit. Providers are not made: one that a role of an
// account trusts is known there.
#pragma once

#include <optional>
#include <string>

#include "simcloud/asked.h"
#include "simcloud/front_door.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {

/// What a token says.
struct WebIdentityClaims {
  std::string issuer;  // "https://token.actions.githubusercontent.com"
  std::string subject;
  std::string audience;
  Instant issued;  // Both by the clock on the wall, as credentials are.
  Instant expires;
};

/// A JSON Web Token that the World signed (HS256, with a key of its own).
std::string make_web_identity_token(const Cloud& cloud, const WebIdentityClaims& claims);

/// Who sends AssumeRoleWithWebIdentity, which nobody signs: in the account of the role that is
/// named. Nothing for all other requests; a refusal where there is no such account.
Answered<std::optional<Visitor>> let_web_identity_in(Cloud& cloud, const Asked& asked,
                                                     const WireRequest& request);

void add_web_identity_calls(Operations& operations);

}  // namespace mirante::simcloud
