#include "base/instant.h"

#include <gmock/gmock.h>

#include "base/rng.h"

namespace mirante {
namespace {

Instant at(std::string_view text) { return *parse_iso8601(text); }

TEST(Instants, AreWrittenWithAFractionOnlyIfThereIsOne) {
  EXPECT_EQ(to_iso8601(from_micros(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_iso8601(from_micros(1'500'000)), "1970-01-01T00:00:01.5Z");
  EXPECT_EQ(to_iso8601(from_micros(1)), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(to_iso8601(from_micros(-1)), "1969-12-31T23:59:59.999999Z");
}

TEST(Instants, AreReadWithEveryOffset) {
  EXPECT_EQ(at("2026-03-02T18:59:00-03:00"), at("2026-03-02T21:59:00Z"));
  EXPECT_EQ(at("2026-03-02T18:59:00+05:30"), at("2026-03-02T13:29:00Z"));
  EXPECT_EQ(at("2026-03-02T18:59:00.25Z"),
            at("2026-03-02T18:59:00Z") + std::chrono::milliseconds(250));
  EXPECT_EQ(at("2024-02-29T00:00:00Z") + std::chrono::days(1), at("2024-03-01T00:00:00Z"));
}

TEST(Instants, GoThereAndBack) {
  SeededRng rng(3);
  for (int i = 0; i < 2'000; ++i) {
    const auto instant = from_micros(static_cast<std::int64_t>(rng.below(4'000'000'000'000'000)));
    EXPECT_EQ(at(to_iso8601(instant)), instant);
  }
}

TEST(Instants, AreRefusedWhereTheTextIsNone) {
  for (const auto* text :
       {"", "today", "2026-03-02", "2026-03-02T18:59", "2026-03-02T18:59:00",
        "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-02T24:00:01Z",
        "2026-03-02T18:60:00Z", "2026-03-02T18:59:00Zjunk", "2026-03-02T18:59:00+25:00",
        " 2026-03-02T18:59:00Z", "9999-12-31T23:59:60.999999Z"})
    EXPECT_FALSE(parse_iso8601(text).has_value()) << text;
}

}  // namespace
}  // namespace mirante
