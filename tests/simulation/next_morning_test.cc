// The last line of the first fifteen minutes: a schedule is saved in the evening, and the next
// morning its servers start at 08:00 of São Paulo, with their lateness shown. The program is killed
// two seconds before and started again: there is one start of each server in AWS's own records, and
// schedule, ledger and operation tell of that one. Its mail of costs belongs to the room of costs.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "main/sweep_job.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloud.h"
#include "tests/simulation/machine.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using Loss = sql::SimulatedDisk::Loss;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "hml-{n}", "count": 2, "type": "t3.medium", "public_ip": false,
       "tags": {"ambiente": "homologacao"}}]}]
  }]
})json";

/// The machine's first day is a Monday, and São Paulo is three hours behind UTC.
const Instant saved_at = *parse_iso8601("2026-03-02T18:30:00-03:00");
const Instant eight = *parse_iso8601("2026-03-03T08:00:00-03:00");
const Instant killed_at = *parse_iso8601("2026-03-03T07:59:58-03:00");

Task<void> sleep_until(Life& life, Instant when) {
  auto& loop = life.rooms().operations().loop;
  co_await sleep_for(loop, when - loop.clock().now());
}

Task<void> save_in_the_evening(Life& life) {
  auto sweep = co_await life.ask("POST", "/api/v1/sweeps", {{"regions", {"sa-east-1"}}});
  while (sweep["state"] == "running") {
    co_await sleep_for(life.rooms().operations().loop, 5s);
    sweep = co_await life.ask("GET", "/api/v1/operations/" + sweep["id"].get<std::string>());
  }
  co_await sleep_until(life, saved_at);
  const Json working_days{{"weekdays", {"mon", "tue", "wed", "thu", "fri"}}};
  const Json office{{"window", {{"begin", "08:00"}, {"end", "19:00"}, {"days", working_days}}}};
  const Json tag{{"key", "ambiente"}, {"value", "homologacao"}};
  co_await life.ask("POST", "/api/v1/schedules",
                    {{"name", "Horário comercial"},
                     {"zone", "America/Sao_Paulo"},
                     {"mode", "edges"},
                     {"rules", {office}},
                     {"targets", {{"filter", {{"tags", {tag}}}}}}});
}

/// What the panel tells people afterwards.
struct Told {
  Json fires, servers, operations;
  std::vector<Json> decisions;  // Of each server the newest first.
};

Task<void> look(Life& life, Told& told) {
  const auto schedules = co_await life.ask("GET", "/api/v1/schedules");
  const auto schedule = schedules["schedules"][0]["id"].get<std::string>();
  told.fires = (co_await life.ask("GET", "/api/v1/schedules/" + schedule + "/history"))["fires"];
  told.servers = (co_await life.ask("GET", "/api/v1/servers"))["servers"];
  for (const auto& server : told.servers) {
    const auto path = "/api/v1/servers/" + server["id"].get<std::string>() + "/decisions";
    told.decisions.push_back((co_await life.ask("GET", path))["decisions"]);
  }
  const auto list = co_await life.ask("GET", "/api/v1/operations?kind=servers.start");
  told.operations = Json::array();
  for (const auto& one : list["operations"]) {
    const auto id = one["id"].get<std::string>();
    told.operations.push_back(co_await life.ask("GET", "/api/v1/operations/" + id));
  }
}

/// When AWS's own records say that each server came to run, after a call.
std::map<std::string, Instant> ran_from(const Machine& machine) {
  std::map<std::string, Instant> from;
  for (const auto& change : machine.world.cloud().ledger.changes())
    if (change.at > saved_at && change.to == simcloud::InstanceState::running)
      from[simcloud::format_id("i-", change.instance)] = change.at;
  return from;
}

void expect_one_start(const Machine& machine) {
  EXPECT_THAT(machine.states(), Each(Pair(::testing::_, "running")));
  EXPECT_EQ(machine.calls("StartInstances"), 1);
  EXPECT_THAT(machine.transitions("pending"), SizeIs(2));
  EXPECT_THAT(machine.transitions("pending"), Each(Pair(::testing::_, 1)));
}

/// The fire of eight o'clock, which was late by something between these.
void expect_fire(const Told& told, std::chrono::milliseconds least,
                 std::chrono::milliseconds most) {
  ASSERT_THAT(told.fires, SizeIs(2)) << told.fires.dump();  // The evening's, too.
  const auto& fire = told.fires[0];
  EXPECT_EQ(fire["due_at"], to_iso8601(eight));
  EXPECT_EQ(fire["local"], "2026-03-03T08:00:00-03:00");
  EXPECT_EQ(fire["zone"], "America/Sao_Paulo");
  EXPECT_EQ(fire["action"], "start");
  EXPECT_EQ(fire["outcome"], "requested");
  EXPECT_EQ(fire["requested"], 2);
  EXPECT_EQ(fire["results"], (Json{{"succeeded", 2}}));
  EXPECT_GE(fire["lateness_ms"].get<std::int64_t>(), least.count());
  EXPECT_LE(fire["lateness_ms"].get<std::int64_t>(), most.count());
  const auto fired_at = *parse_iso8601(fire["fired_at"].get<std::string>());
  EXPECT_EQ(std::chrono::floor<std::chrono::milliseconds>(fired_at - eight).count(),
            fire["lateness_ms"].get<std::int64_t>());
}

/// Ledger and operation name the same start, seen after it had really happened.
void expect_told(const Machine& machine, const Told& told) {
  ASSERT_THAT(told.operations, SizeIs(1)) << told.operations.dump();
  const auto& operation = told.operations[0];
  EXPECT_EQ(operation["state"], "succeeded");
  EXPECT_EQ(operation["by"]["kind"], "schedule");
  ASSERT_THAT(operation["targets"], SizeIs(2));
  const auto ran = ran_from(machine);
  for (const auto& target : operation["targets"]) {
    EXPECT_EQ(target["outcome"], "succeeded");
    EXPECT_EQ(target["observed_state"], "running");
    EXPECT_GE(*parse_iso8601(target["observed_at"].get<std::string>()),
              ran.at(target["id"].get<std::string>()));
    EXPECT_THAT(target["request_ids"], SizeIs(1));
  }
  ASSERT_THAT(told.decisions, SizeIs(2));
  for (const auto& decisions : told.decisions) {
    ASSERT_THAT(decisions, SizeIs(2)) << decisions.dump();
    const auto& newest = decisions[0];
    EXPECT_EQ(newest["at"], to_iso8601(eight));
    EXPECT_EQ(newest["action"], "start");
    EXPECT_EQ(newest["reason"]["because"], "schedule");
    EXPECT_EQ(newest["schedule_name"], "Horário comercial");
    EXPECT_EQ(newest["outcome"], "requested");
    EXPECT_EQ(newest["operation"]["id"], operation["id"]);
    EXPECT_EQ(newest["operation"]["outcome"], "succeeded");
    EXPECT_EQ(newest["operation"]["observed_state"], "running");
  }
  for (const auto& server : told.servers) EXPECT_EQ(server["state"], "running");
}

TEST(NextMorning, ShowsTheStartOfEightOClockAndHowLateItWas) {
  Machine machine(1, estate);
  machine.connect();
  Effects effects;
  machine.survive(Loss::nothing, effects);
  const auto life = machine.start(effects);
  Told told;

  ASSERT_TRUE(life->run(save_in_the_evening(*life)));
  ASSERT_TRUE(life->run(sleep_until(*life, eight + 10min)));
  ASSERT_TRUE(life->run(look(*life, told)));

  expect_one_start(machine);
  expect_fire(told, 0ms, 1s);
  expect_told(machine, told);
}

/// How long nobody is there from 07:59:58 on, and what the disk keeps.
class KilledBefore : public ::testing::TestWithParam<std::tuple<std::chrono::milliseconds, Loss>> {
};

TEST_P(KilledBefore, EightOClockAndStartedAgainStartsEachServerOnce) {
  const auto [away, loss] = GetParam();
  const auto back_after_due = killed_at + away - eight;
  Machine machine(1, estate);
  machine.connect();
  Effects dying, living;
  Told told;
  machine.survive(Loss::nothing, dying);
  {
    const auto life = machine.start(dying);
    ASSERT_TRUE(life->run(save_in_the_evening(*life)));
    ASSERT_TRUE(life->run(sleep_until(*life, killed_at)));
    dying.crash_at(0);
  }
  EXPECT_THAT(machine.transitions("pending"), IsEmpty());

  machine.loop.advance(away);
  machine.survive(loss, living);
  const auto life = machine.start(living);
  ASSERT_TRUE(life->run(sleep_until(*life, eight + 15min)));
  ASSERT_TRUE(life->run(look(*life, told)));

  expect_one_start(machine);
  const auto late = std::max(std::chrono::floor<std::chrono::milliseconds>(back_after_due), 0ms);
  expect_fire(told, late, late + 1s);
  expect_told(machine, told);
}

INSTANTIATE_TEST_SUITE_P(Away, KilledBefore,
                         ::testing::Combine(::testing::Values(0ms, 1'500ms, 2s, 3s, 4min),
                                            ::testing::Values(Loss::nothing, Loss::unsynced,
                                                              Loss::some)));

}  // namespace
}  // namespace mirante::simulation
