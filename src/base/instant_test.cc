// Instants to text and back.
#include "base/instant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;

std::int64_t micros_of(std::string_view text) {
  const auto parsed = parse_iso8601(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? to_micros(*parsed) : 0;
}

TEST(InstantText, ShowsAFractionOnlyIfThereIsOne) {
  EXPECT_EQ(to_iso8601(from_micros(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_iso8601(from_micros(1'772'477'940'000'000)), "2026-03-02T18:59:00Z");
  EXPECT_EQ(to_iso8601(from_micros(1'772'477'940'500'000)), "2026-03-02T18:59:00.5Z");
  EXPECT_EQ(to_iso8601(from_micros(1'772'477'940'000'001)), "2026-03-02T18:59:00.000001Z");
  EXPECT_EQ(to_iso8601(from_micros(-1)), "1969-12-31T23:59:59.999999Z");
}

TEST(InstantText, IsReadBackExactly) {
  SeededRng rng(1);
  const auto last = micros_of("9999-12-31T23:59:59.999999Z");
  const auto first = micros_of("0000-01-01T00:00:00Z");

  for (int i = 0; i < 10'000; ++i) {
    const auto span = static_cast<std::uint64_t>(last - first);
    const auto micros = first + static_cast<std::int64_t>(rng.below(span));
    const auto text = to_iso8601(from_micros(micros));
    ASSERT_EQ(micros_of(text), micros) << text;
  }
  EXPECT_EQ(to_iso8601(from_micros(first)), "0000-01-01T00:00:00Z");
}

TEST(InstantText, MayHaveAnOffset) {
  const auto utc = micros_of("2026-03-02T18:59:00Z");

  for (const auto* text :
       {"2026-03-02T18:59:00+00:00", "2026-03-02T15:59:00-03:00", "2026-03-02T15:59:00-0300",
        "2026-03-03T00:29:00+05:30", "2026-03-01T19:00:00-23:59", "2026-03-02t18:59:00z",
        "2026-03-02 18:59:00.000Z"})
    EXPECT_EQ(micros_of(text), utc) << text;
}

TEST(InstantText, CutsWhatIsFinerThanAMicrosecond) {
  EXPECT_EQ(micros_of("1970-01-01T00:00:00.9999999Z"), 999'999);
  EXPECT_EQ(micros_of("1970-01-01T00:00:00.000000999999999999999999999Z"), 0);
  EXPECT_EQ(micros_of("1970-01-01T00:00:00.1Z"), 100'000);
}

TEST(InstantText, KnowsTheCalendar) {
  EXPECT_EQ(micros_of("2024-02-29T00:00:00Z") - micros_of("2024-02-28T00:00:00Z"), 86'400'000'000);
  EXPECT_EQ(micros_of("2000-02-29T00:00:00Z"), 951'782'400'000'000);
  // A leap second is the moment after it.
  EXPECT_EQ(micros_of("2016-12-31T23:59:60Z"), micros_of("2017-01-01T00:00:00Z"));
}

TEST(InstantText, RefusesEverythingElseAndSaysWhatItWants) {
  for (const auto* text : {"",
                           "now",
                           "2026-03-02",
                           "2026-03-02T18:59",
                           "2026-03-02T18:59:00",
                           "2026-03-02T18:59:00.Z",
                           "2026-03-02T18:59:00,5Z",
                           "2026-03-02T18:59:00Z ",
                           " 2026-03-02T18:59:00Z",
                           "2026-03-02T18:59:00ZZ",
                           "2026-03-02T18:59:00+3:00",
                           "2026-03-02T18:59:00+03",
                           "2026-03-02T18:59:00+03:",
                           "2026-03-02T18:59:00+24:00",
                           "2026-03-02T18:59:00+03:60",
                           "2026-03-02T24:00:00Z",
                           "2026-03-02T18:60:00Z",
                           "2026-03-02T18:59:61Z",
                           "2026-02-29T00:00:00Z",
                           "1900-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "26-03-02T18:59:00Z",
                           "+2026-03-02T18:59:00Z",
                           "2026-3-2T18:59:00Z",
                           "2026/03/02T18:59:00Z",
                           "2026-03-02T-1:59:00Z"}) {
    const auto parsed = parse_iso8601(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
    EXPECT_THAT(parsed.error().message, HasSubstr("\"" + std::string(text) + "\" is not a date"));
  }
}

}  // namespace
}  // namespace mirante
