// Schedules over the whole set of rooms and the simulated AWS, in virtual time: what is stored,
// foreseen, fired once, and told afterwards.
#include <gmock/gmock.h>

#include <set>

#include "base/percent.h"
#include "features/firing/scheduler.h"
#include "features/schedules/schedule_ids.h"
#include "main/testing/one_account.h"
#include "simcloud/cloud.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Monday, 07:00 in São Paulo, when a test begins.
class SchedulesApi : public testing::OneAccount {
 protected:
  static Json office() {
    return {{"name", "Comercial"},
            {"zone", "America/Sao_Paulo"},
            {"mode", "edges"},
            {"rules",
             {{{"window",
                {{"begin", "08:00"},
                 {"end", "19:00"},
                 {"days", {{"weekdays", {"mon", "tue", "wed", "thu", "fri"}}}}}}}}},
            {"targets", {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}}}};
  }
  Json make(const Json& draft) {
    auto answer = ask("POST", "/api/v1/schedules", draft);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::move(answer.json);
  }
  void go_to(std::string_view instant) {
    loop.run(sleep_for(loop, *parse_iso8601(instant) - loop.clock().now()));
  }
  Json server_json() { return get("/api/v1/servers/" + server); }
  Json place() {
    const auto shown = server_json();
    return {{"account", shown["account"]}, {"region", "sa-east-1"}, {"server", server}};
  }
  Json history(const Json& schedule) {
    return get("/api/v1/schedules/" + schedule["id"].get<std::string>() + "/history")["fires"];
  }
  Json decisions() { return get("/api/v1/servers/" + server + "/decisions"); }
  std::size_t count(const std::string& kind) {
    return get("/api/v1/operations?kind=" + kind)["operations"].size();
  }
};

TEST_F(SchedulesApi, StopsAndStartsServersAtTheTimesOfTheirZoneAndSaysWhy) {
  const auto made = make(office());
  EXPECT_EQ(made["approved"], 3);
  go_to("2026-03-02T22:05:00Z");

  EXPECT_EQ(server_json()["state"], "stopped");
  const auto fires = history(made);
  ASSERT_THAT(fires, SizeIs(2));  // The window began at 08:00, when all ran already.
  EXPECT_EQ(fires[0]["local"], "2026-03-02T19:00:00-03:00");
  EXPECT_EQ(fires[0]["outcome"], "requested");
  EXPECT_EQ(fires[0]["action"], "stop");
  EXPECT_EQ(fires[0]["results"], (Json{{"succeeded", 3}}));
  const auto ledger = decisions();
  EXPECT_EQ(ledger["decisions"][0]["action"], "stop");
  EXPECT_EQ(ledger["decisions"][0]["schedule_name"], "Comercial");
  EXPECT_EQ(ledger["decisions"][0]["reason"]["because"], "schedule");
  EXPECT_EQ(ledger["decisions"][0]["operation"]["observed_state"], "stopped");
  EXPECT_EQ(ledger["next_fire"]["action"], "start");
  EXPECT_EQ(ledger["next_fire"]["local"], "2026-03-03T08:00:00-03:00");

  go_to("2026-03-03T11:05:00Z");
  EXPECT_EQ(server_json()["state"], "running");
}

TEST_F(SchedulesApi, FiresEachInstantOnceHoweverManySchedulersThereAre) {
  events::Waker wake(loop), wake_too(loop);
  firing::Scheduler second_one(
      {.db = *db, .loop = loop, .spine = rooms.operations().spine, .wake = wake}, {});
  firing::Scheduler third(
      {.db = *db, .loop = loop, .spine = rooms.operations().spine, .wake = wake_too}, {});
  auto running = second_one.run(), running_too = third.run();
  SimulatedLoop::start(running);
  SimulatedLoop::start(running_too);
  const auto made = make(office());
  go_to("2026-03-06T22:30:00Z");

  EXPECT_THAT(history(made), SizeIs(10));
  EXPECT_EQ(count("servers.stop"), 5U);
  EXPECT_EQ(count("servers.start"), 5U);
  running = {};
  running_too = {};
}

TEST_F(SchedulesApi, FiresNothingAgainWhenTheClockGoesBack) {
  const auto made = make(office());
  go_to("2026-03-02T22:10:00Z");
  ended(ask("POST", "/api/v1/servers/start", {{"servers", {server}}}).json);
  loop.jump_wall_clock(-30min);
  loop.run(sleep_for(loop, 1h));

  EXPECT_THAT(history(made), SizeIs(2));
  EXPECT_EQ(count("servers.stop"), 1U);
}

TEST_F(SchedulesApi, CatchesUpWithTheLastEdgeWhenTheClockJumpsAhead) {
  make(office());
  go_to("2026-03-02T21:50:00Z");
  loop.jump_wall_clock(2h);
  loop.run(sleep_for(loop, 20min));

  EXPECT_EQ(server_json()["state"], "stopped");
  EXPECT_EQ(count("servers.stop"), 1U);
}

TEST_F(SchedulesApi, CatchesUpWithTheStartThatAnAdjoiningWindowFollowed) {
  auto draft = office();
  draft["rules"] = {{{"window", {{"begin", "08:00"}, {"end", "12:00"}, {"days", "every_day"}}}},
                    {{"window", {{"begin", "12:00"}, {"end", "19:00"}, {"days", "every_day"}}}}};
  const auto made = make(draft);
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}, {"accept_losses", true}}).json);
  go_to("2026-03-02T10:50:00Z");
  loop.jump_wall_clock(4h + 30min);
  loop.run(sleep_for(loop, 20min));

  EXPECT_EQ(server_json()["state"], "running");
  EXPECT_EQ(count("servers.start"), 1U);
  EXPECT_EQ(history(made).back()["due_at"], "2026-03-02T11:00:00Z");
}

TEST_F(SchedulesApi, CatchesUpWithEachServerThoughOneOfThemHadAnOverrideThatEndedLater) {
  const auto made = make(office());
  go_to("2026-03-02T21:00:00Z");
  ask("POST", "/api/v1/overrides",
      {{"servers", {place()}},
       {"until", "2026-03-03T00:00:00Z"},
       {"state", "running"},
       {"reason", "fechamento"}});
  go_to("2026-03-02T21:50:00Z");
  loop.jump_wall_clock(2h + 30min);
  loop.run(sleep_for(loop, 20min));

  EXPECT_EQ(server_json()["state"], "stopped");
  const auto fires = history(made);
  EXPECT_EQ(fires[0]["due_at"], "2026-03-03T00:00:00Z");
  EXPECT_EQ(fires[0]["requested"], 1);
  EXPECT_EQ(fires[1]["due_at"], "2026-03-02T22:00:00Z");
  EXPECT_EQ(fires[1]["results"], (Json{{"succeeded", 2}}));
}

TEST_F(SchedulesApi, CatchesUpWhenTheFreezeEndsThatBeganAfterTheMissedEdge) {
  make(office());
  ask("POST", "/api/v1/freezes",
      {{"begin", "2026-03-02T22:30:00Z"},
       {"end", "2026-03-03T01:00:00Z"},
       {"reason", "Black Friday"}});
  go_to("2026-03-02T21:50:00Z");
  loop.jump_wall_clock(2h);
  loop.run(sleep_for(loop, 20min));
  EXPECT_EQ(server_json()["state"], "running");
  EXPECT_EQ(decisions()["decisions"][0]["reason"]["because"], "freeze");

  go_to("2026-03-03T01:10:00Z");
  EXPECT_EQ(server_json()["state"], "stopped");
}

TEST_F(SchedulesApi, CatchesUpWithWhatAFreezeHeldBackThoughItsEndWasMissedToo) {
  make(office());
  ask("POST", "/api/v1/freezes",
      {{"begin", "2026-03-02T22:30:00Z"},
       {"end", "2026-03-03T01:00:00Z"},
       {"reason", "Black Friday"}});
  go_to("2026-03-02T21:50:00Z");
  loop.jump_wall_clock(2h);
  loop.run(sleep_for(loop, 20min));
  EXPECT_EQ(decisions()["decisions"][0]["reason"]["because"], "freeze");
  go_to("2026-03-03T00:50:00Z");
  loop.jump_wall_clock(1h);
  loop.run(sleep_for(loop, 20min));

  EXPECT_EQ(server_json()["state"], "stopped");
}

TEST_F(SchedulesApi, CatchesUpWhenTheFreezeEndsThoughNothingLateIsToBeCarriedOut) {
  auto draft = office();
  draft["settings"] = {{"catch_up_minutes", 0}};
  make(draft);
  ask("POST", "/api/v1/freezes",
      {{"begin", "2026-03-02T22:30:00Z"},
       {"end", "2026-03-03T01:00:00Z"},
       {"reason", "Black Friday"}});
  go_to("2026-03-02T21:50:00Z");
  loop.jump_wall_clock(2h);
  loop.run(sleep_for(loop, 20min));
  EXPECT_EQ(decisions()["decisions"][0]["reason"]["because"], "freeze");
  go_to("2026-03-03T01:10:00Z");

  EXPECT_EQ(server_json()["state"], "stopped");
}

TEST_F(SchedulesApi, TellsThatAFireFailedAndGoesOn) {
  const auto made = make(office());
  go_to("2026-03-02T21:59:00Z");
  write([](sql::Tx& tx) {
    tx.exec(
        "create trigger broken before insert on decisions begin select raise(abort, 'broken'); "
        "end");
  });
  go_to("2026-03-02T22:30:00Z");
  const auto failed = history(made).front();
  EXPECT_EQ(failed["due_at"], "2026-03-02T22:00:00Z");
  EXPECT_EQ(failed["outcome"], "failed");
  EXPECT_THAT(failed["problem"]["text"].get<std::string>(), HasSubstr("broken"));
  EXPECT_EQ(
      get("/api/v1/schedules?standing=true")["schedules"][0]["standing"]["last"][0]["outcome"],
      "failed");

  write([](sql::Tx& tx) { tx.exec("drop trigger broken"); });
  go_to("2026-03-03T11:05:00Z");
  EXPECT_EQ(history(made).front()["outcome"], "requested");
}

TEST_F(SchedulesApi, TellsOnceThatAScheduleCannotBeDecidedAndGoesOnWhenItCan) {
  const auto made = make(office());
  ask("POST", "/api/v1/calendars",
      {{"name", "Da casa"}, {"dates", {{{"date", "2026-03-03"}, {"name", "Aniversário"}}}}});
  go_to("2026-03-02T21:00:00Z");
  const auto before = history(made).size();
  write([](sql::Tx& tx) { tx.exec("update calendars set document = '['"); });
  go_to("2026-03-02T22:30:00Z");
  EXPECT_THAT(history(made), SizeIs(before + 1));
  EXPECT_EQ(history(made)[0]["outcome"], "failed");
  EXPECT_THAT(history(made)[0]["problem"]["text"].get<std::string>(), HasSubstr("calendars"));

  write([](sql::Tx& tx) { tx.exec("delete from calendars"); });
  go_to("2026-03-02T22:40:00Z");
  EXPECT_EQ(server_json()["state"], "stopped");
}

TEST_F(SchedulesApi, DecidesOnceForAServerThatTwoSchedulesNameAtOneInstant) {
  make(office());
  auto other = office();
  other["name"] = "Outro";
  make(other);
  go_to("2026-03-02T22:30:00Z");

  EXPECT_EQ(count("servers.stop"), 1U);
  EXPECT_EQ(server_json()["state"], "stopped");
}

TEST_F(SchedulesApi, KeepsAServerOnUntilItsOverrideEndsAndThenAppliesWhatIsWished) {
  make(office());
  go_to("2026-03-02T21:00:00Z");
  const auto kept = ask("POST", "/api/v1/overrides",
                        {{"servers", {place()}},
                         {"until", "2026-03-03T00:00:00Z"},
                         {"state", "running"},
                         {"reason", "fechamento"}});
  EXPECT_EQ(kept.status, 201) << kept.body;
  go_to("2026-03-02T22:30:00Z");

  EXPECT_EQ(server_json()["state"], "running");
  const auto held = decisions();
  EXPECT_EQ(held["override"]["reason"], "fechamento");
  EXPECT_EQ(held["decisions"][0]["reason"]["because"], "override");
  go_to("2026-03-03T00:05:00Z");
  EXPECT_EQ(server_json()["state"], "stopped");
  EXPECT_FALSE(decisions().contains("override"));
}

TEST_F(SchedulesApi, AppliesWhatIsWishedWhenAnOverrideIsCancelled) {
  make(office());
  go_to("2026-03-02T21:00:00Z");
  const auto kept = ask("POST", "/api/v1/overrides",
                        {{"servers", {place()}},
                         {"until", "2026-03-03T05:00:00Z"},
                         {"state", "running"},
                         {"reason", "fechamento"}});
  go_to("2026-03-02T23:00:00Z");
  const auto path = "/api/v1/overrides/" + kept.json["overrides"][0]["id"].get<std::string>();
  EXPECT_EQ(ask("DELETE", path).status, 200);
  go_to("2026-03-02T23:05:00Z");

  EXPECT_EQ(server_json()["state"], "stopped");
  EXPECT_EQ(ask("DELETE", path).code(), "override.ended");
}

TEST_F(SchedulesApi, StartsNothingOnAHolidayAndNamesIt) {
  const auto calendar =
      ask("POST", "/api/v1/calendars",
          {{"name", "Da casa"}, {"dates", {{{"date", "2026-03-03"}, {"name", "Aniversário"}}}}});
  EXPECT_EQ(calendar.status, 201) << calendar.body;
  auto draft = office();
  draft["calendars"] = {{{"calendar", calendar.json["id"]}, {"effect", "skip_starts"}}};
  make(draft);
  go_to("2026-03-03T11:10:00Z");

  EXPECT_EQ(server_json()["state"], "stopped");
  const auto decided = decisions()["decisions"][0];
  EXPECT_EQ(decided["outcome"], "held_back");
  EXPECT_EQ(decided["reason"]["because"], "holiday");
  EXPECT_EQ(decided["reason"]["name"], "Aniversário");
  const auto path = "/api/v1/calendars/" + calendar.json["id"].get<std::string>();
  EXPECT_EQ(ask("DELETE", path).code(), "calendar.in_use");
}

TEST_F(SchedulesApi, OnlyWritesDownWhatItWouldDoWhileItObserves) {
  auto draft = office();
  draft["settings"] = {{"observe_until", "2026-03-09T00:00:00Z"}};
  const auto made = make(draft);
  go_to("2026-03-02T22:30:00Z");

  EXPECT_EQ(server_json()["state"], "running");
  EXPECT_EQ(count("servers.stop"), 0U);
  EXPECT_EQ(history(made)[0]["outcome"], "observed");
  EXPECT_EQ(decisions()["decisions"][0]["outcome"], "observed");
  EXPECT_EQ(decisions()["decisions"][0]["action"], "stop");
}

TEST_F(SchedulesApi, HoldsServersThatNobodyApprovedUntilSomebodyDoes) {
  const auto made = make(office());
  write([](sql::Tx& tx) { tx.exec("update schedules set approved = '[]'"); });
  go_to("2026-03-02T22:30:00Z");

  EXPECT_EQ(server_json()["state"], "running");
  EXPECT_EQ(history(made)[0]["outcome"], "held");
  EXPECT_EQ(history(made)[0]["held"], 3);
  const auto path = "/api/v1/schedules/" + made["id"].get<std::string>();
  EXPECT_EQ(ask("POST", path + "/approve").json["approved"], 3);
  go_to("2026-03-03T22:30:00Z");
  EXPECT_EQ(server_json()["state"], "stopped");
}

TEST_F(SchedulesApi, DoesNothingWhilePausedAndNothingOfItAfterwards) {
  const auto made = make(office());
  const auto path = "/api/v1/schedules/" + made["id"].get<std::string>();
  EXPECT_EQ(ask("POST", path + "/pause").json["state"], "paused");
  go_to("2026-03-02T22:30:00Z");
  EXPECT_EQ(ask("POST", path + "/run-now").code(), "schedule.paused");
  EXPECT_EQ(ask("POST", path + "/resume").json["state"], "active");
  go_to("2026-03-02T23:00:00Z");

  EXPECT_EQ(server_json()["state"], "running");
  EXPECT_THAT(history(made), SizeIs(0));
}

TEST_F(SchedulesApi, AppliesThePresentWishWhenSomebodyAsks) {
  go_to("2026-03-02T23:00:00Z");
  const auto made = make(office());
  const auto path = "/api/v1/schedules/" + made["id"].get<std::string>();
  const auto asked = ask("POST", path + "/run-now");
  go_to("2026-03-02T23:10:00Z");

  EXPECT_EQ(asked.status, 202) << asked.body;
  EXPECT_EQ(asked.json["servers"], 3);
  EXPECT_EQ(server_json()["state"], "stopped");
}

TEST_F(SchedulesApi, AppliesThePresentWishAtTheVeryInstantOfAFireToo) {
  const auto made = make(office());
  go_to("2026-03-02T22:00:00Z");
  const auto asked = ask("POST", "/api/v1/schedules/" + made["id"].get<std::string>() + "/run-now");
  go_to("2026-03-02T22:10:00Z");

  EXPECT_EQ(asked.status, 202) << asked.body;
  EXPECT_THAT(history(made), SizeIs(3));  // Its begin, its end, and what was asked for then.
  EXPECT_EQ(server_json()["state"], "stopped");
}

TEST_F(SchedulesApi, RestoresTheStateThatIsEnforced) {
  auto draft = office();
  draft["mode"] = "enforce";
  make(draft);
  go_to("2026-03-02T12:00:00Z");
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);
  go_to("2026-03-02T12:10:00Z");

  EXPECT_EQ(server_json()["state"], "running");
}

TEST_F(SchedulesApi, TellsOnceThatTheStateCannotBeEnforcedAndGoesOnWhenItCan) {
  auto draft = office();
  draft["mode"] = "enforce";
  const auto made = make(draft);
  go_to("2026-03-02T12:00:00Z");
  const auto before = history(made).size();
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);
  write([](sql::Tx& tx) {
    tx.exec(
        "create trigger broken before insert on decisions begin select raise(abort, 'broken'); "
        "end");
  });
  go_to("2026-03-02T12:40:00Z");
  ASSERT_THAT(history(made), SizeIs(before + 1));
  EXPECT_EQ(history(made)[0]["outcome"], "failed");
  EXPECT_THAT(history(made)[0]["problem"]["text"].get<std::string>(), HasSubstr("broken"));

  write([](sql::Tx& tx) { tx.exec("drop trigger broken"); });
  go_to("2026-03-02T12:50:00Z");
  EXPECT_EQ(server_json()["state"], "running");
}

TEST_F(SchedulesApi, AsksNotAgainForWhatIsEnforcedWhileItIsUnderWay) {
  auto draft = office();
  draft["mode"] = "enforce";
  make(draft);
  go_to("2026-03-02T21:59:00Z");
  world.cloud().faults.add({.kind = simcloud::FaultKind::throttle,
                            .service = "ec2",
                            .action = "StopInstances",
                            .rate = 1,
                            .until = *parse_iso8601("2026-03-02T22:12:00Z")});
  go_to("2026-03-02T22:11:30Z");
  EXPECT_EQ(server_json()["state"], "running");
  EXPECT_EQ(count("servers.stop"), 1U);
  go_to("2026-03-02T23:00:00Z");

  EXPECT_EQ(server_json()["state"], "stopped");
  EXPECT_EQ(count("servers.stop"), 1U);
}

TEST_F(SchedulesApi, FiresTheOthersWhereOneCannotBeRead) {
  auto draft = office();
  draft["targets"] = {{"servers", Json::array({place()})}};
  const auto broken = make(draft);
  auto other = place();
  other["server"] = get("/api/v1/servers")["servers"][1]["id"];
  draft["name"] = "Outro";
  draft["targets"] = {{"servers", Json::array({other})}};
  const auto whole = make(draft);
  go_to("2026-03-02T21:59:00Z");
  const auto id = *schedules::ScheduleId::parse(broken["id"].get<std::string>());
  write([&](sql::Tx& tx) { tx.exec("update schedules set settings = '[' where id = ?", id); });
  go_to("2026-03-02T22:04:00Z");
  write([&](sql::Tx& tx) { tx.exec("update schedules set settings = '{}' where id = ?", id); });

  EXPECT_THAT(history(whole), SizeIs(2));
  EXPECT_THAT(history(broken), SizeIs(1));
  go_to("2026-03-02T22:10:00Z");
  EXPECT_THAT(history(broken), SizeIs(2));  // Put off, and fired once it could be read.
}

TEST_F(SchedulesApi, TellsHowLateFiresWere) {
  make(office());
  go_to("2026-03-02T22:05:00Z");

  const auto shown = ask("GET", "/metrics").body;
  EXPECT_THAT(shown, HasSubstr("# TYPE mirante_schedule_lateness_seconds histogram"));
  EXPECT_THAT(shown, HasSubstr("mirante_schedule_lateness_seconds_bucket{le=\"0.005\"} 2\n"));
  EXPECT_THAT(shown, HasSubstr("mirante_schedule_lateness_seconds_bucket{le=\"+Inf\"} 2\n"));
  EXPECT_THAT(shown, HasSubstr("mirante_schedule_lateness_seconds_count 2\n"));
}

TEST_F(SchedulesApi, ChangesOnlyTheVersionThatWasSeen) {
  const auto made = make(office());
  const auto path = "/api/v1/schedules/" + made["id"].get<std::string>();
  auto draft = office();
  draft["name"] = "Novo nome";

  EXPECT_EQ(ask("PUT", path, draft).status, 428);
  EXPECT_EQ(ask(as(first), "PUT", path, draft, {{"If-Match", "\"7\""}}).status, 412);
  const auto changed = ask(as(first), "PUT", path, draft, {{"If-Match", "\"1\""}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.json["version"], 2);
  const auto versions = get(path + "/versions")["versions"];
  ASSERT_THAT(versions, SizeIs(2));
  EXPECT_EQ(versions[0]["document"]["name"], "Novo nome");
  EXPECT_EQ(versions[1]["document"]["name"], "Comercial");
  EXPECT_EQ(versions[1]["targets"]["filter"], office()["targets"]["filter"]);
  EXPECT_EQ(ask(as(first), "DELETE", path, nullptr, {{"If-Match", "\"1\""}}).status, 412);
  EXPECT_EQ(ask(as(first), "DELETE", path, nullptr, {{"If-Match", "\"2\""}}).status, 204);
  EXPECT_EQ(ask("GET", path).code(), "schedule.unknown");
}

TEST_F(SchedulesApi, MakesNothingUpForTheTimeBeforeAChange) {
  auto draft = office();
  draft["rules"][0]["window"]["end"] = "23:00";
  const auto made = make(draft);
  go_to("2026-03-02T22:30:00Z");
  const auto path = "/api/v1/schedules/" + made["id"].get<std::string>();
  EXPECT_EQ(ask(as(first), "PUT", path, office(), {{"If-Match", "\"1\""}}).status, 200);
  go_to("2026-03-02T23:00:00Z");

  EXPECT_EQ(server_json()["state"], "running");
}

TEST_F(SchedulesApi, NamesTheFieldThatIsWrong) {
  auto draft = office();
  draft["zone"] = "Brazil/Nowhere";
  EXPECT_EQ(ask("POST", "/api/v1/schedules", draft).json["field"], "zone");
  draft = office();
  draft["targets"] = Json::object();
  EXPECT_EQ(ask("POST", "/api/v1/schedules", draft).json["field"], "targets");
  draft = office();
  draft["calendars"] = {{{"calendar", "br-nationl"}, {"effect", "skip_starts"}}};
  EXPECT_EQ(ask("POST", "/api/v1/schedules", draft).json["field"], "calendars/0/calendar");
  make(office());
  EXPECT_EQ(ask("POST", "/api/v1/schedules", office()).code(), "schedule.name_taken");
}

TEST_F(SchedulesApi, ForeseesWhatItWouldDo) {
  auto draft = office();
  draft["exceptions"] = {
      {{"date", "2026-03-04"}, {"reason", "Mudança"}, {"windows", Json::array()}}};
  const auto foreseen = ask("POST", "/api/v1/schedules/simulate",
                            {{"schedule", draft},
                             {"from", "2026-03-02T03:00:00Z"},
                             {"to", "2026-03-09T03:00:00Z"},
                             {"at", "2026-03-02T22:00:00Z"}});

  ASSERT_EQ(foreseen.status, 200) << foreseen.body;
  EXPECT_EQ(foreseen.json["total"], 3);
  EXPECT_THAT(foreseen.json["bands"], SizeIs(4));
  EXPECT_EQ(foreseen.json["bands"][0]["begin_local"], "2026-03-02T08:00:00-03:00");
  EXPECT_EQ(foreseen.json["marks"],
            (Json{{{"date", "2026-03-04"}, {"kind", "exception"}, {"name", "Mudança"}}}));
  EXPECT_EQ(foreseen.json["servers"][0]["at"]["action"], "stop");
  EXPECT_THAT(get("/api/v1/schedules")["schedules"], SizeIs(0));
}

TEST_F(SchedulesApi, TellsWhatApplyingItNowWouldDoAlsoToServersThatWereNeverUnderIt) {
  const auto made = make(office());
  const auto at_night = [&](bool apply) {
    return ask("POST", "/api/v1/schedules/simulate",
               {{"id", made["id"]},
                {"from", "2026-03-02T05:00:00Z"},
                {"to", "2026-03-02T05:01:00Z"},
                {"at", "2026-03-02T05:00:00Z"},
                {"apply", apply}})
        .json["servers"][0]["at"]["action"];
  };

  EXPECT_EQ(at_night(false), "none");
  EXPECT_EQ(at_night(true), "stop");
}

TEST_F(SchedulesApi, TellsBeforehandWhereAnotherScheduleWantsSomethingElse) {
  make(office());
  auto late = office();
  late["name"] = "Plantão";
  late["rules"][0]["window"]["end"] = "12:00";
  const auto seen = ask("POST", "/api/v1/schedules/preview", {{"schedule", late}});

  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.json["total"], 3);
  ASSERT_THAT(seen.json["conflicts"], SizeIs(3));
  EXPECT_EQ(seen.json["conflicts"][0]["schedule_name"], "Comercial");
  EXPECT_EQ(seen.json["conflicts"][0]["wanted"], "stop");
  EXPECT_EQ(seen.json["conflicts"][0]["done"], "none");
}

TEST_F(SchedulesApi, TellsBeforehandWhatAStopWouldMeet) {
  const auto marked = ask("PUT", "/api/v1/servers/" + server + "/never-switch-off",
                          {{"reason", "folha de pagamento"}});
  EXPECT_EQ(marked.status, 200) << marked.body;
  const auto seen = ask("POST", "/api/v1/schedules/preview", {{"schedule", office()}});

  ASSERT_EQ(seen.status, 200) << seen.body;
  std::multiset<std::string> codes;
  for (const auto& one : seen.json["problems"]) codes.insert(one["code"]);
  EXPECT_EQ(codes.count("never_switch_off"), 1U) << seen.body;
}

TEST_F(SchedulesApi, SaysHowFarItLookedForConflictsAndForeseesNoMoreThanItCan) {
  make(office());
  auto often = office();
  often["name"] = "Muito";
  often["rules"] = {{{"point", {{"cron", "* * * * *"}, {"action", "start"}}}}};
  const auto seen = ask("POST", "/api/v1/schedules/preview", {{"schedule", often}});
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_THAT(seen.json["conflicts_until"].get<std::string>(), HasSubstr("2026-03-09T10:"));

  const auto foreseen =
      ask("POST", "/api/v1/schedules/simulate",
          {{"schedule", often}, {"from", "2026-03-02T03:00:00Z"}, {"to", "2026-05-02T03:00:00Z"}});
  EXPECT_EQ(foreseen.json["field"], "to");
  EXPECT_THAT(foreseen.body, HasSubstr("choose a shorter span"));
}

TEST_F(SchedulesApi, ListsByNamePageByPage) {
  for (const auto* name : {"Beta", "alfa", "Gama"}) {
    auto draft = office();
    draft["name"] = name;
    make(draft);
  }
  const auto first_page = get("/api/v1/schedules?limit=2");
  ASSERT_THAT(first_page["schedules"], SizeIs(2));
  EXPECT_EQ(first_page["total"], 3);
  EXPECT_EQ(first_page["schedules"][0]["name"], "alfa");
  EXPECT_EQ(first_page["schedules"][1]["name"], "Beta");
  const auto rest = get("/api/v1/schedules?limit=2&after=" +
                        percent_encode(first_page["next"].get<std::string>()));
  ASSERT_THAT(rest["schedules"], SizeIs(1));
  EXPECT_EQ(rest["schedules"][0]["name"], "Gama");
  EXPECT_FALSE(rest.contains("next"));
}

TEST_F(SchedulesApi, TakesANameInAnotherCaseForAnotherName) {
  make(office());
  auto other = office();
  other["name"] = "COMERCIAL";
  make(other);
  EXPECT_EQ(ask("POST", "/api/v1/schedules", other).code(), "schedule.name_taken");
}

TEST_F(SchedulesApi, StartsWithAnotherTypeWhereAwsHasNoRoomForTheServersOwn) {
  auto draft = office();
  draft["settings"] = {{"fallback_types", {"m6g.large", "m5.large"}}};
  const auto made = make(draft);
  go_to("2026-03-02T22:30:00Z");
  ASSERT_EQ(server_json()["state"], "stopped");
  world.cloud().capacity["*/*/t3.medium"] = 0;
  go_to("2026-03-03T11:40:00Z");

  EXPECT_EQ(server_json()["state"], "running");
  EXPECT_EQ(server_json()["type"], "m5.large");
  const auto results = get("/api/v1/schedules/" + made["id"].get<std::string>() +
                           "/results?at=2026-03-03T11:00:00Z");
  EXPECT_EQ(history(made)[0]["results"], (Json{{"succeeded", 3}})) << results;
  EXPECT_EQ(decisions()["decisions"][0]["operation"]["reason_code"], "server.fallback_type")
      << decisions()["decisions"][0];
}

TEST_F(SchedulesApi, GivesTheOldTypeBackWhereAwsHasRoomForNone) {
  auto draft = office();
  draft["settings"] = {{"fallback_types", {"m5a.large"}}};
  const auto made = make(draft);
  go_to("2026-03-02T22:30:00Z");
  for (const auto* type : {"t3.medium", "m5a.large"})
    world.cloud().capacity[std::string("*/*/") + type] = 0;
  go_to("2026-03-03T12:30:00Z");

  EXPECT_EQ(server_json()["state"], "stopped");
  EXPECT_EQ(server_json()["type"], "t3.medium");
  EXPECT_EQ(history(made)[0]["results"], (Json{{"failed", 3}}));
}

TEST_F(SchedulesApi, IsToldToBeLateByTheDoctorUntilSomebodyFiresAgain) {
  const auto punctuality = [this] {
    for (const auto& one : get("/api/v1/doctor")["findings"])
      if (one["name"] == "punctuality") return one;
    return Json();
  };
  make(office());
  go_to("2026-03-02T21:50:00Z");
  working = {};  // Whatever fires has died.
  go_to("2026-03-02T22:04:00Z");
  EXPECT_EQ(punctuality()["status"], "ok");
  go_to("2026-03-02T22:08:00Z");

  EXPECT_EQ(punctuality()["status"], "problem");
  EXPECT_EQ(punctuality()["text"], "a schedule should have fired 8 minutes ago");
  start();
  go_to("2026-03-02T22:12:00Z");

  EXPECT_EQ(server_json()["state"], "stopped");
  EXPECT_EQ(punctuality()["status"], "ok");
}

TEST_F(SchedulesApi, SaysOfARuleThatItWillNeverActAndWhy) {
  auto draft = office();
  draft["rules"].push_back({{"point", {{"cron", "0 8 30 2 *"}, {"action", "start"}}}});
  draft["rules"].push_back({{"point", {{"once", "2026-03-02T06:59"}, {"action", "stop"}}}});
  const auto preview = ask("POST", "/api/v1/schedules/preview", {{"schedule", draft}});

  EXPECT_EQ(preview.json["never"],
            (Json{{{"rule", 1}, {"because", "no_date"}}, {{"rule", 2}, {"because", "passed"}}}))
      << preview.body;
}

TEST_F(SchedulesApi, TellsWhyADayWasLeftOutWhateverLeavesItOut) {
  const auto calendar =
      ask("POST", "/api/v1/calendars",
          {{"name", "Da casa"}, {"dates", {{{"date", "2026-03-03"}, {"name", "Aniversário"}}}}});
  const auto days = [](const char* name) { return Json{{"weekdays", {name}}}; };
  const auto use = [&](const char* effect) {
    return Json::array({{{"calendar", calendar.json["id"]}, {"effect", effect}}});
  };
  // Tuesdays alone, each another schedule of the same servers.
  const auto tuesdays = [&](const char* name, const char* begin) {
    auto draft = office();
    draft["name"] = name;
    draft["rules"] = {{{"window", {{"begin", begin}, {"end", "19:00"}, {"days", days("tue")}}}}};
    return draft;
  };
  auto as_sunday = tuesdays("Como domingo", "08:00"), other = tuesdays("Outras janelas", "09:00"),
       exception = tuesdays("Exceção", "10:00");
  as_sunday["calendars"] = use("as_sunday");
  other["calendars"] = use("other_windows");
  other["calendars"][0]["windows"] = {{{"begin", "15:00"}, {"end", "16:00"}}};
  exception["exceptions"] = {
      {{"date", "2026-03-03"}, {"reason", "mudança"}, {"windows", Json::array()}}};
  for (const auto& draft : {as_sunday, other, exception}) make(draft);
  go_to("2026-03-03T13:10:00Z");

  const auto told = decisions()["decisions"];
  ASSERT_THAT(told, SizeIs(3)) << told.dump();
  const auto line = [&](std::size_t i) {
    const auto& one = told[i];
    return one["local"].get<std::string>() + " " + one["schedule_name"].get<std::string>() + " " +
           one["action"].get<std::string>() + " " + one["reason"]["because"].get<std::string>() +
           " " + one["reason"]["name"].get<std::string>();
  };
  EXPECT_EQ(line(0), "2026-03-03T10:00:00-03:00 Exceção none exception mudança");
  EXPECT_EQ(line(1), "2026-03-03T09:00:00-03:00 Outras janelas none holiday Aniversário");
  EXPECT_EQ(line(2), "2026-03-03T08:00:00-03:00 Como domingo none holiday Aniversário");
  EXPECT_EQ(told[0]["outcome"], "held_back");
}

TEST_F(SchedulesApi, HoldsEverythingInAFreezeAndAppliesOnceWhatWasMissed) {
  make(office());
  const auto frozen = ask("POST", "/api/v1/freezes",
                          {{"begin", "2026-03-02T20:00:00Z"},
                           {"end", "2026-03-03T00:00:00Z"},
                           {"reason", "Black Friday"}});
  EXPECT_EQ(frozen.status, 201) << frozen.body;
  go_to("2026-03-02T23:00:00Z");

  EXPECT_EQ(server_json()["state"], "running");
  EXPECT_EQ(decisions()["decisions"][0]["reason"]["because"], "freeze");
  go_to("2026-03-03T00:10:00Z");
  EXPECT_EQ(server_json()["state"], "stopped");
}

}  // namespace
}  // namespace mirante
