// The disk is full while somebody asks for a stop: the message says so, nothing is half done, and
// the same wish is carried out when there is room again.
#include <gmock/gmock.h>

#include "features/accounts/account_store.h"
#include "features/operations/operation_store.h"
#include "features/servers/switch_kinds.h"
#include "tests/simulation/machine.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{"id": "210987654321", "name": "Aurora Loja", "places": [
    {"region": "sa-east-1",
     "servers": [{"name": "web", "type": "t3.medium", "public_ip": false}]}]}]
})json";

Task<void> ask(Life& life, const std::string& server, OperationId& id) {
  const auto ctx = life.ctx();
  auto& services = life.rooms().operations();
  id =
      (co_await services.db.write([&](sql::Tx& tx) {
        return operations::request(tx, ctx, services.spine,
                                   {.kind = std::string(servers::stop_kind),
                                    .targets = {{.account = accounts::list(tx, ctx.tenant).at(0).id,
                                                 .region = Region{"sa-east-1"},
                                                 .id = server}},
                                    .idempotency_key = "once"});
      })).id;
}

Task<void> wait_for_end(Life& life, OperationId id, operations::State& state) {
  auto& services = life.rooms().operations();
  do {
    co_await sleep_for(services.loop, 1s);
    state = (co_await services.db.read([&](sql::Snapshot& snapshot) {
              return *operations::find(snapshot, life.ctx().tenant, id);
            })).state;
  } while (state == operations::State::running);
}

TEST(FullDisk, IsToldAndTheWishIsCarriedOutWhenThereIsRoom) {
  Machine machine(1, estate);
  machine.connect();
  Effects effects;
  machine.survive(sql::SimulatedDisk::Loss::nothing, effects);
  const auto life = machine.start(effects);
  const auto server = machine.states().begin()->first;
  OperationId id;
  std::optional<Error> told;

  machine.fill_disk();
  try {
    life->run(ask(*life, server, id));
  } catch (const Failure& failure) {
    told = failure.error();
  }
  const auto meanwhile = machine.states();
  machine.empty_disk();
  operations::State state = operations::State::running;
  EXPECT_TRUE(life->run(ask(*life, server, id)));
  EXPECT_TRUE(life->run(wait_for_end(*life, id, state)));

  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->kind, ErrorKind::unavailable);
  EXPECT_EQ(told->code, "sql.disk_full");
  EXPECT_THAT(told->message, HasSubstr("free some space"));
  EXPECT_EQ(meanwhile.at(server), "running");
  EXPECT_EQ(state, operations::State::succeeded);
  EXPECT_EQ(machine.states().at(server), "stopped");
}

}  // namespace
}  // namespace mirante::simulation
