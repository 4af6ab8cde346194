// Schedules whose servers start in groups, one after the other, over the whole set of rooms and the
// simulated AWS.
#include <gmock/gmock.h>

#include "main/testing/panel.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr std::string_view three_groups = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "banco", "type": "t3.medium", "tags": {"ordem": "2"}},
      {"name": "app-{n}", "count": 2, "type": "t3.medium", "tags": {"ordem": "10"}},
      {"name": "web", "type": "t3.medium"}]}]
  }]
})json";

class OrderApi : public testing::PanelTest {
 protected:
  OrderApi() : PanelTest({.estate = three_groups}) {
    start();
    connect(0, "Loja", "Aurora");
    sweep();
  }
  void go_to(std::string_view instant) {
    loop.run(sleep_for(loop, *parse_iso8601(instant) - loop.clock().now()));
  }
  Json schedule(Json gate, const std::string& mode = "edges") const {
    const Json window{{"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}};
    return {{"name", "Loja"},
            {"zone", "UTC"},
            {"mode", mode},
            {"rules", {{{"window", window}}}},
            {"targets", {{"filter", {{"regions", {"sa-east-1"}}}}}},
            {"settings", {{"order", {{"tag", "ordem"}, {"gate", std::move(gate)}}}}}};
  }
  void make(Json gate, const std::string& mode = "edges") {
    const auto made = ask("POST", "/api/v1/schedules", schedule(std::move(gate), mode));
    ASSERT_EQ(made.status, 201) << made.body;
    id = made.json["id"];
  }
  Json fire() { return get("/api/v1/schedules/" + id + "/history")["fires"][0]; }
  static std::vector<std::string> all(const Json& turns, const char* member) {
    std::vector<std::string> values;
    for (const auto& one : turns) values.push_back(one[member]);
    return values;
  }
  std::map<std::string, std::string> states() {
    std::map<std::string, std::string> states;
    for (const auto& one : get("/api/v1/servers")["servers"]) {
      names[one["name"]] = one["id"];
      states[one["name"]] = one["state"];
    }
    return states;
  }
  Json newest_decision(const std::string& name) {
    states();
    return get("/api/v1/servers/" + names[name] + "/decisions")["decisions"][0];
  }
  /// Each operation was asked for when the one before had ended.
  void expect_one_after_the_other(const Json& fire) {
    std::string ended;
    for (const auto& one : fire["operations"]) {
      const auto operation = get("/api/v1/operations/" + one.get<std::string>());
      EXPECT_EQ(operation["state"], "succeeded") << operation.dump();
      EXPECT_GE(operation["requested_at"].get<std::string>(), ended);
      ended = operation["finished_at"];
    }
  }

  std::string id;
  std::map<std::string, std::string> names;
};

TEST_F(OrderApi, StopsGroupsInReverseAndStartsThemInOrder) {
  make({{"until", "state"}});
  go_to("2026-03-02T19:30:00Z");
  const auto stop = fire();
  EXPECT_THAT(all(stop["turns"], "group"), ElementsAre("", "10", "2")) << stop.dump();
  EXPECT_THAT(all(stop["turns"], "state"), Each("passed"));
  EXPECT_THAT(stop["operations"], SizeIs(3));
  EXPECT_EQ(stop["requested"], 4);
  expect_one_after_the_other(stop);

  go_to("2026-03-03T08:30:00Z");
  const auto started = fire();
  EXPECT_THAT(all(started["turns"], "group"), ElementsAre("2", "10", "")) << started.dump();
  EXPECT_THAT(all(started["turns"], "state"), Each("passed"));
  expect_one_after_the_other(started);
  EXPECT_EQ(states()["web"], "running");
  EXPECT_EQ(newest_decision("web")["turn"]["number"], 3);
}

TEST_F(OrderApi, WaitsForThePortOfTheGroupBefore) {
  make({{"until", "port"}, {"port", 5432}, {"minutes", 60}});
  go_to("2026-03-03T08:30:00Z");
  EXPECT_EQ(states()["banco"], "running");
  EXPECT_EQ(states()["app-1"], "stopped");
  const auto waiting = newest_decision("app-1");
  EXPECT_EQ(waiting["outcome"], "waiting") << waiting.dump();
  EXPECT_EQ(waiting["turn"]["after"], "2");

  open_ports = {5432};
  go_to("2026-03-03T08:45:00Z");
  EXPECT_THAT(all(fire()["turns"], "state"), Each("passed")) << fire().dump();
  EXPECT_EQ(states()["web"], "running");
  for (const auto& [address, port] : probed) {
    EXPECT_TRUE(address.starts_with("10.") || address.starts_with("172.")) << address;
    EXPECT_EQ(port, 5432);
  }
}

TEST_F(OrderApi, WaitsForStatusChecksWhereTheyAreTheGate) {
  make({{"until", "status_checks"}});
  go_to("2026-03-03T08:40:00Z");
  const auto operation = get("/api/v1/operations/" + fire()["operations"][0].get<std::string>());
  EXPECT_EQ(operation["params"]["status_checks"], true) << operation.dump();
  EXPECT_THAT(all(fire()["turns"], "state"), Each("passed"));
}

TEST_F(OrderApi, StartsNothingMoreWhereAGateIsNotPassedInTime) {
  make({{"until", "port"}, {"port", 5432}, {"minutes", 10}});
  go_to("2026-03-03T09:00:00Z");
  EXPECT_THAT(all(fire()["turns"], "state"), ElementsAre("failed", "not_started", "not_started"));
  EXPECT_EQ(states()["app-1"], "stopped");
  EXPECT_EQ(states()["web"], "stopped");
  const auto left_out = newest_decision("web");
  EXPECT_EQ(left_out["outcome"], "not_started") << left_out.dump();
  EXPECT_EQ(left_out["turn"]["after"], "2");
  const auto failed = newest_decision("banco");
  EXPECT_EQ(failed["operation"]["reason_code"], "server.port_silent") << failed.dump();
}

TEST_F(OrderApi, GoesOnWithoutTheGateWhereThatWasChosen) {
  make({{"until", "port"}, {"port", 5432}, {"minutes", 5}, {"otherwise", "go_on"}});
  go_to("2026-03-03T08:30:00Z");
  EXPECT_THAT(all(fire()["turns"], "state"), ElementsAre("failed", "failed", "failed"));
  EXPECT_EQ(states()["web"], "running");
}

TEST_F(OrderApi, LeavesOutWhoseTurnComesAfterSomethingNewerWasDecided) {
  make({{"until", "port"}, {"port", 5432}, {"minutes", 60}});
  go_to("2026-03-03T08:20:00Z");
  EXPECT_EQ(ask("POST", "/api/v1/schedules/" + id + "/pause").status, 200);
  open_ports = {5432};
  go_to("2026-03-03T09:30:00Z");
  EXPECT_EQ(states()["banco"], "running");
  EXPECT_EQ(states()["app-1"], "stopped");
  EXPECT_EQ(newest_decision("app-1")["outcome"], "overtaken");
}

TEST_F(OrderApi, EnforcesInOrderToo) {
  make({{"until", "port"}, {"port", 5432}, {"minutes", 12}}, "enforce");
  // Each five minutes it looks again; nobody overtakes the group that does not answer.
  go_to("2026-03-03T09:10:00Z");
  EXPECT_EQ(states()["banco"], "running");
  EXPECT_EQ(states()["app-1"], "stopped");
  EXPECT_EQ(states()["web"], "stopped");
  open_ports = {5432};
  go_to("2026-03-03T09:40:00Z");
  EXPECT_EQ(states()["web"], "running");
}

TEST_F(OrderApi, AsksNoGateAgainAtEachLookForWhatWaitsItsTurn) {
  make({{"until", "port"}, {"port", 5432}, {"minutes", 60}}, "enforce");
  open_ports = {5432};
  go_to("2026-03-03T08:00:10Z");
  while (fire()["turns"][0]["state"] != "passed") loop.run(sleep_for(loop, 5s));
  open_ports = {};

  go_to("2026-03-03T08:40:00Z");

  EXPECT_THAT(all(fire()["turns"], "state"), ElementsAre("passed", "running", "waiting"));
  EXPECT_EQ(newest_decision("banco")["at"], "2026-03-03T08:00:00Z");
}

TEST_F(OrderApi, TakesTurnsWhereSomebodyAppliesTheScheduleByHand) {
  go_to("2026-03-02T20:00:00Z");
  make({{"until", "state"}});
  ASSERT_EQ(ask("POST", "/api/v1/schedules/" + id + "/run-now").status, 202);
  go_to("2026-03-02T20:30:00Z");
  EXPECT_THAT(all(fire()["turns"], "state"), ElementsAre("passed", "passed", "passed"));
  EXPECT_EQ(states()["banco"], "stopped");
  const auto last = get("/api/v1/operations/" + fire()["operations"][2].get<std::string>());
  EXPECT_EQ(last["by"]["kind"], "user") << last.dump();
}

TEST_F(OrderApi, NamesWhatIsWrongWithAnOrder) {
  const auto refused = [&](Json order) {
    auto body = schedule({{"until", "state"}});
    body["settings"]["order"] = std::move(order);
    const auto answer = ask("POST", "/api/v1/schedules", body);
    EXPECT_EQ(answer.status, 400) << answer.body;
    return answer.json.value("field", "");
  };
  EXPECT_EQ(refused(Json::object()), "settings/order");
  EXPECT_EQ(refused({{"tag", "ordem"}, {"gate", {{"until", "port"}}}}), "settings/order/gate/port");
  EXPECT_EQ(refused({{"tag", "ordem"}, {"gate", {{"until", "state"}, {"port", 22}}}}),
            "settings/order/gate/port");
  const Json server{{"account", get("/api/v1/servers")["servers"][0]["account"]},
                    {"region", "sa-east-1"},
                    {"server", "i-0123456789abcdef0"}};
  EXPECT_EQ(refused({{"groups", {{server}, {server}}}}), "settings/order/groups/1/0");
}

}  // namespace
}  // namespace mirante
