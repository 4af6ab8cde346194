// Maintenance windows as they are stored, on every engine.
#include "features/schedules/surroundings_store.h"

#include <gmock/gmock.h>

#include "base/rng.h"
#include "features/schedules/schedule_store.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::schedules {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SurroundingsStore : public sql::testing::StoreTest {
 protected:
  SurroundingsStore() : StoreTest({migrations()}) {}

  StoredMaintenance a_window(Instant begin, Instant end) {
    const ServerRef server{.account = AccountId::make(loop.clock(), rng),
                           .region = {"sa-east-1"},
                           .id = "i-0123456789abcdef0"};
    return {.id = MaintenanceId::make(loop.clock(), rng),
            .begin = begin,
            .end = end,
            .reason = "correções",
            .targets = {.servers = {server}, .filter = {.regions = {{"sa-east-1"}}}},
            .made_by = "Ana"};
  }
  void add(const StoredMaintenance& window) {
    write([&](sql::Tx& tx) { insert(tx, tenant, window); });
  }
  std::vector<StoredMaintenance> list_since(TenantId of, Instant since) {
    return read([&](sql::Snapshot& snapshot) { return list_maintenance(snapshot, of, since); });
  }

  SeededRng rng{1};
  const TenantId tenant = TenantId::make(loop.clock(), rng);
  const TenantId other = TenantId::make(loop.clock(), rng);
  const Instant now = loop.clock().now();
};

TEST_P(SurroundingsStore, ListsMaintenanceWindowsOfTheTenantThatHaveNotEndedByBegin) {
  const auto past = a_window(now - 2h, now), later = a_window(now + 2h, now + 3h),
             present = a_window(now - 1h, now + 1h);
  for (const auto& one : {past, later, present}) add(one);

  EXPECT_THAT(list_since(tenant, now), ElementsAre(present, later));
  EXPECT_THAT(list_since(tenant, now - 1h), ElementsAre(past, present, later));
  EXPECT_THAT(list_since(other, now - 1h), IsEmpty());
}

TEST_P(SurroundingsStore, EndsAMaintenanceWindowOnlyEarlierAndOnlyOnesOwn) {
  auto window = a_window(now - 1h, now + 1h);
  add(window);

  write([&](sql::Tx& tx) {
    end_maintenance(tx, other, window.id, now);
    end_maintenance(tx, tenant, window.id, now + 2h);
  });
  EXPECT_THAT(list_since(tenant, now), ElementsAre(window));
  write([&](sql::Tx& tx) { end_maintenance(tx, tenant, window.id, now + 10min); });

  window.end = now + 10min;
  EXPECT_EQ(
      read([&](sql::Snapshot& snapshot) { return find_maintenance(snapshot, tenant, window.id); }),
      window);
  EXPECT_EQ(
      read([&](sql::Snapshot& snapshot) { return find_maintenance(snapshot, other, window.id); }),
      std::nullopt);
}

TEST_P(SurroundingsStore, TakesAMaintenanceWindowAwayFromItsTenantAlone) {
  const auto window = a_window(now + 1h, now + 2h);
  add(window);

  write([&](sql::Tx& tx) { remove_maintenance(tx, other, window.id); });
  EXPECT_THAT(list_since(tenant, now), ElementsAre(window));
  write([&](sql::Tx& tx) { remove_maintenance(tx, tenant, window.id); });

  EXPECT_THAT(list_since(tenant, now), IsEmpty());
}

INSTANTIATE_ON_ALL_ENGINES(SurroundingsStore);

}  // namespace
}  // namespace mirante::schedules
