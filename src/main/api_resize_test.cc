// Changes of type as the API asks for them, over the whole set of rooms and the simulated AWS.
#include <gmock/gmock.h>

#include "main/testing/one_account.h"
#include "simcloud/cloud.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ResizeApi : public testing::OneAccount {
 protected:
  Json resized(const std::string& type, Json more = Json::object()) {
    more.update(Json{{"servers", {server}}, {"type", type}});
    const auto asked = ask("POST", "/api/v1/servers/resize", more);
    EXPECT_EQ(asked.status, 202) << asked.body;
    return ended(asked.json);
  }
  Json shown() { return get("/api/v1/servers/" + server); }
  Json targets() const {
    return {{"servers", {{{"account", account}, {"region", "sa-east-1"}, {"server", server}}}}};
  }
  /// m5.large from 08:00 to 19:00, 11:00 to 22:00 UTC.
  void make_schedule(const std::string& mode, Json settings = Json::object()) {
    const Json window{
        {"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}, {"type", "m5.large"}};
    const auto made = ask("POST", "/api/v1/schedules",
                          {{"name", "Maior de dia"},
                           {"zone", "America/Sao_Paulo"},
                           {"mode", mode},
                           {"rules", {{{"window", window}}}},
                           {"targets", targets()},
                           {"settings", std::move(settings)}});
    ASSERT_EQ(made.status, 201) << made.body;
  }
  void go_to(std::string_view instant) {
    loop.run(sleep_for(loop, *parse_iso8601(instant) - loop.clock().now()));
  }
  std::size_t changes_of_type() {
    return get("/api/v1/operations?kind=servers.resize&limit=200")["operations"].size();
  }
  void no_room_for(const std::string& type) { world.cloud().capacity["*/*/" + type] = 0; }
};

TEST_F(ResizeApi, ChangesARunningServerAndShowsWhatWasSeen) {
  const auto operation = resized("t3.large");

  EXPECT_EQ(operation["state"], "succeeded") << operation.dump();
  EXPECT_EQ(shown()["type"], "t3.large");
  EXPECT_EQ(shown()["state"], "running");
}

TEST_F(ResizeApi, LeavesOffWhatWasOff) {
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);
  EXPECT_EQ(resized("m5.large")["state"], "succeeded");
  EXPECT_EQ(shown()["type"], "m5.large");
  EXPECT_EQ(shown()["state"], "stopped");

  EXPECT_EQ(resized("m5.large", {{"start", true}})["state"], "succeeded");
  EXPECT_EQ(shown()["state"], "running");
}

TEST_F(ResizeApi, RefusesWhatDoesNotFitBeforeAnythingIsStopped) {
  const auto operation = resized("m6g.large");

  EXPECT_EQ(operation["state"], "refused") << operation.dump();
  EXPECT_EQ(operation["targets"][0]["reason_code"], "type.architecture");
  EXPECT_EQ(shown()["state"], "running");
  EXPECT_THAT(shown()["versions"], SizeIs(0));
}

TEST_F(ResizeApi, PutsBackTypeAndStateWhereThereIsNoRoom) {
  no_room_for("m5.large");
  const auto operation = resized("m5.large", {{"capacity_wait_minutes", 1}});

  EXPECT_EQ(operation["state"], "failed") << operation.dump();
  EXPECT_THAT(operation["targets"][0]["reason"].get<std::string>(), HasSubstr("no room"));
  EXPECT_EQ(shown()["type"], "t3.medium");
  EXPECT_EQ(shown()["state"], "running");
}

TEST_F(ResizeApi, TakesTheNextTypeWhereThereIsNoRoom) {
  no_room_for("m5.large");
  const auto operation = resized(
      "m5.large", {{"capacity_wait_minutes", 1}, {"fallback_types", {"m6g.large", "m5a.large"}}});

  EXPECT_EQ(operation["state"], "succeeded") << operation.dump();
  EXPECT_EQ(operation["targets"][0]["reason_code"], "server.fallback_type");
  EXPECT_EQ(shown()["type"], "m5a.large");
  EXPECT_EQ(shown()["state"], "running");
}

TEST_F(ResizeApi, TellsWhichTypesTheServerCouldBecome) {
  const auto types = get("/api/v1/servers/" + server + "/types");

  EXPECT_EQ(types["type"], "t3.medium");
  std::map<std::string, Json> by_name;
  for (const auto& one : types["types"]) by_name[one["name"]] = one;
  EXPECT_EQ(by_name["m5.large"]["verdict"], "fits") << types.dump().substr(0, 2000);
  EXPECT_EQ(by_name["m5.large"]["vcpus"], 2);
  EXPECT_EQ(by_name["m5.large"]["memory_mib"], 8192);
  EXPECT_EQ(by_name["m5.large"]["price"]["unknown"], "not_read");
  EXPECT_FALSE(by_name.contains("m6g.large"));
}

TEST_F(ResizeApi, TellsBeforeWhatItWouldDo) {
  ask("PUT", "/api/v1/servers/" + server + "/never-switch-off", {{"reason", "x"}});
  const auto other = get("/api/v1/servers")["servers"][1]["id"];
  const auto plan = ask("POST", "/api/v1/servers/resize?plan=true",
                        {{"servers", {server, other}}, {"type", "m5.large"}})
                        .json;

  EXPECT_EQ(plan["targets"][0]["reason_code"], "policy.never_switch_off") << plan.dump();
  EXPECT_EQ(plan["targets"][1]["verdict"], "will");
  const auto same =
      ask("POST", "/api/v1/servers/resize?plan=true", {{"servers", {other}}, {"type", "t3.medium"}})
          .json;
  EXPECT_EQ(same["targets"][0]["verdict"], "already");
}

TEST_F(ResizeApi, IsDoneByASchedulesWindow) {
  make_schedule("edges");
  go_to("2026-03-02T11:20:00Z");

  EXPECT_EQ(shown()["type"], "m5.large");
  EXPECT_EQ(shown()["state"], "running");
}

TEST_F(ResizeApi, IsNotTriedAgainAtEachLookOfAScheduleThatEnforcesWhereThereIsNoRoom) {
  no_room_for("m5.large");
  make_schedule("enforce");
  go_to("2026-03-02T12:30:00Z");
  ASSERT_EQ(shown()["type"], "t3.medium");
  ASSERT_EQ(shown()["state"], "running");
  const auto tried = changes_of_type();

  go_to("2026-03-02T18:30:00Z");
  EXPECT_EQ(changes_of_type(), tried);

  world.cloud().capacity.clear();
  go_to("2026-03-03T11:30:00Z");  // After the next day's edge.
  EXPECT_EQ(shown()["type"], "m5.large");
}

TEST_F(ResizeApi, LeavesAServerItsOtherTypeUntilTheNextEdgeWhereAScheduleEnforces) {
  no_room_for("m5.large");
  make_schedule("enforce", {{"fallback_types", {"m5a.large"}}});
  go_to("2026-03-02T12:30:00Z");
  ASSERT_EQ(shown()["type"], "m5a.large");
  const auto tried = changes_of_type();

  world.cloud().capacity.clear();
  go_to("2026-03-02T18:30:00Z");
  EXPECT_EQ(shown()["type"], "m5a.large");
  EXPECT_EQ(changes_of_type(), tried);
}

TEST_F(ResizeApi, IsDoneAgainByAScheduleThatEnforcesWhereSomebodyChangedTheType) {
  make_schedule("enforce");
  go_to("2026-03-02T11:30:00Z");
  ASSERT_EQ(shown()["type"], "m5.large");
  ended(ask("POST", "/api/v1/servers/resize",
            {{"servers", {server}}, {"type", "t3.large"}, {"accept_losses", true}})
            .json);
  ASSERT_EQ(shown()["type"], "t3.large");

  go_to("2026-03-02T12:30:00Z");
  EXPECT_EQ(shown()["type"], "m5.large");
}

}  // namespace
}  // namespace mirante
