// A small sweep of the whole panel against the shortest time in which its calls can be made, as the
// simulated AWS computes it from the latencies that it gave. In virtual time, where computing costs
// nothing: what is judged is that nothing waits that need not. `./dev bench p2` is the same with
// real processes and a hundred accounts.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/operations/operation_store.h"
#include "main/sweep_job.h"
#include "simcloud/cloud.h"
#include "simcloud/critical_path.h"
#include "tests/simulation/machine.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;

/// Five accounts with servers in five regions; one region has more than two pages of them.
std::string estate() {
  Json accounts = Json::array();
  for (int account = 0; account < 5; ++account) {
    Json places = Json::array();
    for (const auto* region : {"sa-east-1", "us-east-1", "us-east-2", "eu-west-1", "eu-west-2"})
      places.push_back({{"region", region},
                        {"servers", {{{"name", "web-{n}"}, {"count", 8}, {"type", "t3.medium"}}}}});
    if (account == 0) places[0]["servers"][0]["count"] = 2'100;
    accounts.push_back({{"id", "21098765432" + std::to_string(account)},
                        {"name", "Conta " + std::to_string(account)},
                        {"places", std::move(places)}});
  }
  return Json{{"accounts", std::move(accounts)}}.dump();
}

Task<void> sweep_and_wait(Life& life, operations::Operation& ended) {
  const auto ctx = life.ctx();
  auto& services = life.rooms().operations();
  const Json regions{"sa-east-1", "us-east-1", "us-east-2", "eu-west-1", "eu-west-2"};
  const auto asked = co_await services.db.write([&](sql::Tx& tx) {
    return operations::request(tx, ctx, services.spine,
                               {.kind = std::string(sweep_job_name),
                                .params = {{"regions", regions}},
                                .idempotency_key = "once"});
  });
  while (ended.state == operations::State::running) {
    co_await sleep_for(services.loop, 1s);
    ended = *co_await services.db.read(
        [&](sql::Snapshot& snapshot) { return operations::find(snapshot, ctx.tenant, asked.id); });
  }
}

TEST(SweepPath, TakesAtMostAQuarterLongerThanItsCallsNeed) {
  Machine machine(11, estate());
  machine.connect();
  machine.world.cloud().faults.add(
      {.kind = simcloud::FaultKind::latency, .latency_least = 20ms, .latency_most = 300ms});
  const auto before = machine.world.cloud().ledger.call_count();
  Effects effects;
  const auto life = machine.start(effects);

  operations::Operation ended{.state = operations::State::running};
  ASSERT_TRUE(life->run(sweep_and_wait(*life, ended)));

  EXPECT_EQ(ended.state, operations::State::succeeded);
  const auto path =
      simcloud::critical_path(machine.world.cloud().ledger, {.after = before, .bucket_share = 0.7});
  // Eight kinds in 25 places by a call each and databases by two, two more pages of servers, two of
  // their volumes.
  EXPECT_EQ(path.calls, 10u * 25u + 4u);
  EXPECT_EQ(path.throttled, 0u);
  EXPECT_EQ(path.limited_by(), "pages");
  EXPECT_GT(path.pages.count(), 0.3);
  EXPECT_LE(path.took.count(), 1.25 * path.length().count());
}

}  // namespace
}  // namespace mirante::simulation
