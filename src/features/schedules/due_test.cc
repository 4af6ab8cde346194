// In which order schedules of many tenants are handed out, and what is found of a server.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/rng.h"
#include "features/schedules/schedule_json.h"
#include "features/schedules/schedule_store.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::schedules {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DueTest : public sql::testing::StoreTest {
 protected:
  DueTest() : StoreTest({migrations()}) {}

  StoredSchedule a_schedule(TenantId of, Targets targets) {
    const auto id = ScheduleId::make(loop.clock(), rng);
    const auto document = Json{
        {"id", id.text()},
        {"name", id.text()},
        {"zone", "UTC"},
        {"mode", "edges"},
        {"rules", {{{"point", {{"at", "08:00"}, {"days", "every_day"}, {"action", "start"}}}}}}};
    return {.tenant = of,
            .id = id,
            .schedule = parse_schedule(Field(document, "")),
            .targets = std::move(targets),
            .handled_until = now - 1h};
  }
  StoredSchedule by_hand(TenantId of) { return a_schedule(of, {.servers = {server}}); }
  StoredSchedule by_filter(TenantId of) {
    return a_schedule(of, {.servers = {server}, .filter = {.regions = {{"sa-east-1"}}}});
  }
  /// So many of the tenant, the first of them due at `at`, the others a second later each.
  void add_due(TenantId of, int count, Instant at) {
    write([&](sql::Tx& tx) {
      for (int i = 0; i < count; ++i) {
        const auto one = by_hand(of);
        insert(tx, one);
        tx.exec("update schedules set due_at = ? where tenant_id = ? and id = ?", at + i * 1s, of,
                one.id);
      }
    });
  }
  std::vector<DueSchedule> due_at(Instant at, int limit) {
    return read([&](sql::Snapshot& snapshot) { return due(snapshot, at, limit); });
  }
  std::vector<TenantId> tenants_of(const std::vector<DueSchedule>& due) {
    std::vector<TenantId> tenants;
    for (const auto& one : due) tenants.push_back(one.tenant);
    return tenants;
  }
  std::vector<ScheduleId> naming_it() {
    return read([&](sql::Snapshot& snapshot) { return naming(snapshot, tenant, server); });
  }
  std::vector<ScheduleId> with_filters_of_it() {
    return read([&](sql::Snapshot& snapshot) {
      std::vector<ScheduleId> ids;
      for (const auto& one : with_filters(snapshot, tenant)) ids.push_back(one.id);
      return ids;
    });
  }

  SeededRng rng{1};
  const TenantId tenant = TenantId::make(loop.clock(), rng);
  const TenantId other = TenantId::make(loop.clock(), rng);
  const Instant now = loop.clock().now();
  const ServerRef server{.account = AccountId::make(loop.clock(), rng),
                         .region = {"sa-east-1"},
                         .id = "i-0123456789abcdef0"};
};

// semantics §1.8 and §1.9: what is due is fired once, by lateness, whoever else is late.
TEST_P(DueTest, WhatIsDueLongestComesFirst) {
  add_due(tenant, 2, now - 10s);
  add_due(other, 2, now - 20s);

  EXPECT_THAT(tenants_of(due_at(now, 10)), ElementsAre(other, other, tenant, tenant));
}

TEST_P(DueTest, OfOneTenantAHundredComeBeforeItIsTheOthersTurn) {
  add_due(tenant, turn_of_tenant + 5, now - 1h);
  add_due(other, 1, now - 1s);

  const auto found = due_at(now, 1'000);

  ASSERT_EQ(found.size(), static_cast<std::size_t>(turn_of_tenant) + 6);
  EXPECT_EQ(found[turn_of_tenant].tenant, other);
  EXPECT_EQ(found.back().tenant, tenant);
}

TEST_P(DueTest, WhereMoreIsDueThanIsReadEachTenantHasItsPart) {
  add_due(tenant, 20, now - 1h);
  add_due(other, 3, now - 1s);

  EXPECT_THAT(tenants_of(due_at(now, 4)), ElementsAre(tenant, tenant, other, other));
  EXPECT_THAT(tenants_of(due_at(now, 1)), ElementsAre(tenant));
}

TEST_P(DueTest, APausedOneIsNeverDueUntilItGoesOn) {
  auto one = by_hand(tenant);
  one.is_paused = true;
  write([&](sql::Tx& tx) {
    insert(tx, one);
    look_at_all(tx, tenant);
  });
  EXPECT_THAT(due_at(now, 10), IsEmpty());
  EXPECT_EQ(read([&](sql::Snapshot& snapshot) { return find(snapshot, tenant, one.id)->due_at; }),
            std::nullopt);

  one.is_paused = false;
  ++one.version;
  write([&](sql::Tx& tx) { update(tx, one); });

  EXPECT_EQ(due_at(now, 10).size(), 1U);
}

TEST_P(DueTest, WhatWasChangedMeanwhileIsNotDueAnyMore) {
  add_due(tenant, 1, now - 10s);
  const auto found = due_at(now, 10);
  const auto still = [&] {
    return read([&](sql::Snapshot& snapshot) {
      return find_due(snapshot, found.front(), now).has_value();
    });
  };
  EXPECT_TRUE(still());

  write([&](sql::Tx& tx) {
    move_due(tx, *find(tx, tenant, found.front().id),
             {.due_at = now + 1h, .handled_until = now - 10s});
  });

  EXPECT_FALSE(still());
}

TEST_P(DueTest, WhatCannotBeReadIsPutOffAndChangedInNothingElse) {
  add_due(tenant, 1, now - 10s);
  const auto found = due_at(now, 10);
  write([&](sql::Tx& tx) { tx.exec("update schedules set document = 'broken'"); });

  write([&](sql::Tx& tx) { put_off(tx, found.front(), now + 5min); });

  EXPECT_THAT(due_at(now, 10), IsEmpty());
  EXPECT_EQ(due_at(now + 5min, 10).size(), 1U);
}

TEST_P(DueTest, AScheduleIsFoundByTheServersThatItNamesAsItIsNow) {
  auto one = by_hand(tenant);
  write([&](sql::Tx& tx) { insert(tx, one); });
  EXPECT_THAT(naming_it(), ElementsAre(one.id));
  EXPECT_THAT(with_filters_of_it(), IsEmpty());

  one.targets = {.filter = {.regions = {{"sa-east-1"}}}};
  ++one.version;
  write([&](sql::Tx& tx) { update(tx, one); });
  EXPECT_THAT(naming_it(), IsEmpty());
  EXPECT_THAT(with_filters_of_it(), ElementsAre(one.id));

  write([&](sql::Tx& tx) { remove(tx, tenant, one.id); });
  EXPECT_THAT(with_filters_of_it(), IsEmpty());
}

TEST_P(DueTest, SchedulesOfBeforeAreAskedForEachServerUntilTheirServersAreListed) {
  const auto one = by_hand(tenant);
  const auto filtering = by_filter(tenant);
  write([&](sql::Tx& tx) {
    insert(tx, one);
    insert(tx, filtering);
    tx.exec("delete from schedule_servers");
    tx.exec("update schedules set listing = 0");
  });
  EXPECT_EQ(with_filters_of_it().size(), 2U);

  const auto list = [](sql::Tx& tx) { return list_servers_of_old(tx, 1); };
  EXPECT_EQ(write(list), 1);
  EXPECT_EQ(write(list), 1);
  EXPECT_EQ(write(list), 0);

  EXPECT_THAT(naming_it(), ::testing::UnorderedElementsAre(one.id, filtering.id));
  EXPECT_THAT(with_filters_of_it(), ElementsAre(filtering.id));
}

INSTANTIATE_ON_ALL_ENGINES(DueTest);

}  // namespace
}  // namespace mirante::schedules
