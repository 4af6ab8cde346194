#include "base/http_date.h"

#include <gtest/gtest.h>

namespace mirante {
namespace {

TEST(HttpDate, IsWrittenAsItIsRead) {
  for (const auto* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Thu, 29 Feb 2024 23:59:59 GMT",
                           "Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 31 Dec 1969 23:59:59 GMT"})
    EXPECT_EQ(to_http_date(*parse_http_date(text)), text);

  const auto whole = *parse_http_date("Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(to_http_date(whole + std::chrono::milliseconds(999)), "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(HttpDate, IsReadStrictly) {
  EXPECT_EQ(to_iso8601(*parse_http_date("Mon, 02 Mar 2026 18:59:00 GMT")), "2026-03-02T18:59:00Z");
  for (const auto* text : {"", "Mon, 02 Mar 2026 18:59:00", "Mon, 32 Mar 2026 18:59:00 GMT",
                           "Mon, 02 Foo 2026 18:59:00 GMT", "Mon, 02 Mar 2026 24:59:00 GMT",
                           "Mon, 0x Mar 2026 18:59:00 GMT", "Monday, 02-Mar-26 18:59:00 GMT"})
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace
}  // namespace mirante
