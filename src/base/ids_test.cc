// Ids: in the order of their making, in text and back, and never another kind's.
#include "base/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <unordered_set>

namespace mirante {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Ids : public ::testing::Test {
 protected:
  FakeClock clock{*parse_iso8601("2026-03-02T18:59:00.123456Z")};
  SeededRng rng{1};
};

TEST_F(Ids, AreUuidsOfTheirMillisecond) {
  const auto id = make_id16(clock, rng);

  std::uint64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id[i];
  EXPECT_EQ(static_cast<std::int64_t>(ms), to_micros(clock.now()) / 1000);
  EXPECT_EQ(id[6] >> 4, 7);  // Version.
  EXPECT_EQ(id[8] >> 6, 2);  // Variant.
}

TEST_F(Ids, SortAsTheyWereMade) {
  std::vector<OperationId> ids;
  std::vector<std::string> texts;
  for (int i = 0; i < 1'000; ++i) {
    ids.push_back(OperationId::make(clock, rng));
    texts.push_back(ids.back().text());
    clock.advance(std::chrono::milliseconds(1 + i * 1'000));
  }

  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_TRUE(std::ranges::is_sorted(texts));
}

TEST_F(Ids, AreDifferentInTheSameMoment) {
  std::unordered_set<OperationId> ids;
  for (int i = 0; i < 1'000; ++i) ids.insert(OperationId::make(clock, rng));

  EXPECT_EQ(ids.size(), 1'000U);
}

TEST_F(Ids, RepeatWithTheSameClockAndSeed) {
  SeededRng again(1);

  EXPECT_EQ(UserId::make(clock, rng), UserId::make(clock, again));
}

TEST_F(Ids, AreReadBackInEitherCase) {
  for (int i = 0; i < 1'000; ++i) {
    Id16 bytes;
    rng.fill(bytes);
    auto text = encode_id16(bytes);
    ASSERT_EQ(text.size(), 26U);
    ASSERT_EQ(decode_id16(text), bytes) << text;
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    ASSERT_EQ(decode_id16(text), bytes) << text;
  }
  Id16 highest;
  highest.fill(0xff);
  EXPECT_EQ(encode_id16(Id16{}), std::string(26, '0'));
  EXPECT_EQ(encode_id16(highest), "7zzzzzzzzzzzzzzzzzzzzzzzzz");
  EXPECT_EQ(decode_id16("7zzzzzzzzzzzzzzzzzzzzzzzzz"), highest);
}

TEST_F(Ids, AreNothingElse) {
  const std::string zeros(26, '0');
  const auto with = [&](std::size_t at, char c) {
    auto text = zeros;
    text[at] = c;
    return text;
  };

  ASSERT_TRUE(decode_id16(zeros));
  EXPECT_FALSE(decode_id16(""));
  EXPECT_FALSE(decode_id16(zeros + "0"));
  EXPECT_FALSE(decode_id16(zeros.substr(1)));
  EXPECT_FALSE(decode_id16(with(0, '8')));  // Over 128 bits.
  for (const char c : std::string("iloIULO-_ @[`{/:\0\x7f\xff", 19))
    for (const std::size_t at : {0U, 13U, 25U}) EXPECT_FALSE(decode_id16(with(at, c))) << c << at;
}

TEST_F(Ids, SayTheirKind) {
  const auto id = OperationId::make(clock, rng);

  EXPECT_THAT(id.text(), StartsWith("op_"));
  EXPECT_EQ(OperationId::parse(id.text()), id);
  for (const auto& text : {"us_" + id.text().substr(3), id.text().substr(3), "op" + id.text(),
                           std::string("op_"), std::string(), "_" + id.text(), id.text() + " "}) {
    const auto parsed = OperationId::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
    EXPECT_THAT(parsed.error().message,
                AllOf(HasSubstr("\"" + text + "\""), HasSubstr("operation"), HasSubstr("\"op_\"")));
  }
}

}  // namespace
}  // namespace mirante
