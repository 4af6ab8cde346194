// A store of before lists got what they sort by and search in (migrations/0002_listed.sql and
// 0003).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/accounts/account_store.h"
#include "features/inventory/list_store.h"
#include "features/inventory/resource_store.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::inventory {
namespace {

using ::testing::ElementsAre;

class ListedMigration : public sql::testing::StoreTest {
 protected:
  ListedMigration() : StoreTest({accounts::migrations(), migrations().first(1)}) {
    write([&](sql::Tx& tx) {
      accounts::insert(tx, tenant, {.id = account, .name = "Loja", .created_at = now});
    });
  }

  void put_old(const std::string& id, const std::string& name, const std::string& summary) {
    const std::vector<std::uint8_t> hash(32);
    write([&](sql::Tx& tx) {
      tx.exec(
          "insert into resources (tenant_id, kind, account_id, region, id, name, state, type, "
          "zone, tags, summary, chunk, place, body_size, ephemeral_size, hash, format, "
          "observed_at, changed_at, first_seen_at, version) values "
          "(?, 'instance', ?, 'sa-east-1', ?, ?, 'running', '', '', '{}', ?, 1, 0, 0, 0, ?, 1, ?, "
          "?, ?, 1)",
          tenant, account, id, name, summary, hash, now, now, now);
    });
  }
  void migrate(sql::Migrations inventory) {
    db.reset();
    engine->migrate(std::vector{accounts::migrations(), inventory});
    db = engine->attach(loop);
  }
  std::vector<std::string> found(const Filter& filter) {
    std::vector<std::string> ids;
    const auto listing = read([&](sql::Snapshot& s) { return page(s, tenant, filter, {}); });
    for (const auto& resource : listing.resources) ids.push_back(resource.ref.id);
    return ids;
  }

  SystemRng rng;
  const Instant now = loop.clock().now();
  const TenantId tenant = TenantId::make(loop.clock(), rng);
  const AccountId account = AccountId::make(loop.clock(), rng);
};

TEST_P(ListedMigration, LeavesRowsOfBeforeToBeFoundAndSortedUntilTheyAreSweptAgain) {
  put_old("i-3", "Web-01", R"({"private_ip":"10.0.0.7"})");
  put_old("i-1", "loja", R"({"private_ip":"10.0.0.8","public_ip":"54.1.2.3"})");
  put_old("i-2", "", "{}");

  migrate(migrations());

  EXPECT_THAT(found({}), ElementsAre("i-2", "i-1", "i-3"));
  EXPECT_THAT(found({.search = "WEB"}), ElementsAre("i-3"));
  EXPECT_THAT(found({.search = "54.1.2"}), ElementsAre("i-1"));
  EXPECT_THAT(found({.search = "10.0.0."}), ElementsAre("i-1", "i-3"));
}

TEST_P(ListedMigration, LeavesRowsAloneThatWereSweptSince) {
  put_old("i-1", "b", "{}");
  put_old("i-2", "a", "{}");
  migrate(migrations().first(2));
  write([](sql::Tx& tx) {
    tx.exec("update resources set name_key = 'z', search = 'swept' where id = 'i-2'");
  });

  migrate(migrations());

  EXPECT_THAT(found({}), ElementsAre("i-1", "i-2"));
  EXPECT_THAT(found({.search = "swept"}), ElementsAre("i-2"));
}

INSTANTIATE_ON_ALL_ENGINES(ListedMigration);

}  // namespace
}  // namespace mirante::inventory
