// Chance: the seeded kind repeats its published sequence, and both are even.
#include "base/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace mirante {
namespace {

TEST(SeededChance, IsThePublishedSequence) {
  SeededRng zero(0), one(1);

  for (const std::uint64_t word : std::initializer_list<std::uint64_t>{
           0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c})
    EXPECT_EQ(zero.next(), word);
  for (const std::uint64_t word : std::initializer_list<std::uint64_t>{
           0xb3f2af6d0fc710c5, 0x853b559647364cea, 0x92f89756082a4514, 0x642e1c7bc266a3a7})
    EXPECT_EQ(one.next(), word);
}

TEST(SeededChance, FillsWithTheBytesOfItsWords) {
  SeededRng rng(0);
  std::array<std::uint8_t, 11> bytes{};

  rng.fill(bytes);

  EXPECT_EQ(bytes, (std::array<std::uint8_t, 11>{0xb4, 0xf2, 0x75, 0xcb, 0x36, 0x5f, 0xec, 0x99,
                                                 0x2a, 0x45, 0x56}));
  rng.fill({});  // Draws nothing.
  EXPECT_EQ(rng.next(), 0x1a5f849d4933e6e0);
}

TEST(SeededChance, StaysBelowItsBoundAndReachesAllOfIt) {
  SeededRng rng(1);
  std::array<int, 7> counts{};

  for (int i = 0; i < 70'000; ++i) ++counts.at(rng.below(7));

  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
  EXPECT_EQ(rng.below(1), 0U);
}

TEST(SeededChance, FavoursNoSmallResultUnderAHugeBound) {
  // Two thirds of 2^64: plain remainders would give the lower half two times of three.
  SeededRng rng(1);
  constexpr std::uint64_t bound = 0xaaaaaaaaaaaaaaab;
  int low = 0;

  for (int i = 0; i < 10'000; ++i)
    if (rng.below(bound) < bound / 2) ++low;

  EXPECT_NEAR(low, 5'000, 250);
}

TEST(SeededChance, GivesFractionsBelowOne) {
  struct Fixed final : Rng {
    explicit Fixed(std::uint64_t given) : word(given) {}
    std::uint64_t next() override { return word; }
    std::uint64_t word;
  };

  EXPECT_EQ(Fixed(0).unit(), 0.0);
  EXPECT_EQ(Fixed(1ULL << 63).unit(), 0.5);
  EXPECT_LT(Fixed(~0ULL).unit(), 1.0);
  EXPECT_GT(Fixed(~0ULL).unit(), 0.999999);
}

TEST(SystemChance, DoesNotRepeat) {
  SystemRng one, other;
  std::vector<std::uint64_t> words;
  for (int i = 0; i < 100; ++i) {
    words.push_back(one.next());
    words.push_back(other.next());
  }

  std::ranges::sort(words);

  EXPECT_EQ(std::ranges::adjacent_find(words), words.end());
}

TEST(ChanceDeathTest, NeedsABound) {
  SeededRng rng(1);

  EXPECT_DEATH(rng.below(0), "broken invariant");
}

}  // namespace
}  // namespace mirante
