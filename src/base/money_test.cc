// Money: exact sums, one currency, and no wrap.
#include "base/money.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace mirante {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

Money usd(std::int64_t nanos) { return {.nanos = nanos, .currency = Currency::usd}; }

TEST(AmountsOfMoney, AddUpExactly) {
  Money total;
  for (int i = 0; i < 10; ++i) total = or_throw(add(total, usd(100'000'000)));  // 0.1 each.

  EXPECT_EQ(total, usd(1'000'000'000));
  EXPECT_EQ(add(usd(most - 1), usd(1)), usd(most));
  EXPECT_EQ(add(usd(least + 1), usd(-1)), usd(least));
  EXPECT_EQ(add(usd(most), usd(least)), usd(-1));
}

TEST(AmountsOfMoney, KeepTheirCurrency) {
  const Money real{.nanos = 1, .currency = Currency::brl};

  EXPECT_EQ(add(real, real), (Money{.nanos = 2, .currency = Currency::brl}));
  EXPECT_NE(real, usd(1));
}

TEST(AmountsOfMoney, AreAnErrorWhereTheyDoNotFit) {
  EXPECT_EQ(add(usd(most), usd(1)).error().kind, ErrorKind::limit);
  EXPECT_EQ(add(usd(least), usd(-1)).error().kind, ErrorKind::limit);
}

TEST(AmountsOfMoney, OfTwoCurrenciesDoNotMeet) {
  const auto sum = add(usd(1), {.nanos = 1, .currency = Currency::eur});

  ASSERT_FALSE(sum);
  EXPECT_EQ(sum.error().kind, ErrorKind::invalid);
  EXPECT_THAT(sum.error().message, AllOf(HasSubstr("USD"), HasSubstr("EUR")));
}

TEST(AmountsOfMoney, AreSharedToTheNearestBillionthHalvesAwayFromZero) {
  EXPECT_EQ(share(usd(10), 1, 4)->nanos, 3);
  EXPECT_EQ(share(usd(-10), 1, 4)->nanos, -3);
  EXPECT_EQ(share(usd(9), 1, 4)->nanos, 2);
  EXPECT_EQ(share(usd(10), 1, 3)->nanos, 3);
  EXPECT_EQ(share(usd(1), 1, 3)->nanos, 0);
  EXPECT_EQ(share(usd(most), 3600, 3600)->nanos, most);
  EXPECT_EQ(share(usd(most), 2, 1).error().kind, ErrorKind::limit);
}

TEST(AmountsOfMoney, AreReadAndWrittenAsDecimals) {
  EXPECT_EQ(parse_nanos("0.0416000000").value(), 41'600'000);
  EXPECT_EQ(parse_nanos("-12.50").value(), -12'500'000'000);
  EXPECT_EQ(parse_nanos("7").value(), 7'000'000'000);
  EXPECT_EQ(parse_nanos("-9223372036.854775808").value(), least);
  EXPECT_EQ(to_decimal(usd(41'600'000)), "0.0416");
  EXPECT_EQ(to_decimal(usd(-12'500'000'000)), "-12.5");
  EXPECT_EQ(to_decimal(usd(0)), "0");
  EXPECT_EQ(to_decimal(usd(least)), "-9223372036.854775808");
}

TEST(AmountsOfMoney, RefuseWhatIsNoWholeNumberOfBillionths) {
  for (const auto* wrong : {"", "-", "1.", ".5", "1,5", "1e3", " 1", "0.0000000309", "NaN"})
    EXPECT_EQ(parse_nanos(wrong).error().kind, ErrorKind::invalid) << wrong;
  EXPECT_EQ(parse_nanos("9223372036.854775808").error().kind, ErrorKind::limit);
}

}  // namespace
}  // namespace mirante
