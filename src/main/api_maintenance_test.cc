// Maintenance windows over the whole set of rooms and the simulated AWS: who they keep on, what is
// foreseen and told of it, and what their end gives back.
#include <gmock/gmock.h>

#include "main/testing/one_account.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

/// Monday, 07:00 in São Paulo, when a test begins; three servers are on from 8 to 19.
class MaintenanceApi : public testing::OneAccount {
 protected:
  MaintenanceApi() {
    const auto made =
        ask("POST", "/api/v1/calendars",
            {{"name", "Da casa"}, {"dates", {{{"date", "2026-03-04"}, {"name", "Aniversário"}}}}});
    calendar = made.json["id"];
    schedule = make("Comercial", "edges");
  }

  std::string make(const std::string& name, const std::string& mode) {
    const Json draft{
        {"name", name},
        {"zone", "America/Sao_Paulo"},
        {"mode", mode},
        {"rules", {{{"window", {{"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}}}}}},
        {"calendars", {{{"calendar", calendar}, {"effect", "skip_starts"}}}},
        {"targets", {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}}}};
    const auto answer = ask("POST", "/api/v1/schedules", draft);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.json["id"];
  }
  void go_to(std::string_view instant) {
    loop.run(sleep_for(loop, *parse_iso8601(instant) - loop.clock().now()));
  }
  Json place() const { return {{"account", account}, {"region", "sa-east-1"}, {"server", server}}; }
  testing::Answer maintain(Json body) {
    body["reason"] = "correções";
    body["targets"] = {{"servers", Json::array({place()})}};
    return ask("POST", "/api/v1/maintenance", body);
  }
  Json windows() { return get("/api/v1/maintenance")["windows"]; }
  std::string state() { return get("/api/v1/servers/" + server)["state"]; }
  int running() {
    int count = 0;
    for (const auto& one : get("/api/v1/servers")["servers"])
      count += one["state"] == "running" ? 1 : 0;
    return count;
  }
  Json decisions() { return get("/api/v1/servers/" + server + "/decisions"); }

  std::string calendar, schedule;
};

TEST_F(MaintenanceApi, KeepItsServersOnWhenTheirHoursEndAndGiveThemBackWhenItEnds) {
  const auto made = maintain({{"begin", "2026-03-02T21:00:00Z"}, {"end", "2026-03-03T03:00:00Z"}});
  ASSERT_EQ(made.status, 201) << made.body;
  go_to("2026-03-02T22:10:00Z");

  EXPECT_EQ(state(), "running");
  EXPECT_EQ(running(), 1);
  const auto told = decisions()["decisions"][0];
  EXPECT_EQ(told["at"], "2026-03-02T22:00:00Z");
  EXPECT_EQ(told["reason"]["because"], "maintenance");
  EXPECT_EQ(told["reason"]["text"], "a maintenance window: correções");
  EXPECT_EQ(decisions()["next_fire"]["local"], "2026-03-03T00:00:00-03:00");

  go_to("2026-03-03T03:10:00Z");
  EXPECT_EQ(state(), "stopped");
  EXPECT_THAT(windows(), SizeIs(0));
}

TEST_F(MaintenanceApi, StartItsServersAloneWhenItBegins) {
  maintain({{"begin", "2026-03-03T01:00:00Z"}, {"end", "2026-03-03T03:00:00Z"}});
  go_to("2026-03-03T00:50:00Z");
  ASSERT_EQ(running(), 0);
  go_to("2026-03-03T01:10:00Z");

  EXPECT_EQ(state(), "running");
  EXPECT_EQ(running(), 1);
  EXPECT_EQ(decisions()["decisions"][0]["action"], "start");
  EXPECT_EQ(decisions()["decisions"][0]["reason"]["because"], "maintenance");
}

TEST_F(MaintenanceApi, StartItsServersAlsoAfterAnOutageAtItsBegin) {
  go_to("2026-03-02T23:00:00Z");
  maintain({{"begin", "2026-03-03T01:00:00Z"}, {"end", "2026-03-03T06:00:00Z"}});
  go_to("2026-03-03T00:50:00Z");
  loop.jump_wall_clock(3h);
  loop.run(sleep_for(loop, 20min));

  EXPECT_EQ(state(), "running");
  EXPECT_EQ(running(), 1);
}

TEST_F(MaintenanceApi, YieldToAHolidayOfTheScheduleUntilItsMidnight) {
  go_to("2026-03-03T23:00:00Z");  // 20:00 of the eve.
  ASSERT_EQ(running(), 0);
  maintain({{"begin", "2026-03-04T22:00:00Z"}, {"end", "2026-03-05T09:00:00Z"}});
  go_to("2026-03-05T02:50:00Z");
  EXPECT_EQ(running(), 0);
  go_to("2026-03-05T03:10:00Z");

  EXPECT_EQ(running(), 1);
  EXPECT_EQ(decisions()["decisions"][0]["local"], "2026-03-05T00:00:00-03:00");
}

TEST_F(MaintenanceApi, IsToldByTheSimulatorWithItsReason) {
  maintain({{"begin", "2026-03-03T01:00:00Z"}, {"end", "2026-03-03T03:00:00Z"}});
  const auto simulated =
      ask("POST", "/api/v1/schedules/simulate",
          {{"id", schedule}, {"from", "2026-03-02T22:30:00Z"}, {"to", "2026-03-03T04:00:00Z"}});
  ASSERT_EQ(simulated.status, 200) << simulated.body;

  Json fires;
  for (const auto& one : simulated.json["servers"])
    if (one["server"] == server) fires = one["fires"];
  ASSERT_THAT(fires, SizeIs(2)) << simulated.body;
  EXPECT_EQ(fires[0]["action"], "start");
  EXPECT_EQ(fires[0]["reason"]["because"], "maintenance");
  EXPECT_EQ(fires[0]["reason"]["name"], "correções");
  EXPECT_EQ(fires[1]["action"], "stop");
}

TEST_F(MaintenanceApi, BeginNowWhereNothingElseIsSaidAndEndWhenSomebodySaysSo) {
  go_to("2026-03-02T23:00:00Z");
  ASSERT_EQ(running(), 0);
  const auto made = maintain({{"end", "2026-03-03T06:00:00Z"}});
  ASSERT_EQ(made.status, 201) << made.body;
  loop.run(sleep_for(loop, 10min));
  EXPECT_EQ(running(), 1);
  const auto path = "/api/v1/maintenance/" + made.json["id"].get<std::string>();

  EXPECT_EQ(ask("DELETE", path).status, 204);
  loop.run(sleep_for(loop, 10min));

  EXPECT_EQ(running(), 0);
  EXPECT_EQ(ask("DELETE", path).code(), "maintenance.ended");
  const auto record = get("/api/v1/audit?action=maintenance.ended")["records"];
  ASSERT_THAT(record, SizeIs(1));
  EXPECT_EQ(record[0]["content"]["detail"]["reason"], "correções");
}

TEST_F(MaintenanceApi, IsTakenAwayBeforeItHasBegunAsIfItHadNeverBeen) {
  const auto made = maintain({{"begin", "2026-03-03T01:00:00Z"}, {"end", "2026-03-03T03:00:00Z"}});
  const auto path = "/api/v1/maintenance/" + made.json["id"].get<std::string>();

  EXPECT_EQ(ask("DELETE", path).status, 204);
  go_to("2026-03-03T02:00:00Z");

  EXPECT_EQ(running(), 0);
  EXPECT_EQ(ask("DELETE", path).code(), "maintenance.unknown");
}

TEST_F(MaintenanceApi, IsRefusedForServersThatNoScheduleWouldStart) {
  ask("POST", "/api/v1/schedules/" + schedule + "/pause");
  const auto refused = maintain({{"end", "2026-03-03T06:00:00Z"}});

  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(refused.code(), "maintenance.no_schedule");
  EXPECT_EQ(refused.json["field"], "targets");
}

TEST_F(MaintenanceApi, SaysWhichFieldIsWrong) {
  const auto field_of = [](const testing::Answer& answer) {
    return answer.json.value("field", answer.body);
  };
  EXPECT_EQ(field_of(maintain({{"end", "2026-03-02T09:00:00Z"}})), "end");
  EXPECT_EQ(field_of(maintain({{"end", "2028-03-02T09:00:00Z"}})), "end");
  EXPECT_EQ(
      field_of(maintain({{"begin", "2026-03-04T00:00:00Z"}, {"end", "2026-03-03T00:00:00Z"}})),
      "end");
  EXPECT_EQ(field_of(maintain(Json::object())), "end");
  EXPECT_EQ(field_of(ask("POST", "/api/v1/maintenance",
                         {{"end", "2026-03-03T00:00:00Z"}, {"reason", " "}, {"targets", Json()}})),
            "targets");
  EXPECT_EQ(field_of(ask("POST", "/api/v1/maintenance",
                         {{"end", "2026-03-03T00:00:00Z"},
                          {"reason", " "},
                          {"targets", {{"servers", Json::array({place()})}}}})),
            "reason");
}

TEST_F(MaintenanceApi, KeepsAnEnforcingScheduleFromStoppingThem) {
  make("Vigia", "enforce");
  maintain({{"begin", "2026-03-02T21:00:00Z"}, {"end", "2026-03-03T03:00:00Z"}});
  go_to("2026-03-03T00:10:00Z");
  EXPECT_EQ(running(), 1);
  EXPECT_EQ(state(), "running");
  go_to("2026-03-03T03:10:00Z");

  EXPECT_EQ(running(), 0);
}

}  // namespace
}  // namespace mirante
