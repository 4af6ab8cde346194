#include "features/operations/end_restored.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/operations/operation_store.h"
#include "features/operations/testing/toy_cloud.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::operations {
namespace {

class EndRestored : public sql::testing::StoreTest {
 protected:
  EndRestored() : StoreTest(testing::all_migrations()) {}

  OperationId stored(TenantId of, State state) {
    const auto id = OperationId::make(loop.clock(), rng);
    const Operation operation{.tenant = of,
                              .id = id,
                              .kind = "servers.stop",
                              .version = 1,
                              .idempotency_key = id.text(),
                              .requested_at = loop.clock().now(),
                              .total = 2};
    const std::vector<Target> targets = {
        {.ref = {account, Region{"sa-east-1"}, "i-1"}},
        {.ref = {account, Region{"sa-east-1"}, "i-2"}, .outcome = Outcome::succeeded}};
    write([&](sql::Tx& tx) {
      insert(tx, operation, targets, tx.now());
      if (state != State::running) finish(tx, of, id, state, loop.clock().now(), "", "");
    });
    return id;
  }
  State state_of(TenantId of, OperationId id) {
    return read([&](sql::Snapshot& snapshot) { return find(snapshot, of, id)->state; });
  }

  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  TenantId other = TenantId::make(loop.clock(), rng);
  AccountId account = AccountId::make(loop.clock(), rng);
};

TEST_P(EndRestored, LeavesNothingForARunnerToGoOnWith) {
  const auto running = stored(tenant, State::running);
  const auto ended = stored(tenant, State::succeeded);
  const auto of_other = stored(other, State::running);

  const auto count = write([&](sql::Tx& tx) { return end_restored(tx, tenant, tx.now()); });

  EXPECT_EQ(count, 1);
  EXPECT_EQ(state_of(tenant, running), State::needs_person);
  EXPECT_EQ(state_of(tenant, ended), State::succeeded);
  EXPECT_EQ(state_of(other, of_other), State::running);
  const auto targets =
      read([&](sql::Snapshot& snapshot) { return targets_of(snapshot, tenant, running); });
  EXPECT_EQ(targets.at(0).outcome, Outcome::needs_person);
  EXPECT_EQ(targets.at(0).reason_code, "operation.restored");
  EXPECT_EQ(targets.at(1).outcome, Outcome::succeeded);
}

INSTANTIATE_ON_ALL_ENGINES(EndRestored);

}  // namespace
}  // namespace mirante::operations
