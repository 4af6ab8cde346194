#include "features/prices/price_store.h"

#include <gmock/gmock.h>

#include "features/prices/reservation_store.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::prices {
namespace {

using namespace std::chrono_literals;

class PriceTable : public sql::testing::StoreTest {
 protected:
  PriceTable() : StoreTest({migrations()}) {}

  Quote quote(const Product& product) {
    return read([](sql::Snapshot& snapshot) { return load_prices(snapshot); }).of(product);
  }

  const Instant noon = *parse_iso8601("2026-03-02T12:00:00Z");
  const Product disk = volume_product({"sa-east-1"}, "gp3");
  const Price price{.amount = {.nanos = 152'000'000},
                    .unit = "GB-Mo",
                    .effective_at = noon - 1h,
                    .read_at = noon};
};

TEST_P(PriceTable, KeepsAPriceWithItsDates) {
  write([&](sql::Tx& tx) { put_price(tx, disk, price, "SKU"); });

  EXPECT_EQ(quote(disk), price);
  EXPECT_EQ(quote(volume_product({"us-east-1"}, "gp3")), std::unexpected(Unknown::not_read));
}

TEST_P(PriceTable, KeepsAnOlderPriceWhereTheNextReadingFails) {
  write([&](sql::Tx& tx) {
    put_price(tx, disk, price, "SKU");
    put_unknown(tx, disk, Unknown::unreachable, noon + 24h);
  });

  EXPECT_EQ(quote(disk), price);
  const auto asked = read([](sql::Snapshot& snapshot) { return asked_prices(snapshot); });
  EXPECT_EQ(asked.at(disk).at, noon + 24h);
  EXPECT_FALSE(asked.at(disk).is_known);
}

TEST_P(PriceTable, ForgetsAPriceThatIsNoLongerListed) {
  write([&](sql::Tx& tx) {
    put_price(tx, disk, price, "SKU");
    put_unknown(tx, disk, Unknown::not_listed, noon + 24h);
  });

  EXPECT_EQ(quote(disk), std::unexpected(Unknown::not_listed));
}

TEST_P(PriceTable, SaysWhyAPriceWasNeverRead) {
  write([&](sql::Tx& tx) { put_unknown(tx, disk, Unknown::no_permission, noon); });

  EXPECT_EQ(quote(disk), std::unexpected(Unknown::no_permission));
}

TEST_P(PriceTable, GivesTheTurnToOneAtATime) {
  const auto take = [&] { return write([&](sql::Tx& tx) { return take_turn(tx, 10min); }); };

  EXPECT_TRUE(take());
  EXPECT_FALSE(take());
  write([](sql::Tx& tx) { end_turn(tx); });
  EXPECT_TRUE(take());
}

TEST_P(PriceTable, KeepsReservationsOfEachTenantAndPlace) {
  const TenantId ours{{1}}, theirs{{2}};
  const Place place{AccountId{{3}}, Region{"sa-east-1"}};
  const Reservation one{.account = place.first,
                        .region = place.second,
                        .id = "ri-1",
                        .type = "m5.large",
                        .platform = "Linux/UNIX",
                        .servers = 2,
                        .begins_at = noon - 24h,
                        .ends_at = noon + 24h};
  write([&](sql::Tx& tx) { replace_reservations(tx, ours, place, {one}, noon); });
  const auto at = [&](TenantId tenant, Instant instant) {
    return read(
        [&](sql::Snapshot& snapshot) { return reservations_at(snapshot, tenant, instant); });
  };

  EXPECT_THAT(at(ours, noon), ::testing::ElementsAre(one));
  EXPECT_THAT(at(ours, noon + 24h), ::testing::IsEmpty());
  EXPECT_THAT(at(theirs, noon), ::testing::IsEmpty());
}

TEST_P(PriceTable, KnowsWhichReservationsWereNeverRead) {
  const TenantId tenant{{1}};
  const Place read_once{AccountId{{3}}, Region{"sa-east-1"}},
      never{AccountId{{3}}, Region{"us-east-1"}};
  write([&](sql::Tx& tx) {
    replace_reservations(tx, tenant, read_once, {}, noon);
    put_unread(tx, tenant, read_once, Unknown::unreachable, noon + 24h);
    put_unread(tx, tenant, never, Unknown::no_permission, noon);
  });

  const auto reads =
      read([&](sql::Snapshot& snapshot) { return reservation_reads(snapshot, tenant); });
  EXPECT_TRUE(reads.at(read_once).is_known);
  EXPECT_TRUE(reads.at(read_once).has_failed);
  EXPECT_FALSE(reads.at(never).is_known);
}

INSTANTIATE_ON_ALL_ENGINES(PriceTable);

}  // namespace
}  // namespace mirante::prices
