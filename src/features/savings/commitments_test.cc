// Hours that reserved instances have paid for save nothing, unless others that run use them.
#include "features/savings/commitments.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace mirante::savings {
namespace {

const Region home{"sa-east-1"};
const AccountId account{};

inventory::ResourceRef server(const std::string& id) {
  return {.account = account, .region = home, .id = id};
}
Running running(const std::string& id, const std::string& type) {
  return {.ref = server(id),
          .what = {.region = home, .zone = "sa-east-1a", .type = type, .platform = "Linux/UNIX"}};
}
prices::Reservation reserved(const std::string& type, std::int64_t servers) {
  return {.account = account,
          .region = home,
          .id = "ri-" + type,
          .type = type,
          .platform = "Linux/UNIX",
          .servers = servers};
}
Commitments of(std::vector<prices::Reservation> reservations, std::vector<Running> servers) {
  return Commitments(std::move(reservations), std::move(servers), {{account, home}});
}
std::int64_t unpaid(const Commitments& commitments, const std::string& id) {
  return commitments.unpaid_of({server(id)}).at(server(id));
}

// semantics §4.5 and §4.9: hours that are paid for save nothing; what a server still costs when
// it is off is subtracted.
TEST(HoursOfAServer, AreAllUnpaidWhereNothingIsReserved) {
  EXPECT_EQ(unpaid(of({}, {running("a", "m5.large")}), "a"), whole_hour);
}

TEST(HoursOfAServer, ArePaidByAReservationThatNothingElseWouldUse) {
  EXPECT_EQ(unpaid(of({reserved("m5.large", 1)}, {running("a", "m5.large")}), "a"), 0);
}

TEST(HoursOfAServer, AreUnpaidWhereAnotherThatStaysOnUsesTheReservation) {
  const auto commitments =
      of({reserved("m5.large", 1)}, {running("a", "m5.large"), running("b", "m5.large")});

  EXPECT_EQ(unpaid(commitments, "a"), whole_hour);
  // Both off: one of them had been paid for.
  const auto both = commitments.unpaid_of({server("a"), server("b")});
  EXPECT_EQ(both.at(server("a")) + both.at(server("b")), whole_hour);
}

TEST(HoursOfAServer, AreNotUsedByOneThatIsOffAnyway) {
  auto other = running("b", "m5.large");
  other.is_off = true;

  EXPECT_EQ(unpaid(of({reserved("m5.large", 1)}, {running("a", "m5.large"), other}), "a"), 0);
}

TEST(HoursOfAServer, ArePaidInPartByASmallerReservationOfTheFamily) {
  EXPECT_EQ(unpaid(of({reserved("m5.large", 1)}, {running("a", "m5.xlarge")}), "a"),
            whole_hour / 2);
  EXPECT_EQ(unpaid(of({reserved("c5.large", 1)}, {running("a", "m5.xlarge")}), "a"), whole_hour);
}

TEST(ReservationsOfAZone, CoverTheirOwnTypeAndZoneAlone) {
  auto zonal = reserved("m5.large", 2);
  zonal.zone = "sa-east-1a";
  auto elsewhere = zonal;
  elsewhere.zone = "sa-east-1b";

  EXPECT_EQ(unpaid(of({zonal}, {running("a", "m5.large")}), "a"), 0);
  EXPECT_EQ(unpaid(of({elsewhere}, {running("a", "m5.large")}), "a"), whole_hour);
  EXPECT_EQ(unpaid(of({zonal}, {running("a", "m5.xlarge")}), "a"), whole_hour);
}

TEST(ReservationsOfWindows, CoverTheirOwnTypeAlone) {
  auto windows = reserved("m5.large", 1);
  windows.platform = "Windows";
  auto large = running("a", "m5.large"), xlarge = running("b", "m5.xlarge");
  large.what.platform = xlarge.what.platform = "Windows";

  EXPECT_EQ(unpaid(of({windows}, {large}), "a"), 0);
  EXPECT_EQ(unpaid(of({windows}, {xlarge}), "b"), whole_hour);
  EXPECT_EQ(unpaid(of({windows}, {running("c", "m5.large")}), "c"), whole_hour);
}

TEST(SizesOfTypes, AreKnownByTheirNames) {
  EXPECT_EQ(prices::quarters_of("t3.nano"), 1);
  EXPECT_EQ(prices::quarters_of("m5.large"), 16);
  EXPECT_EQ(prices::quarters_of("m5.2xlarge"), 64);
  EXPECT_FALSE(prices::quarters_of("m5.metal"));
  EXPECT_FALSE(prices::quarters_of("m5.bigxlarge"));
  EXPECT_FALSE(prices::quarters_of("m5"));
}

TEST(PaidHours, AreTakenOffTheServerAndNotOffItsAddress) {
  const auto cents = [](std::int64_t amount) -> prices::Quote {
    return prices::Price{.amount = {.nanos = amount * 10'000'000}, .unit = "Hrs"};
  };
  const ServerCost cost{
      .parts = {{.thing = Thing::server, .ends_when_off = true, .price = cents(10)},
                {.thing = Thing::address, .ends_when_off = true, .price = cents(1)}}};

  EXPECT_EQ(hourly_unpaid(cost, whole_hour)->nanos, 110'000'000);
  EXPECT_EQ(hourly_unpaid(cost, 0)->nanos, 10'000'000);
  EXPECT_EQ(paid_percent(whole_hour), 0);
  EXPECT_EQ(paid_percent(whole_hour / 2), 50);
  EXPECT_EQ(paid_percent(whole_hour - 1), 1);
  EXPECT_EQ(paid_percent(0), 100);
}

/// A server that costs ten cents an hour.
Running priced(const std::string& id, const std::string& type = "m5.large") {
  auto one = running(id, type);
  one.product = prices::server_product(home, type, "Linux/UNIX", "");
  one.hour = Money{.nanos = 100'000'000};
  return one;
}
/// So many cents for each hour, at six cents for an m5.large.
prices::SavingsPlan plan(std::int64_t cents) {
  return {.account = account,
          .id = "sp",
          .commitment = {.nanos = cents * 10'000'000},
          .rates = {{*prices::server_product(home, "m5.large", "Linux/UNIX", ""),
                     Money{.nanos = 60'000'000}}}};
}
Commitments with_plan(std::int64_t cents, std::vector<Running> servers,
                      std::vector<prices::Reservation> reservations = {}) {
  return Commitments(std::move(reservations), std::move(servers), {{account, home}},
                     {.plans = {plan(cents)}});
}

TEST(HoursUnderASavingsPlan, SaveNothingWhereNothingElseUsesWhatTheyLeave) {
  EXPECT_EQ(unpaid(with_plan(6, {priced("a")}), "a"), 0);
  EXPECT_EQ(unpaid(with_plan(30, {priced("a"), priced("b")}), "a"), 0);
  // What is off anyway uses nothing.
  auto off = priced("b");
  off.is_off = true;
  EXPECT_EQ(unpaid(with_plan(6, {priced("a"), off}), "a"), 0);
}

TEST(HoursUnderASavingsPlan, SaveWhatTheBillIsLessWithoutThem) {
  // The plan pays for one of the two, whichever stays.
  EXPECT_EQ(unpaid(with_plan(6, {priced("a"), priced("b")}), "a"), whole_hour);
  // For one and a half: half an hour is left, which being off saves.
  EXPECT_EQ(unpaid(with_plan(9, {priced("a"), priced("b")}), "a"), whole_hour / 2);
  // Both off: of two hours one and a half had been paid for.
  const auto both = with_plan(9, {priced("a"), priced("b")}).unpaid_of({server("a"), server("b")});
  EXPECT_EQ(both.at(server("a")) + both.at(server("b")), whole_hour / 2);
}

TEST(HoursUnderASavingsPlan, AreThoseThatReservedInstancesLeave) {
  // The reservation pays for b, which stays on; the plan for a.
  const auto commitments = with_plan(6, {priced("a"), priced("b")}, {reserved("m5.large", 1)});
  EXPECT_EQ(unpaid(commitments, "a"), 0);
}

TEST(HoursUnderASavingsPlan, AreUnknownWhereThePlanHasNoRateOrNobodyCouldReadIt) {
  const auto known = with_plan(6, {priced("a"), priced("c", "c5.large")});
  EXPECT_EQ(known.plans_unknown(server("a")), std::nullopt);
  EXPECT_EQ(known.plans_unknown(server("c")), prices::Unknown::not_listed);
  const Commitments unread({}, {}, {}, {.unread = {{account, prices::Unknown::no_permission}}});
  CommitmentsKnown told;
  told.add(unread, server("a"));
  EXPECT_EQ(commitments_json(told)["savings_plans"], "unknown");
  EXPECT_EQ(commitments_json(told)["savings_plans_unknown"], "no_permission");
  EXPECT_TRUE(commitments_json(told).contains("policy_line"));
}

TEST(Commitments, AreSaidToBeUnknownWhereNobodyHasReadThem) {
  EXPECT_TRUE(of({}, {}).knows(server("a")));
  EXPECT_FALSE(of({}, {}).knows({.account = account, .region = {"us-east-1"}, .id = "a"}));
  CommitmentsKnown known;
  known.add(of({}, {}), {.account = account, .region = {"us-east-1"}, .id = "a"});
  EXPECT_EQ(commitments_json(known)["reserved_instances"], "unknown");
}

}  // namespace
}  // namespace mirante::savings
