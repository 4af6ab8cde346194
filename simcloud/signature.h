// Signature Version 4 from the server's side, written apart from the client's signer on purpose:
// the two check each other. Takes signatures in the Authorization header and in the query.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "simcloud/aws_error.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

/// Case does not matter; nullptr if there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

/// "%2F" → "/"; `+` is a space only in forms, not in paths.
std::string percent_decode(std::string_view text, bool plus_is_space);
/// Everything but A–Z a–z 0–9 - _ . ~
std::string percent_encode(std::string_view text);
/// The pairs of a query string or form, decoded, in order.
std::vector<std::pair<std::string, std::string>> read_form(std::string_view text);

struct Signature {
  std::string access_key;
  std::string date;     // "20260302"
  std::string region;   // "sa-east-1"
  std::string service;  // "ec2"
  std::vector<std::string> signed_headers;
  std::string signature;  // 64 hexadecimal digits
  std::string token;      // Session token, if any.
  Instant signed_at;
  std::optional<std::chrono::seconds> valid_for;  // Of a presigned URL.
  bool in_query = false;
};

/// Nothing if the request is not signed at all; IncompleteSignature if it is signed badly.
Answered<std::optional<Signature>> read_signature(const WireRequest& request);

/// Whether the secret gives this signature.
bool matches(const Signature& signature, const WireRequest& request, std::string_view secret);

}  // namespace mirante::simcloud
