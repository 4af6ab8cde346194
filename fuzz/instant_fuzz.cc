// Times in texts: what is read as a time is written so that it reads the same; the rest is refused
// as invalid. The three formats of AWS's wire take the same texts.
//
// Links: mirante_base mirante_aws_wire
// Covers: src/base/instant.cc src/platform/aws/wire/scalar.cc
#include <string_view>

#include "base/instant.h"
#include "platform/aws/wire/scalar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using mirante::aws::wire::TimestampFormat;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto read = mirante::parse_iso8601(text)) {
    const auto again = mirante::parse_iso8601(mirante::to_iso8601(*read));
    MIRANTE_CHECK(again.has_value() && *again == *read);
  } else {
    MIRANTE_CHECK(read.error().kind == mirante::ErrorKind::invalid);
  }
  for (const auto format :
       {TimestampFormat::iso8601, TimestampFormat::unix_seconds, TimestampFormat::http_date}) {
    const auto read = mirante::aws::wire::read_timestamp(format, text);
    if (!read) MIRANTE_CHECK(read.error().kind == mirante::ErrorKind::invalid);
  }
  return 0;
}
