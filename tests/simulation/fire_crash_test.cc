// A schedule's due instant, and the program dies after the k-th thing that it does to the outside
// world, for every so manieth k, and is started again: each server is stopped, or changed, once, by
// one operation, and the history tells of one fire.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/operations/operation_store.h"
#include "features/resizing/resize_kind.h"
#include "features/servers/switch_kinds.h"
#include "main/sweep_job.h"
#include "simcloud/cloud.h"
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

/// What a schedule does once, with whatever else its point says, and by which operation.
struct Planned {
  Json point;
  std::string kind;
};
const Planned a_stop{.point = {{"action", "stop"}}, .kind = std::string(servers::stop_kind)};
const Planned a_resize{.point = {{"action", "resize"}, {"type", "t3.large"}},
                       .kind = std::string(resizing::resize_kind)};

/// Everything is known, and it is due in a minute.
Task<void> prepare(Life& life, const Planned& planned) {
  co_await life.ask("POST", "/api/v1/sweeps", {{"regions", {"sa-east-1"}}});
  co_await wait_for(life, std::string(sweep_job_name));
  const auto due = life.rooms().operations().loop.clock().now() + until_due;
  auto point = planned.point;
  point["once"] = to_iso8601(std::chrono::floor<std::chrono::minutes>(due) + 1min).substr(0, 16);
  const Json rule{{"point", point}};
  const Json tag{{"key", "ambiente"}, {"value", "homologacao"}};
  co_await life.ask("POST", "/api/v1/schedules",
                    {{"name", "Noite"},
                     {"zone", "UTC"},
                     {"mode", "edges"},
                     {"rules", {rule}},
                     {"targets", {{"filter", {{"tags", {tag}}}}}}});
  // What was told after the commit is heard before this life ends.
  co_await sleep_for(life.rooms().operations().loop, 1s);
}

/// For longer than the instant needs to come and to be carried out.
Task<void> live_on(Life& life, std::string kind) {
  co_await wait_for(life, std::move(kind));
  co_await sleep_for(life.rooms().operations().loop, 5min);
}

struct Told {
  std::size_t operations = 0;
  State state = State::running;
  Json fires;
};
Task<void> look(Life& life, std::string kind, Told& told) {
  const auto found = co_await asked_for(life, std::move(kind));
  told.operations = found.size();
  if (!found.empty()) told.state = found.front().state;
  const auto schedules = co_await life.ask("GET", "/api/v1/schedules");
  const auto id = schedules["schedules"][0]["id"].get<std::string>();
  told.fires = (co_await life.ask("GET", "/api/v1/schedules/" + id + "/history"))["fires"];
}

const auto as_it_is = [](Machine&) {};
const auto throttling = [](Machine& machine) {
  const auto now = machine.loop.clock().now();
  machine.world.cloud().faults.add({.kind = simcloud::FaultKind::throttle,
                                    .service = "ec2",
                                    .rate = 0.6,
                                    .from = now + until_due,
                                    .until = now + 6min});
};
const auto without_room = [](Machine& machine) {
  machine.world.cloud().capacity["sa-east-1/*/t3.large"] = 0;
};

/// Three lives of minutes each for one death: not every effect, as the crashes of operations have
/// theirs (crash_test.cc, resize_crash_test.cc). Primes, so that none of what repeats is always
/// passed over.
constexpr std::uint64_t stride_of_stops = 3, stride_of_resizes = 11;

class FireCrash : public ::testing::TestWithParam<Loss> {
 protected:
  /// False: it was over before it could die.
  static bool die_and_go_on(Machine& machine, std::uint64_t k, const Planned& planned, Told& told) {
    Effects preparing, dying, living;
    machine.survive(Loss::nothing, preparing);
    {
      const auto life = machine.start(preparing);
      EXPECT_TRUE(life->run(prepare(*life, planned)));
    }
    machine.survive(Loss::nothing, dying);
    {
      const auto life = machine.start(dying);
      dying.crash_at(k);
      if (life->run(live_on(*life, planned.kind))) return false;
    }
    machine.survive(GetParam(), living);
    const auto life = machine.start(living);
    EXPECT_TRUE(life->run(live_on(*life, planned.kind)));
    EXPECT_TRUE(life->run(look(*life, planned.kind, told)));
    return true;
  }

  /// After a death at every so manieth effect there is one fire and one operation, which ended so,
  /// and each server went into each of `through` once. Returns how many effects there were, to
  /// within a stride.
  template <class Befall, class Check>
  static std::uint64_t at_effects(std::uint64_t stride, const Planned& planned, Befall befall,
                                  State ends, const std::vector<std::string>& through,
                                  Check check) {
    for (std::uint64_t k = 1;; k += stride) {
      SCOPED_TRACE("died at effect " + std::to_string(k));
      Machine machine(k, estate);
      machine.connect();
      befall(machine);
      Told told;
      if (!die_and_go_on(machine, k, planned, told)) return k - 1;
      EXPECT_EQ(told.operations, 1U);
      EXPECT_EQ(told.state, ends);
      EXPECT_THAT(told.fires, SizeIs(1)) << told.fires.dump();
      for (const auto& state : through) {
        EXPECT_THAT(machine.transitions(state), SizeIs(2));
        EXPECT_THAT(machine.transitions(state), Each(Pair(::testing::_, 1)));
      }
      check(machine);
      if (HasFailure()) return k;
    }
  }
};

TEST_P(FireCrash, CarriesADueInstantOutOnceWhereverTheProgramDies) {
  const auto deaths =
      at_effects(stride_of_stops, a_stop, as_it_is, State::succeeded, {"stopping"},
                 [](const Machine& machine) {
                   EXPECT_THAT(machine.states(), Each(Pair(::testing::_, "stopped")));
                 });

  EXPECT_GT(deaths, 15U);
}

TEST_P(FireCrash, ChangesTheTypeOfEachServerOnceWhereverTheProgramDies) {
  const auto deaths =
      at_effects(stride_of_resizes, a_resize, as_it_is, State::succeeded, {"stopping", "pending"},
                 [](const Machine& machine) {
                   EXPECT_THAT(machine.states(), Each(Pair(::testing::_, "running")));
                   EXPECT_THAT(machine.types(), Each(Pair(::testing::_, "t3.large")));
                   EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 2);
                 });

  EXPECT_GT(deaths, 40U);
}

TEST_P(FireCrash, ChangesTheTypeOfEachServerOnceWhileAwsThrottles) {
  const auto deaths =
      at_effects(stride_of_resizes, a_resize, throttling, State::succeeded, {"stopping", "pending"},
                 [](const Machine& machine) {
                   EXPECT_THAT(machine.states(), Each(Pair(::testing::_, "running")));
                   EXPECT_THAT(machine.types(), Each(Pair(::testing::_, "t3.large")));
                   EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 2);
                 });

  EXPECT_GT(deaths, 60U);
}

TEST_P(FireCrash, PutsTypeAndStateBackOnceWhereThereIsNoRoom) {
  const auto deaths =
      at_effects(stride_of_resizes, a_resize, without_room, State::failed, {"stopping", "pending"},
                 [](const Machine& machine) {
                   EXPECT_THAT(machine.states(), Each(Pair(::testing::_, "running")));
                   EXPECT_THAT(machine.types(), Each(Pair(::testing::_, "t3.medium")));
                   EXPECT_EQ(machine.calls("ModifyInstanceAttribute"), 4);  // To it, and back.
                 });

  EXPECT_GT(deaths, 60U);
}

INSTANTIATE_TEST_SUITE_P(Disk, FireCrash, ::testing::Values(Loss::nothing, Loss::some),
                         [](const auto& loss) {
                           return loss.param == Loss::nothing ? "KeepsAll" : "LosesSome";
                         });

}  // namespace
}  // namespace mirante::simulation
