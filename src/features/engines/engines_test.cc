#include "features/engines/engines.h"

#include <gtest/gtest.h>

#include "base/task_group.h"
#include "features/engines/engine_store.h"
#include "features/engines/keep_part.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::engines {
namespace {

using namespace std::chrono_literals;

TEST(PartOfQuotas, IsEvenAndATenthOfThatBeforeAllHaveCounted) {
  EXPECT_DOUBLE_EQ(part_of({.engines = 1}), 1.0);
  EXPECT_DOUBLE_EQ(part_of({.engines = 4}), 0.25);
  EXPECT_DOUBLE_EQ(part_of({.engines = 2, .is_counted_by_all = false}), 0.05);
}

TEST(EnginesConfig, RefusesTimesThatCannotWorkAndNamesThem) {
  EXPECT_TRUE(validate({}).has_value());
  EXPECT_EQ(validate({.every = 0s}).error().field, "engines.every");
  EXPECT_EQ(validate({.gone_after = 29s}).error().field, "engines.gone_after");
}

class EngineStore : public sql::testing::StoreTest {
 protected:
  EngineStore() : StoreTest({migrations()}) {}

  /// A second after whoever looked before.
  Standing look(std::string_view id) {
    return write([&](sql::Tx& tx) {
      tx.exec("update engines set began_at = began_at - 1000000, seen_at = seen_at - 1000000");
      return look_around(tx, id, 35s);
    });
  }
  /// As if `id` had been held for so long.
  void hold_back(std::string_view id, std::chrono::seconds by) {
    write([&](sql::Tx& tx) {
      tx.exec("update engines set seen_at = ?, began_at = ? where id = ?", tx.now() - by,
              tx.now() - by, id);
    });
  }
};

TEST_P(EngineStore, CountsANewcomerWhenTheOthersHaveLooked) {
  EXPECT_EQ(look("a"), (Standing{.engines = 1}));
  EXPECT_EQ(look("b"), (Standing{.engines = 2, .is_counted_by_all = false}));
  EXPECT_EQ(look("b"), (Standing{.engines = 2, .is_counted_by_all = false}));
  EXPECT_EQ(look("a"), (Standing{.engines = 2}));
  EXPECT_EQ(look("b"), (Standing{.engines = 2}));
}

TEST_P(EngineStore, GivesThePartOfWhoLeftOrIsGoneToTheOthers) {
  look("a");
  look("b");
  look("c");
  write([](sql::Tx& tx) { leave(tx, "c"); });
  hold_back("b", 36s);

  EXPECT_EQ(look("a"), (Standing{.engines = 1}));
  // Held for longer than the others wait for it, it is a newcomer.
  EXPECT_EQ(look("b"), (Standing{.engines = 2, .is_counted_by_all = false}));
}

INSTANTIATE_ON_ALL_ENGINES(EngineStore);

TEST(PartKeeper, HasTheWholeQuotaAgainSoonAfterTheOtherEnds) {
  SimulatedLoop loop{from_micros(1'790'000'000'000'000)};
  const auto db = sql::open_memory(loop, {migrations()});
  double first_part = 1, second_part = 1;
  PartKeeper first({.db = *db, .loop = loop, .id = "a", .use = [&](double p) { first_part = p; }});
  const auto first_runs = first.run();
  SimulatedLoop::start(first_runs);
  loop.advance(5s);
  {
    PartKeeper second(
        {.db = *db, .loop = loop, .id = "b", .use = [&](double p) { second_part = p; }});
    const auto second_runs = second.run();
    SimulatedLoop::start(second_runs);
    loop.advance(1s);
    EXPECT_DOUBLE_EQ(first_part, 1.0);
    EXPECT_DOUBLE_EQ(second_part, 0.05);
    loop.advance(20s);
    EXPECT_DOUBLE_EQ(first_part, 0.5);
    EXPECT_DOUBLE_EQ(second_part, 0.5);
    loop.run(second.leave());
  }
  loop.advance(10s);

  EXPECT_DOUBLE_EQ(first_part, 1.0);
}

}  // namespace
}  // namespace mirante::engines
