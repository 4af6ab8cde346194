// Who else switches, in the whole program: as the simulated AWS records every call, ours too.
#include <gmock/gmock.h>

#include "main/testing/panel.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr std::string_view two_accounts = R"json({
  "panel_account": "111122223333",
  "accounts": [
    {"id": "210987654321", "name": "Loja",
     "places": [{"region": "sa-east-1",
       "servers": [{"name": "hml-{n}", "count": 2, "type": "t3.medium", "age_days": 40}],
       "databases": [{"name": "pedidos"}]}]},
    {"id": "310987654321", "name": "Padaria",
     "places": [{"region": "sa-east-1", "servers": [{"name": "forno", "age_days": 40}]}]}]
})json";

class OtherSwitchers : public testing::PanelTest {
 protected:
  OtherSwitchers() : PanelTest({.estate = two_accounts, .reads_trail = true}) {}

  void connect_all() {
    start();
    loja = connect(0, "Loja", "Aurora");
    padaria = connect(1, "Padaria", "Boreal");
    sweep();
    server = get("/api/v1/servers?name=hml-1")["servers"][0]["id"];
    other = get("/api/v1/servers?name=hml-2")["servers"][0]["id"];
  }
  void pass(std::chrono::seconds time) { loop.run(sleep_for(loop, time)); }
  Json control(const std::string& path, const Json& body) {
    return Json::parse(world
                           .handle({.method = "POST",
                                    .target = "/_simcloud/" + path,
                                    .headers = {},
                                    .body = body.dump()},
                                   loop.clock().now())
                           .body);
  }
  /// Somebody else's call.
  void call(const std::string& action, const std::string& id,
            const std::string& as = "arn:aws:sts::210987654321:assumed-role/night/x") {
    const auto made = control("calls", {{"account", "210987654321"},
                                        {"region", "sa-east-1"},
                                        {"service", "ec2"},
                                        {"action", action},
                                        {"parameters", {{"InstanceId", {id}}}},
                                        {"as", as}});
    EXPECT_FALSE(made.contains("error")) << made.dump();
  }
  void ours(const std::string& what, const std::string& id) {
    Json body{{"servers", {id}}};
    if (what == "stop") body["accept_losses"] = true;
    const auto done = ended(ask("POST", "/api/v1/servers/" + what, body).json);
    EXPECT_EQ(done["state"], "succeeded") << done.dump();
  }
  void put_schedule() {
    const Json window{{"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}};
    const auto made =
        ask("POST", "/api/v1/schedules",
            {{"name", "noite"},
             {"zone", "UTC"},
             {"mode", "edges"},
             {"settings", {{"observe_until", "2027-01-01T00:00:00Z"}}},
             {"rules", {{{"window", window}}}},
             {"targets",
              {{"servers", {{{"account", loja}, {"region", "sa-east-1"}, {"server", server}}}}}}});
    ASSERT_EQ(made.status, 201) << made.body;
    schedule = made.json["id"];
  }

  std::string loja, padaria, server, other, schedule;
};

TEST_F(OtherSwitchers, AreToldWithTheirEvidence) {
  connect_all();
  for (int day = 0; day < 3; ++day) {
    call("StopInstances", server);
    pass(12h);
    call("StartInstances", server);
    pass(12h);
  }

  const auto told = get("/api/v1/other-switchers");

  ASSERT_EQ(told["total"], 1) << told.dump();
  const auto& found = told["switchers"][0];
  EXPECT_EQ(found["principal"], "arn:aws:iam::210987654321:role/night");
  EXPECT_EQ(found["name"], "night");
  EXPECT_EQ(found["account_name"], "Loja");
  EXPECT_EQ(found["undoes"], false);
  ASSERT_EQ(found["servers_total"], 1);
  const auto& switching = found["servers"][0];
  EXPECT_EQ(switching["name"], "hml-1");
  EXPECT_EQ(switching["starts"], 3);
  EXPECT_EQ(switching["regular"][1]["action"], "stop");
  EXPECT_EQ(switching["regular"][1]["days"], 3);
  EXPECT_EQ(told["unread_total"], 0) << told.dump();
  EXPECT_EQ(get("/api/v1/other-switchers?server=" + server)["total"], 1);
  EXPECT_EQ(get("/api/v1/other-switchers?server=" + other)["total"], 0);
  EXPECT_EQ(get("/api/v1/other-switchers?account=Padaria")["total"], 0);
}

TEST_F(OtherSwitchers, AreNotThePanelItself) {
  connect_all();
  for (int day = 0; day < 4; ++day) {
    ours("stop", server);
    pass(12h);
    ours("start", server);
    pass(11h + 55min);
  }

  EXPECT_EQ(get("/api/v1/other-switchers")["total"], 0);
  EXPECT_EQ(get("/api/v1/other-switchers")["unread_total"], 0);
}

TEST_F(OtherSwitchers, AreToldWhereTheyUndoWhatAScheduleWants) {
  connect_all();
  put_schedule();
  for (const auto later : {20min, 90min}) {
    ours("stop", server);
    pass(later);
    call("StartInstances", server);
    pass(20h);
  }

  const auto told = get("/api/v1/other-switchers?schedule=" + schedule);

  ASSERT_EQ(told["total"], 1) << told.dump();
  EXPECT_EQ(told["switchers"][0]["undoes"], true);
  EXPECT_EQ(told["switchers"][0]["servers"][0]["undoes"]["times"], 2);
  EXPECT_EQ(told["switchers"][0]["servers"][0]["undoes"]["ours"], "stop");
}

TEST_F(OtherSwitchers, AreNobodyWhoSwitchesByHandOnce) {
  connect_all();
  call("StopInstances", server, "arn:aws:iam::210987654321:user/ana");
  pass(24h);

  EXPECT_EQ(get("/api/v1/other-switchers")["total"], 0);
  EXPECT_FALSE(get("/api/v1/other-switchers").contains("acts"));
}

TEST_F(OtherSwitchers, AreNamedOnTheServerThatTheyHaveSwitchedByHand) {
  connect_all();
  call("StopInstances", server, "arn:aws:iam::210987654321:user/ana");
  pass(2h);
  call("StartInstances", server, "arn:aws:iam::210987654321:user/bia");
  ours("stop", other);
  pass(24h);

  const auto acts = get("/api/v1/other-switchers?server=" + server)["acts"];

  ASSERT_EQ(acts.size(), 2) << acts.dump();
  EXPECT_EQ(acts[0]["name"], "bia");
  EXPECT_EQ(acts[0]["action"], "start");
  EXPECT_EQ(acts[1]["principal"], "arn:aws:iam::210987654321:user/ana");
  EXPECT_LT(acts[1]["at"], acts[0]["at"]);
  EXPECT_EQ(get("/api/v1/other-switchers?server=" + other)["acts"], Json::array());
}

TEST_F(OtherSwitchers, AreUnknownWhereThePermissionIsMissing) {
  control("faults", {{"kind", "error"},
                     {"service", "cloudtrail"},
                     {"code", "AccessDeniedException"},
                     {"message", "User is not authorized to perform: cloudtrail:LookupEvents"},
                     {"status", 400}});
  connect_all();
  EXPECT_EQ(get("/api/v1/other-switchers")["unread"][0]["unknown"], "not_read");
  pass(11min);

  const auto told = get("/api/v1/other-switchers");

  EXPECT_EQ(told["unread_total"], 2) << told.dump();
  EXPECT_EQ(told["unread"][0]["unknown"], "no_permission");
  EXPECT_THAT(told["unread"][0]["policy_line"].get<std::string>(),
              HasSubstr("cloudtrail:LookupEvents"));
  EXPECT_TRUE(told["known_from"].is_null());
}

TEST_F(OtherSwitchers, AreToldOfWhatOneMaySeeAlone) {
  connect_all();
  for (int day = 0; day < 3; ++day) {
    call("StopInstances", server);
    pass(24h);
  }
  auto limited = as(first);
  limited.reach = {.is_everything = false, .accounts = {or_throw(AccountId::parse(padaria))}};

  EXPECT_EQ(get("/api/v1/other-switchers")["total"], 1);
  EXPECT_EQ(ask(limited, "GET", "/api/v1/other-switchers").json["total"], 0);
  EXPECT_EQ(ask(limited, "GET", "/api/v1/other-switchers?server=" + server).status, 404);
  EXPECT_EQ(ask(as(second), "GET", "/api/v1/other-switchers").json["total"], 0);
}

TEST_F(OtherSwitchers, AreAskedForByNamesThatAreThere) {
  connect_all();

  EXPECT_EQ(ask("GET", "/api/v1/other-switchers?server=x").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/other-switchers?server=a/b").json["field"], "server");
  EXPECT_EQ(ask("GET", "/api/v1/other-switchers?schedule=x").json["field"], "schedule");
  EXPECT_EQ(ask("GET", "/api/v1/other-switchers?schedule=sc_00000000000000000000000000").status,
            404);
}

}  // namespace
}  // namespace mirante
