// AWS Signature Version 4: proves to AWS who sends a request, without sending the secret. Pure: the
// same request, credentials and time give the same signature. Two forms: in headers (every call of
// the client) and in the query (a link that works for a while).
#pragma once

#include <string>
#include <string_view>

#include "platform/aws/credentials.h"
#include "platform/http/transport.h"

namespace mirante::aws {

/// The request as it will be sent. `headers` hold Host; what is among them is signed, except those
/// that proxies change (Connection, User-Agent, …).
struct Signable {
  std::string_view method;
  std::string_view target;  // Path and query as on the wire.
  const http::Headers& headers;
  std::string_view body;
};

struct SigningRules {
  std::string_view region;
  std::string_view service;
  Instant at;

  /// Whether "." , ".." and empty segments of the path are resolved before it is signed; S3 alone
  /// does not.
  enum class Path : std::uint8_t { normalized, as_sent };
  Path path = Path::normalized;
  /// What is signed of the body: its hash; its hash, which also travels in X-Amz-Content-Sha256; or
  /// nothing.
  enum class Payload : std::uint8_t { hashed, declared, unsigned_ };
  Payload payload = Payload::hashed;
  /// Whether the session token is part of what is signed, or is only added.
  enum class Token : std::uint8_t { is_signed, is_added };
  Token token = Token::is_signed;

  std::chrono::seconds valid_for{900};  // Of a signed link.
};

struct Signed {
  std::string target;     // To be sent instead of the request's.
  http::Headers headers;  // To be sent instead of the request's.
  // For tests and for "why does AWS not accept this". Hold no secret key, but the session token.
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;
};

Signed sign_in_headers(const Signable& request, const Credentials& credentials,
                       const SigningRules& rules);
Signed sign_in_query(const Signable& request, const Credentials& credentials,
                     const SigningRules& rules);

/// "20260302T185900Z"
std::string to_amz_date(Instant instant);

}  // namespace mirante::aws
