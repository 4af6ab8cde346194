// Scalars as text, for the protocols that carry everything as text (ec2, query, rest-xml).
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

/// `kind` must be a scalar; blobs become base64.
std::string scalar_text(Kind kind, TimestampFormat format, const void* value);

/// Reads text into the value; Error(invalid) says what was expected.
Result<void> read_scalar(Kind kind, TimestampFormat format, std::string_view text, void* value);

/// "2026-03-02T18:59:00Z", as AWS writes it: milliseconds only where there are some.
std::string timestamp_text(TimestampFormat format, Instant instant);
/// Takes whatever of the three formats the text is in, `format` first.
Result<Instant> read_timestamp(TimestampFormat format, std::string_view text);

}  // namespace mirante::aws::wire
