// What a server costs and what being off saves, part by part.
#include "features/savings/server_cost.h"

#include <gmock/gmock.h>

#include "features/savings/opportunity.h"

namespace mirante::savings {
namespace {

using namespace std::chrono_literals;
using prices::Unknown;
using ::testing::ElementsAre;

const Region home{"sa-east-1"};
const Instant day = *parse_iso8601("2026-03-02T00:00:00Z");

prices::Quote cents(std::int64_t cents) {
  return prices::Price{
      .amount = {.nanos = cents * 10'000'000}, .unit = "Hrs", .effective_at = day, .read_at = day};
}

prices::PriceBook book() {
  return prices::PriceBook(
      {{*prices::server_product(home, "t3.medium", "Linux/UNIX", ""), cents(10)},
       {prices::address_product(home), cents(1)},
       {prices::volume_product(home, "gp3"), cents(15)},
       {prices::iops_product(home, "gp3"), cents(2)},
       {prices::throughput_product(home, "gp3"), cents(1024)},
       {prices::volume_product(home, "io2"), cents(20)},
       {prices::iops_product(home, "io2"), cents(10)}});
}

CostFacts medium() { return {.region = home, .type = "t3.medium", .platform = "Linux/UNIX"}; }

std::int64_t cents_of(const std::optional<Money>& money) {
  return money ? money->nanos / 10'000'000 : -1;
}

TEST(CostOfAServer, IsItsHoursAndWhatHangsOnIt) {
  auto facts = medium();
  facts.address = servers::PublicAddress::automatic;
  facts.volumes = {
      {.id = "vol-1", .type = "gp3", .size_gib = 20, .iops = 3000, .throughput_mibps = 125}};

  const auto cost = cost_of(facts, book());

  EXPECT_EQ(cents_of(cost.hourly()), 11);
  EXPECT_EQ(cents_of(cost.stays_per_month()), 20 * 15);
  EXPECT_EQ(cents_of(cost.always_on_per_month()), 730 * 11 + 20 * 15);
}

TEST(CostOfAServer, GoesOnForAnElasticAddress) {
  auto facts = medium();
  facts.address = servers::PublicAddress::elastic;

  const auto cost = cost_of(facts, book());

  EXPECT_EQ(cents_of(cost.hourly()), 10);
  EXPECT_EQ(cents_of(cost.stays_per_month()), 730);
}

TEST(CostOfAVolume, IsAlsoWhatWasBoughtBeyondWhatItHas) {
  auto facts = medium();
  facts.volumes = {
      {.id = "vol-1", .type = "gp3", .size_gib = 10, .iops = 3500, .throughput_mibps = 225},
      {.id = "vol-2", .type = "io2", .size_gib = 10, .iops = 100}};

  const auto cost = cost_of(facts, book());

  // 10 × 15, 500 × 2, 100 of 1024 MiB a second × 1024; 10 × 20, 100 × 10.
  EXPECT_EQ(cents_of(cost.stays_per_month()), 150 + 1000 + 100 + 200 + 1000);
}

TEST(CostOfAVolume, IsNotKnownBeyondTheFirstStepOfIo2) {
  auto facts = medium();
  facts.volumes = {{.id = "vol-1", .type = "io2", .size_gib = 10, .iops = 32'001}};

  EXPECT_FALSE(cost_of(facts, book()).stays_per_month());
}

TEST(CostOfAServer, IsUnknownAsAWholeWhereAPartIs) {
  auto facts = medium();
  facts.volumes = {{.id = "vol-1", .type = "gp2", .size_gib = 20}};

  const auto cost = cost_of(facts, book());

  EXPECT_EQ(cents_of(cost.hourly()), 10);
  EXPECT_FALSE(cost.stays_per_month());
  EXPECT_FALSE(cost.always_on_per_month());
  EXPECT_EQ(cost.parts.back().price, std::unexpected(Unknown::not_read));
}

TEST(CostOfAServer, IsUnknownForSpotHostsAndPlatformsOfOthers) {
  auto spot = medium(), host = medium(), other = medium();
  spot.is_spot = true;
  host.tenancy = "host";
  other.platform = "";

  for (const auto& facts : {spot, host, other}) {
    const auto cost = cost_of(facts, book());
    EXPECT_EQ(cost.parts.front().price, std::unexpected(Unknown::not_sold));
    EXPECT_FALSE(cost.hourly());
  }
}

/// Off from 19:00 of the first day to 8:00 of the next; then on.
RunHistory off_at_night() {
  return {.known = {day, day + 48h}, .runs = {{day, day + 19h}, {day + 32h, day + 48h}}};
}

TEST(SavingsOfTheMonth, CountFromASwitchOfThePanels) {
  const auto history = off_at_night();

  EXPECT_THAT(stopped_by(history, {{day + 19h - 40s, day + 19h + 30s}}),
              ElementsAre(Span{day + 19h, day + 32h}));
  EXPECT_THAT(stopped_by(history, {}), ElementsAre());
  EXPECT_THAT(stopped_by(history, {{day + 20h, day + 20h + 30s}}), ElementsAre());
}

TEST(SavingsOfTheMonth, AreTheSecondsOffInIt) {
  const auto history = off_at_night();
  const std::vector<Span> off{{day + 19h, day + 32h}};

  EXPECT_EQ(saved_seconds(history, off, {day, day + 48h}, prices::Grain::second), 13 * 3600);
  EXPECT_EQ(saved_seconds(history, off, {day + 24h, day + 48h}, prices::Grain::second), 8 * 3600);
}

TEST(SavingsOfTheMonth, AreLessByWhatShortRunsAreBilledBeyondTheirLength) {
  const RunHistory history{.known = {day, day + 4h},
                           .runs = {{day, day + 1h}, {day + 2h, day + 2h + 20s}}};
  const std::vector<Span> off{{day + 1h, day + 2h}, {day + 2h + 20s, day + 4h}};
  const Span window{day, day + 4h};

  EXPECT_EQ(saved_seconds(history, off, window, prices::Grain::second), 3 * 3600 - 20 - 40);
  EXPECT_EQ(saved_seconds(history, off, window, prices::Grain::hour), 3 * 3600 - 20 - 3580);
}

DatabaseUse use(const std::string& id, const std::string& engine, const std::string& storage) {
  return {.id = id,
          .sort = {.type = "db.m5.large", .engine = engine, .storage = storage},
          .size_gib = 100};
}
CostFacts databases(std::vector<DatabaseUse> uses) {
  return {.region = home,
          .type = {},
          .platform = {},
          .is_database = true,
          .databases = std::move(uses)};
}
prices::PriceBook book_of_databases() {
  const auto mysql = use("db:a", "mysql", "gp3").sort,
             aurora = use("db:b", "aurora-mysql", "").sort;
  return prices::PriceBook({{*prices::database_product(home, mysql), cents(30)},
                            {*prices::database_storage_product(home, mysql), cents(20)},
                            {*prices::database_product(home, aurora), cents(40)}});
}

TEST(CostOfADatabase, IsItsHoursAndItsStorageGoesOn) {
  const auto cost = cost_of(databases({use("db:a", "mysql", "gp3")}), book_of_databases());

  EXPECT_EQ(cost.grain, prices::Grain::ten_minutes);
  EXPECT_EQ(cents_of(cost.hourly()), 30);
  EXPECT_EQ(cents_of(cost.stays_per_month()), 100 * 20);
}

TEST(CostOfACluster, IsThatOfItsMembersAndItsStorageIsBilledByUse) {
  const auto cost = cost_of(
      databases({use("db:b", "aurora-mysql", "aurora"), use("db:c", "aurora-mysql", "aurora")}),
      book_of_databases());

  EXPECT_EQ(cents_of(cost.hourly()), 80);
  EXPECT_FALSE(cost.stays_per_month());
  EXPECT_EQ(cost.parts.back().price, std::unexpected(Unknown::by_use));
}

TEST(CostOfACluster, IsUnknownWhereNoMemberWasSeen) {
  EXPECT_FALSE(cost_of(databases({}), book_of_databases()).hourly());
}

TEST(CostOfADatabase, IsUnknownWhereAwsBillsByUseOrTheEngineIsNotKnown) {
  auto serverless = use("db:a", "aurora-mysql", "aurora");
  serverless.sort.type = "db.serverless";
  EXPECT_EQ(cost_of(databases({serverless}), book_of_databases()).parts.front().price,
            std::unexpected(Unknown::by_use));
  EXPECT_EQ(cost_of(databases({use("db:a", "db2-se", "gp3")}), book_of_databases()).parts[0].price,
            std::unexpected(Unknown::not_sold));
}

}  // namespace
}  // namespace mirante::savings
