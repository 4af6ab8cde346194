#include "features/policy/policy_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/testing/store_suite.h"

namespace mirante::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BrakesStore : public sql::testing::StoreTest {
 protected:
  BrakesStore() : StoreTest({migrations()}) {}

  std::vector<Pause> pauses_of(TenantId whose) {
    return read([&](sql::Snapshot& s) { return list_pauses(s, whose); });
  }
  Pause pause(PauseScope scope, Id16 id, std::string reason) {
    return {.scope = scope, .id = id, .reason = reason, .by = by, .since = loop.clock().now()};
  }
  NeverSwitchOff mark(std::string server) {
    return {.account = account,
            .region = Region{"sa-east-1"},
            .server = std::move(server),
            .reason = "licences",
            .by = by,
            .since = loop.clock().now()};
  }

  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  TenantId other = TenantId::make(loop.clock(), rng);
  AccountId account = AccountId::make(loop.clock(), rng);
  Actor by{.kind = Actor::Kind::command_line, .id = "0", .name = "uid 0 (root)"};
};

TEST_P(BrakesStore, GivesBackWhatItWasGivenWidestFirst) {
  const auto narrow = pause(PauseScope::account, account.bytes, "migration");
  const auto wide = pause(PauseScope::everything, {}, "incident");
  write([&](sql::Tx& tx) {
    put_pause(tx, tenant, narrow);
    put_pause(tx, tenant, wide);
  });

  EXPECT_THAT(pauses_of(tenant), ElementsAre(wide, narrow));
  EXPECT_THAT(pauses_of(other), IsEmpty());
}

TEST_P(BrakesStore, ReplacesThePauseOfAScope) {
  const auto later = pause(PauseScope::everything, {}, "second");
  write([&](sql::Tx& tx) {
    put_pause(tx, tenant, pause(PauseScope::everything, {}, "first"));
    put_pause(tx, tenant, later);
  });

  EXPECT_THAT(pauses_of(tenant), ElementsAre(later));
}

TEST_P(BrakesStore, SaysWhetherThereWasAPauseToRemove) {
  write([&](sql::Tx& tx) { put_pause(tx, tenant, pause(PauseScope::everything, {}, "x")); });
  const auto remove = [&](TenantId whose) {
    return write([&](sql::Tx& tx) { return remove_pause(tx, whose, PauseScope::everything, {}); });
  };

  EXPECT_FALSE(remove(other));
  EXPECT_TRUE(remove(tenant));
  EXPECT_FALSE(remove(tenant));
  EXPECT_THAT(pauses_of(tenant), IsEmpty());
}

TEST_P(BrakesStore, MarksServersOfOneTenantOnly) {
  write([&](sql::Tx& tx) {
    put_never_switch_off(tx, tenant, mark("i-1"));
    put_never_switch_off(tx, tenant, mark("i-2"));
    remove_never_switch_off(tx, tenant, account, Region{"sa-east-1"}, "i-2");
    remove_never_switch_off(tx, other, account, Region{"sa-east-1"}, "i-1");
  });

  EXPECT_THAT(read([&](sql::Snapshot& s) { return list_never_switch_off(s, tenant); }),
              ElementsAre(mark("i-1")));
  EXPECT_THAT(read([&](sql::Snapshot& s) { return list_never_switch_off(s, other); }), IsEmpty());
}

TEST_P(BrakesStore, LoadsTheMarksOfTheThingsInQuestion) {
  write([&](sql::Tx& tx) {
    put_pause(tx, tenant, pause(PauseScope::account, account.bytes, "x"));
    put_never_switch_off(tx, tenant, mark("i-1"));
    put_never_switch_off(tx, tenant, mark("i-2"));
  });
  const std::vector<Thing> things{{.account = account, .region = Region{"sa-east-1"}, .id = "i-2"},
                                  {.account = account, .region = Region{"sa-east-1"}, .id = "i-3"}};

  const auto brakes = read([&](sql::Snapshot& s) { return load_brakes(s, tenant, things); });

  EXPECT_EQ(brakes.pauses.size(), 1u);
  EXPECT_THAT(brakes.never_switch_off, ElementsAre(mark("i-2")));
}

TEST_P(BrakesStore, FindsEachMarkAmongManyAndNoOther) {
  std::vector<Thing> things;
  write([&](sql::Tx& tx) {
    things.clear();
    for (int number = 99; number >= 0; --number)
      for (const auto* region : {"us-east-1", "sa-east-1"}) {
        auto one = mark("i-" + std::to_string(number));
        one.region = Region{region};
        things.push_back({.account = account, .region = one.region, .id = one.server});
        if (number % 2 == 0) put_never_switch_off(tx, tenant, one);
      }
  });

  const auto brakes = read([&](sql::Snapshot& s) { return load_brakes(s, tenant, things); });

  EXPECT_EQ(brakes.never_switch_off.size(), 100U);
  for (const auto& thing : things) {
    const bool is_marked = (std::stoi(thing.id.substr(2)) % 2) == 0;
    EXPECT_EQ(decide(brakes, {.action = Action::stop}, thing).has_value(), is_marked) << thing.id;
  }
}

INSTANTIATE_ON_ALL_ENGINES(BrakesStore);

}  // namespace
}  // namespace mirante::policy
