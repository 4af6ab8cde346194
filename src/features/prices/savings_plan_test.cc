// What savings plans pay for, in AWS's order.
#include "features/prices/savings_plan.h"

#include <gmock/gmock.h>

namespace mirante::prices {
namespace {

constexpr std::int64_t whole = 1'000'000;
const AccountId first{{1}}, second{{2}};
const Region home{"sa-east-1"};
const Product m5 = *server_product(home, "m5.large", "Linux/UNIX", "");
const Product c5 = *server_product(home, "c5.large", "Linux/UNIX", "");

Money cents(std::int64_t amount) { return {.nanos = amount * 10'000'000}; }
PlanUse use(const Product& server, Money on_demand, AccountId account = first) {
  return {.account = account, .server = server, .on_demand = on_demand, .left = whole};
}
SavingsPlan plan(Money commitment, std::map<Product, Money> rates) {
  return {.account = first, .id = "p", .commitment = commitment, .rates = std::move(rates)};
}

TEST(ASavingsPlan, PaysForWhatRunsAtItsOwnRatesUpToItsCommitment) {
  std::vector<PlanUse> uses{use(m5, cents(10)), use(m5, cents(10))};

  // Nine cents at six an hour: one and a half.
  const auto rest = pay_by_plans({plan(cents(9), {{m5, cents(6)}})}, uses, whole);

  EXPECT_EQ(uses[0].left, 0);
  EXPECT_EQ(uses[1].left, whole / 2);
  EXPECT_EQ(rest, cents(5));
}

TEST(ASavingsPlan, PaysFirstForWhatItMakesCheaperTheMost) {
  std::vector<PlanUse> uses{use(m5, cents(10)), use(c5, cents(10))};

  pay_by_plans({plan(cents(5), {{m5, cents(6)}, {c5, cents(5)}})}, uses, whole);

  EXPECT_EQ(uses[0].left, whole);
  EXPECT_EQ(uses[1].left, 0);
}

TEST(ASavingsPlan, PaysForItsOwnAccountFirst) {
  std::vector<PlanUse> uses{use(m5, cents(10), second), use(m5, cents(10), first)};

  pay_by_plans({plan(cents(6), {{m5, cents(6)}})}, uses, whole);

  EXPECT_EQ(uses[0].left, whole);
  EXPECT_EQ(uses[1].left, 0);
}

TEST(ASavingsPlan, OfAFamilyPaysForThatFamilyInItsRegionAndComesFirst) {
  auto family = plan(cents(6), {{m5, cents(6)}, {c5, cents(6)}});
  family.kind = PlanKind::instance;
  family.region = home;
  family.family = "m5";
  std::vector<PlanUse> uses{use(c5, cents(10)), use(m5, cents(10))};

  pay_by_plans({plan(cents(7), {{m5, cents(7)}, {c5, cents(7)}}), family}, uses, whole);

  // The family's plan has paid for m5, so that the other is left for c5.
  EXPECT_EQ(uses[0].left, 0);
  EXPECT_EQ(uses[1].left, 0);
  family.region = {"us-east-1"};
  EXPECT_FALSE(may_pay_for(family, m5));
}

TEST(ASavingsPlan, PaysForNothingOfWhichItHasNoRate) {
  std::vector<PlanUse> uses{use(c5, cents(10))};
  EXPECT_EQ(pay_by_plans({plan(cents(90), {{m5, cents(6)}})}, uses, whole), cents(10));
}

TEST(ARateOfAPlan, IsThatOfAServersHourAlone) {
  const ListedRate listed{.usage_type = "SAE1-BoxUsage:m5.large",
                          .operation = "RunInstances:0002",
                          .region = "sa-east-1",
                          .type = "m5.large",
                          .tenancy = "shared",
                          .rate = "0.0925",
                          .unit = "Hrs",
                          .currency = "USD"};
  const auto read = read_rate(listed);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first, *server_product(home, "m5.large", "Windows", ""));
  EXPECT_EQ(read->second.nanos, 92'500'000);
  auto host = listed, unused = listed, other = listed;
  host.usage_type = "SAE1-HostBoxUsage:m5.large";
  unused.usage_type = "SAE1-UnusedBox:m5.large";
  other.currency = "CNY";
  EXPECT_FALSE(read_rate(host));
  EXPECT_FALSE(read_rate(unused));
  EXPECT_FALSE(read_rate(other));
}

}  // namespace
}  // namespace mirante::prices
