#include "features/identity/tenant_store.h"

#include <gtest/gtest.h>

#include "platform/sql/testing/store_suite.h"

namespace mirante::identity {
namespace {

class TenantStore : public sql::testing::StoreTest {
 protected:
  TenantStore() : StoreTest({migrations()}) {}

  Tenant tenant(std::string name) {
    return {.id = TenantId::make(loop.clock(), rng),
            .name = std::move(name),
            .created_at = loop.clock().now()};
  }

  SystemRng rng;
};

TEST_P(TenantStore, TheFirstTenantIsMadeOnceAndStays) {
  const auto aurora = tenant("Aurora");

  const auto made = write([&](sql::Tx& tx) { return find_or_make_first_tenant(tx, aurora); });
  const auto again =
      write([&](sql::Tx& tx) { return find_or_make_first_tenant(tx, tenant("Boreal")); });

  EXPECT_EQ(made, aurora);
  EXPECT_EQ(again, aurora);
  EXPECT_EQ(read([&](sql::Snapshot& s) { return first_tenant(s); }), aurora);
  EXPECT_EQ(read([&](sql::Snapshot& s) { return find_tenant(s, aurora.id); }), aurora);
}

TEST_P(TenantStore, AnUnknownTenantIsAbsent) {
  EXPECT_EQ(read([&](sql::Snapshot& s) { return first_tenant(s); }), std::nullopt);
  EXPECT_EQ(read([&](sql::Snapshot& s) { return find_tenant(s, tenant("x").id); }), std::nullopt);
}

TEST_P(TenantStore, TheInstallKeepsItsName) {
  write([&](sql::Tx& tx) { return find_or_make_install_name(tx, "k7q2"); });

  const auto name = write([&](sql::Tx& tx) { return find_or_make_install_name(tx, "other"); });

  EXPECT_EQ(name, "k7q2");
}

INSTANTIATE_ON_ALL_ENGINES(TenantStore);

}  // namespace
}  // namespace mirante::identity
