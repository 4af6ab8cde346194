#include "features/prices/price_store.h"

#include <gmock/gmock.h>

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
  const auto take = [&] {
    return write([&](sql::Tx& tx) { return take_turn(tx, tx.now() + 10min); });
  };

  EXPECT_TRUE(take());
  EXPECT_FALSE(take());
  write([](sql::Tx& tx) { end_turn(tx); });
  EXPECT_TRUE(take());
}

INSTANTIATE_ON_ALL_ENGINES(PriceTable);

}  // namespace
}  // namespace mirante::prices
