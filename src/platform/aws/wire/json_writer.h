// Values as JSON: bodies of requests and, at the simulated AWS's end, of answers. Written as
// botocore writes it (a space after comma and colon, \u escapes for all but ASCII), so that the
// same call has the same bytes and the same signature.
#pragma once

#include <string>
#include <string_view>

#include "base/rng.h"
#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

struct JsonStyle {
  Rng* tokens = nullptr;       // Draws idempotency tokens that are absent.
  bool empty_lists = false;    // Also lists that hold nothing, as AWS's answers do.
  bool only_the_body = false;  // Of the outermost structure: what has its place in the body.
};

/// `value` is of `shape`'s type.
std::string json_text(const Shape& shape, const void* value, const JsonStyle& style);

/// In quotation marks. What is not UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

/// An RFC 4122 UUID, version 4.
std::string draw_token(Rng& rng);

}  // namespace mirante::aws::wire
