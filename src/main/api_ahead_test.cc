// What lists say of schedules beside each row, over the whole set of rooms and the simulated AWS:
// next fires and overrides of servers, how schedules stand, what became of each server of a fire.
#include <gmock/gmock.h>

#include "main/testing/one_account.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Monday, 07:00 in São Paulo, when a test begins.
class Scheduled : public testing::PanelTest {
 protected:
  explicit Scheduled(std::string_view estate) : PanelTest({.estate = estate}) {
    start();
    account = connect(0, "Loja", "Aurora");
    sweep();
    server = get("/api/v1/servers?name=web-1")["servers"][0]["id"];
  }
  Json make(const std::string& mode = "edges") {
    return ask("POST", "/api/v1/schedules",
               {{"name", "Comercial"},
                {"zone", "America/Sao_Paulo"},
                {"mode", mode},
                {"rules",
                 {{{"window",
                    {{"begin", "08:00"},
                     {"end", "19:00"},
                     {"days", {{"weekdays", {"mon", "tue", "wed", "thu", "fri"}}}}}}}}},
                {"targets", {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}}},
                {"settings", {{"preflight_hours", 0}}}})
        .json;
  }
  void go_to(std::string_view instant) {
    loop.run(sleep_for(loop, *parse_iso8601(instant) - loop.clock().now()));
  }
  Json place() { return {{"account", account}, {"region", "sa-east-1"}, {"server", server}}; }
  Json row() {
    for (auto& one : get("/api/v1/servers")["servers"])
      if (one["id"] == server) return one;
    return {};
  }
  std::string path(const Json& schedule) {
    return "/api/v1/schedules/" + schedule["id"].get<std::string>();
  }

  std::string account, server;
};

class AheadApi : public Scheduled {
 protected:
  AheadApi() : Scheduled(testing::estate_of_one) {}
};

constexpr std::string_view with_protected = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web-1", "type": "t3.medium", "public_ip": false, "tags": {"Papel": "web"}},
      {"name": "banco", "type": "t3.medium", "public_ip": false, "protect_stop": true,
       "tags": {"Papel": "web"}}]}]
  }]
})json";

class FireResults : public Scheduled {
 protected:
  FireResults() : Scheduled(with_protected) {}
};

TEST_F(AheadApi, ListsServersWithTheirNextFire) {
  EXPECT_FALSE(row().contains("next_fire"));
  make();
  go_to("2026-03-02T12:00:00Z");

  for (const auto& one : get("/api/v1/servers")["servers"]) {
    EXPECT_EQ(one["next_fire"]["action"], "stop") << one.dump();
    EXPECT_EQ(one["next_fire"]["local"], "2026-03-02T19:00:00-03:00");
    EXPECT_EQ(one["next_fire"]["schedule_name"], "Comercial");
    EXPECT_FALSE(one.contains("override"));
  }
}

TEST_F(AheadApi, ListsWhatKeepsAServerOnAndItsOwnNextFire) {
  make();
  go_to("2026-03-02T12:00:00Z");
  ask("POST", "/api/v1/overrides",
      {{"servers", {place()}},
       {"until", "2026-03-03T03:00:00Z"},
       {"state", "running"},
       {"reason", "carga"}});

  const auto shown = row();
  EXPECT_EQ(shown["override"]["reason"], "carga");
  EXPECT_EQ(shown["override"]["state"], "running");
  // The window's end finds it kept on, as the server's own page says.
  EXPECT_EQ(shown["next_fire"]["reason"]["because"], "override") << shown.dump();
  EXPECT_EQ(shown["next_fire"], get("/api/v1/servers/" + server + "/decisions")["next_fire"]);
  go_to("2026-03-03T03:05:00Z");
  EXPECT_FALSE(row().contains("override"));
}

TEST_F(AheadApi, KnowsFromTheListWhatWasOnBeforeItsWindow) {
  make("keep_if_on");
  go_to("2026-03-02T12:00:00Z");  // All ran before the window began: nothing stops them.

  EXPECT_EQ(row()["next_fire"]["local"], "2026-03-03T08:00:00-03:00") << row().dump();
  EXPECT_EQ(row()["next_fire"]["instant"],
            get("/api/v1/servers/" + server + "/decisions")["next_fire"]["instant"]);
}

TEST_F(AheadApi, ListsSchedulesWithTargetsLastFiresAndSaving) {
  make();
  go_to("2026-03-02T22:05:00Z");

  EXPECT_FALSE(get("/api/v1/schedules")["schedules"][0].contains("standing"));
  const auto standing = get("/api/v1/schedules?standing=true")["schedules"][0]["standing"];
  EXPECT_EQ(standing["targets"], 3);
  EXPECT_EQ(standing["held"], 0);
  EXPECT_THAT(standing["last"], SizeIs(2));
  EXPECT_EQ(standing["last"][0]["results"], (Json{{"succeeded", 3}})) << standing.dump();
  EXPECT_GE(standing["last"][0]["lateness_ms"], 0);
  // No prices were read: what it saves is unknown, not nothing.
  EXPECT_TRUE(standing["saving"]["saving_per_month"].is_null());
  EXPECT_EQ(standing["saving"]["unknown_prices"], 3);
}

TEST_F(FireResults, TellWhatBecameOfEachServerAndAreTriedAgainByAPersonWhoSaysWhy) {
  const auto made = make();
  go_to("2026-03-02T22:20:00Z");
  const auto due = get(path(made) + "/history")["fires"][0]["due_at"].get<std::string>();
  std::map<std::string, std::string> outcomes;
  for (const auto& one : get(path(made) + "/results?at=" + due)["results"])
    outcomes[one["name"]] = one["operation"]["outcome"];
  ASSERT_EQ(outcomes["web-1"], "succeeded");
  ASSERT_NE(outcomes["banco"], "succeeded");

  const auto again = ask("POST", path(made) + "/retry", {{"at", due}, {"reason", "protegido"}});
  EXPECT_EQ(again.status, 202) << again.body;
  EXPECT_EQ(again.json["servers"], 1);
  ASSERT_THAT(again.json["operations"], SizeIs(1));
  const auto id = again.json["operations"][0].get<std::string>();
  const auto operation = get("/api/v1/operations/" + id);
  EXPECT_EQ(operation["kind"], "servers.stop");
  ASSERT_THAT(operation["targets"], SizeIs(1));
  EXPECT_EQ(operation["targets"][0]["name"], "banco") << operation.dump();
  const auto told = get("/api/v1/audit?action=schedule.retry");
  EXPECT_THAT(told.dump(), AllOf(HasSubstr("protegido"), HasSubstr(id)));
}

TEST_F(AheadApi, NothingIsTriedAgainThatWasReached) {
  const auto made = make();
  go_to("2026-03-02T22:05:00Z");
  const auto due = get(path(made) + "/history")["fires"][0]["due_at"].get<std::string>();
  const auto refused = ask("POST", path(made) + "/retry", {{"at", due}, {"reason", "de novo"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.json["code"], "fire.nothing_to_retry");
}

}  // namespace
}  // namespace mirante
