// A schedule's due instant, and the program dies after the k-th thing that it does to the outside
// world, for every k, and is started again: each server is stopped once, by one operation, and the
// history tells of one fire.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/operations/operation_store.h"
#include "features/servers/switch_kinds.h"
#include "main/sweep_job.h"
#include "main/sweep_routes.h"
#include "platform/http/router.h"
#include "tests/simulation/machine.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::Pair;
using ::testing::SizeIs;
using Loss = sql::SimulatedDisk::Loss;
using operations::State;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web-{n}", "count": 2, "type": "t3.medium", "public_ip": false,
       "tags": {"ambiente": "homologacao"}}]}]
  }]
})json";

constexpr auto until_due = 60s;

Task<Json> ask(Life& life, std::string method, std::string target, Json body = nullptr) {
  http::Router router;
  life.rooms().add_routes(router);
  add_sweep_routes(router, life.rooms().operations());
  const auto answer = co_await router.answer(
      life.ctx(),
      or_throw(http::parse_request(method, target, {}, body.is_null() ? "" : body.dump())));
  EXPECT_LT(answer.status, 300) << target << answer.body;
  co_return Json::parse(answer.body);
}

/// Operations of this kind, newest first.
Task<std::vector<operations::Operation>> asked_for(Life& life, std::string kind) {
  const auto ctx = life.ctx();
  co_return co_await life.rooms().operations().db.read([&](sql::Snapshot& snapshot) {
    return operations::list(snapshot, ctx.tenant, {.kinds = {kind}}, std::nullopt, 10);
  });
}

Task<void> wait_for(Life& life, std::string kind) {
  for (;;) {
    const auto found = co_await asked_for(life, kind);
    if (!found.empty() && found.front().state != State::running) co_return;
    co_await sleep_for(life.rooms().operations().loop, 1s);
  }
}

/// Everything is known, and a stop is due in a minute.
Task<void> prepare(Life& life) {
  co_await ask(life, "POST", "/api/v1/sweeps", {{"regions", {"sa-east-1"}}});
  co_await wait_for(life, std::string(sweep_job_name));
  const auto due = life.rooms().operations().loop.clock().now() + until_due;
  const auto local = to_iso8601(std::chrono::floor<std::chrono::minutes>(due) + 1min).substr(0, 16);
  const Json stop{{"point", {{"once", local}, {"action", "stop"}}}};
  const Json tag{{"key", "ambiente"}, {"value", "homologacao"}};
  co_await ask(life, "POST", "/api/v1/schedules",
               {{"name", "Noite"},
                {"zone", "UTC"},
                {"mode", "edges"},
                {"rules", {stop}},
                {"targets", {{"filter", {{"tags", {tag}}}}}}});
  // What was told after the commit is heard before this life ends.
  co_await sleep_for(life.rooms().operations().loop, 1s);
}

/// For longer than the instant needs to come and to be carried out.
Task<void> live_on(Life& life) {
  co_await wait_for(life, std::string(servers::stop_kind));
  co_await sleep_for(life.rooms().operations().loop, 5min);
}

struct Told {
  std::size_t stops = 0;
  State state = State::running;
  Json fires;
};
Task<void> look(Life& life, Told& told) {
  const auto stops = co_await asked_for(life, std::string(servers::stop_kind));
  told.stops = stops.size();
  if (!stops.empty()) told.state = stops.front().state;
  const auto schedules = co_await ask(life, "GET", "/api/v1/schedules");
  const auto id = schedules["schedules"][0]["id"].get<std::string>();
  told.fires = (co_await ask(life, "GET", "/api/v1/schedules/" + id + "/history"))["fires"];
}

/// Three lives of minutes each for one death: not every effect, as the crashes of operations have
/// theirs (crash_test.cc). Prime, so that none of what repeats is always passed over.
constexpr std::uint64_t stride = 3;

class FireCrash : public ::testing::TestWithParam<Loss> {
 protected:
  /// False: it was over before it could die.
  bool die_and_go_on(Machine& machine, std::uint64_t k, Told& told) {
    Effects preparing, dying, living;
    machine.survive(Loss::nothing, preparing);
    {
      const auto life = machine.start(preparing);
      EXPECT_TRUE(life->run(prepare(*life)));
    }
    machine.survive(Loss::nothing, dying);
    {
      const auto life = machine.start(dying);
      dying.crash_at(k);
      if (life->run(live_on(*life))) return false;
    }
    machine.survive(GetParam(), living);
    const auto life = machine.start(living);
    EXPECT_TRUE(life->run(live_on(*life)));
    EXPECT_TRUE(life->run(look(*life, told)));
    return true;
  }
};

TEST_P(FireCrash, CarriesADueInstantOutOnceWhereverTheProgramDies) {
  std::uint64_t deaths = 0;
  for (std::uint64_t k = 1;; k += stride, ++deaths) {
    SCOPED_TRACE("died at effect " + std::to_string(k));
    Machine machine(k, estate);
    machine.connect();
    Told told;
    if (!die_and_go_on(machine, k, told)) break;
    EXPECT_EQ(told.stops, 1U);
    EXPECT_EQ(told.state, State::succeeded);
    EXPECT_THAT(machine.states(), Each(Pair(::testing::_, "stopped")));
    EXPECT_THAT(machine.transitions("stopping"), SizeIs(2));
    EXPECT_THAT(machine.transitions("stopping"), Each(Pair(::testing::_, 1)));
    EXPECT_THAT(told.fires, SizeIs(1)) << told.fires.dump();
    if (HasFailure()) return;
  }
  EXPECT_GT(deaths, 5U);
}

INSTANTIATE_TEST_SUITE_P(Disk, FireCrash, ::testing::Values(Loss::nothing, Loss::some),
                         [](const auto& loss) {
                           return loss.param == Loss::nothing ? "KeepsAll" : "LosesSome";
                         });

}  // namespace
}  // namespace mirante::simulation
