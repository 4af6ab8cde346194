#include "features/firing/fire.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/firing/catch_up.h"
#include "features/schedules/schedule_json.h"

namespace mirante::firing {
namespace {

using namespace std::chrono_literals;
using schedules::Field;
using ::testing::ElementsAre;

Instant at(std::string_view text) { return or_throw(parse_iso8601(text)); }

schedules::Schedule schedule(const char* rules, const char* mode = "edges") {
  const Json json{
      {"id", "s"}, {"name", "s"}, {"zone", "UTC"}, {"mode", mode}, {"rules", Json::parse(rules)}};
  return schedules::parse_schedule(Field(json, ""));
}

constexpr auto* office = R"([{"window": {"begin": "08:00", "end": "19:00", "days": "every_day"}}])";
constexpr auto* hourly =
    R"([{"point": {"every": {"hours": 1, "from": "2026-03-02T00:00"}, "action": "reboot"}}])";

TEST(Fire, IsDueAtEachEdgeAfterWhatWasHandled) {
  const auto due =
      due_between(schedule(office), {}, at("2026-03-02T08:00:00Z"), at("2026-03-03T08:00:00Z"));
  EXPECT_THAT(due, ElementsAre(Due{at("2026-03-02T19:00:00Z"), Edge::window},
                               Due{at("2026-03-03T08:00:00Z"), Edge::window}));
}

TEST(Fire, IsDueWhenAnOverrideOrAFreezeEnds) {
  schedules::Plan plan;
  plan.overrides.push_back({.server = "a",
                            .since = at("2026-03-02T09:00:00Z"),
                            .until = at("2026-03-02T10:00:00Z"),
                            .reason = {},
                            .by = {}});
  plan.freezes.push_back({.begin = at("2026-03-02T09:00:00Z"),
                          .end = at("2026-03-02T11:00:00Z"),
                          .reason = {},
                          .servers = {}});
  EXPECT_THAT(
      due_between(schedule(office), plan, at("2026-03-02T08:00:00Z"), at("2026-03-02T12:00:00Z")),
      ElementsAre(Due{at("2026-03-02T10:00:00Z"), Edge::surrounding},
                  Due{at("2026-03-02T11:00:00Z"), Edge::surrounding}));
  EXPECT_EQ(next_after(schedule(office), plan, at("2026-03-02T08:00:00Z")),
            at("2026-03-02T10:00:00Z"));
}

TEST(Fire, LooksAgainEveryFiveMinutesWhereTheStateIsEnforced) {
  const auto enforced = schedule(office, "enforce");
  EXPECT_EQ(next_after(enforced, {}, at("2026-03-02T09:01:00Z")), at("2026-03-02T09:05:00Z"));
  EXPECT_EQ(next_after(enforced, {}, at("2026-03-02T09:05:00Z")), at("2026-03-02T09:10:00Z"));
  EXPECT_THAT(due_between(enforced, {}, at("2026-03-02T09:01:00Z"), at("2026-03-02T12:03:00Z")),
              ElementsAre(Due{at("2026-03-02T12:00:00Z"), Edge::enforcement}));
}

TEST(Fire, FindsWhatIsFarAwayAndLooksAgainWhereThereIsNothing) {
  const auto* once = R"([{"point": {"once": "2026-12-24T18:00", "action": "stop"}}])";
  EXPECT_EQ(next_after(schedule(once), {}, at("2026-03-02T00:00:00Z")), at("2026-12-24T18:00:00Z"));
  EXPECT_EQ(next_after(schedule(once), {}, at("2026-12-24T18:00:00Z")),
            at("2026-12-24T18:00:00Z") + std::chrono::days(400));
}

TEST(Fire, IsDueWhenAMaintenanceWindowBeginsAndEndsAndWhenItCeasesToYieldToAHoliday) {
  auto holidays = schedule(office);
  holidays.calendars = {{.calendar = "br-national", .windows = {}}};
  schedules::Plan plan;
  plan.maintenance = {{.begin = at("2026-09-07T22:00:00Z"),
                       .end = at("2026-09-08T03:00:00Z"),
                       .reason = "correções",
                       .servers = {"a"}}};

  EXPECT_THAT(due_between(holidays, plan, at("2026-09-07T20:00:00Z"), at("2026-09-08T06:00:00Z")),
              ElementsAre(Due{at("2026-09-07T22:00:00Z"), Edge::surrounding},
                          Due{at("2026-09-08T00:00:00Z"), Edge::surrounding},
                          Due{at("2026-09-08T03:00:00Z"), Edge::surrounding}));
  EXPECT_EQ(next_after(holidays, plan, at("2026-09-07T20:00:00Z")), at("2026-09-07T22:00:00Z"));
}

TEST(Fire, TellsHoweverLateWhatADateHasLeftOutAndSkipsNothingForIt) {
  auto closed = schedule(office);
  closed.exceptions = {
      {.date = {std::chrono::year(2026) / 3 / 2}, .reason = "obra", .windows = {}}};
  const auto due = due_between(closed, {}, at("2026-03-02T00:00:00Z"), at("2026-03-02T12:00:00Z"));
  EXPECT_THAT(due, ElementsAre(Due{at("2026-03-02T08:00:00Z"), Edge::window}));
  const auto picked = pick(due, at("2026-03-02T12:00:00Z"), 15min, {due[0].at});
  EXPECT_EQ(picked.run, due[0]);
  EXPECT_EQ(picked.skipped, 0);
}

TEST(Fire, IsNeverDueTwiceWhenTheClockGoesBack) {
  EXPECT_THAT(
      due_between(schedule(office), {}, at("2026-03-02T19:00:00Z"), at("2026-03-02T18:00:00Z")),
      ::testing::IsEmpty());
}

TEST(Fire, SkipsPointsThatAreTooLateAndCarriesOutTheOthers) {
  const auto due =
      due_between(schedule(hourly), {}, at("2026-03-02T00:30:00Z"), at("2026-03-02T03:10:00Z"));
  const auto picked = pick(due, at("2026-03-02T03:10:00Z"), 15min, {});
  EXPECT_EQ(picked.skipped, 2);
  EXPECT_EQ(picked.run, (Due{at("2026-03-02T03:00:00Z"), Edge::point}));
  const auto late = pick(due, at("2026-03-02T03:16:00Z"), 15min, {});
  EXPECT_EQ(late, (Pick{.run = {}, .skipped = 3, .last = at("2026-03-02T03:00:00Z")}));
}

TEST(Fire, MakesUpForAnEdgeHoweverLateItIs) {
  const auto due =
      due_between(schedule(office), {}, at("2026-03-02T00:00:00Z"), at("2026-03-03T02:00:00Z"));
  const auto picked = pick(due, at("2026-03-03T02:00:00Z"), 15min, {at("2026-03-02T19:00:00Z")});
  EXPECT_EQ(picked.run, (Due{at("2026-03-02T19:00:00Z"), Edge::window}));
  EXPECT_EQ(picked.skipped, 0);
}

TEST(Fire, MakesUpForAnEdgeAlsoWhereAwsHasStartedADatabaseSince) {
  const std::vector<Due> due{{at("2026-03-02T19:00:00Z"), Edge::window},
                             {at("2026-03-02T21:05:00Z"), Edge::aws_start}};
  const auto picked = pick(due, at("2026-03-02T21:06:00Z"), 15min, {due[0].at});
  EXPECT_EQ(picked.run, due[0]);
  EXPECT_EQ(pick({due[1]}, at("2026-03-02T21:06:00Z"), 0min, {}).run, due[1]);
}

TEST(Fire, CarriesOutInOrderWhatIsInTime) {
  const std::vector<Due> due{{at("2026-03-02T08:00:00Z"), Edge::window},
                             {at("2026-03-02T08:05:00Z"), Edge::point}};
  EXPECT_EQ(pick(due, at("2026-03-02T08:06:00Z"), 15min, {due[0].at}).run, due[0]);
  EXPECT_EQ(pick(due, at("2026-03-02T08:06:00Z"), 15min, {}).run, due[1]);
}

TEST(Fire, LooksEachHourWhetherAwsHasStartedADatabaseAndOftenWhereItIsAboutTo) {
  const auto now = at("2026-03-02T10:02:00Z");
  EXPECT_EQ(next_watch({}, now), std::nullopt);
  EXPECT_EQ(next_watch({{}}, now), now + 1h);
  EXPECT_EQ(next_watch({{}, {.is_unanswered = true}}, now), at("2026-03-02T10:05:00Z"));
  EXPECT_EQ(next_watch({{.announced = at("2026-03-02T10:31:00Z")}}, now),
            at("2026-03-02T10:35:00Z"));
  EXPECT_EQ(next_watch({{.announced = at("2026-03-09T10:31:00Z")}}, now), now + 1h);
  // Announced and not seen yet.
  EXPECT_EQ(next_watch({{.announced = at("2026-03-02T09:50:00Z")}}, now),
            at("2026-03-02T10:05:00Z"));
}

TEST(Fire, IsHeldForMoreThanFiveOrTwentyPercentBeyondWhatWasApproved) {
  using schedules::is_held;
  EXPECT_FALSE(is_held(10, 10));
  EXPECT_FALSE(is_held(10, 12));
  EXPECT_TRUE(is_held(10, 13));
  EXPECT_FALSE(is_held(100, 105));
  EXPECT_TRUE(is_held(100, 106));
  EXPECT_FALSE(is_held(10, 2));
  EXPECT_TRUE(is_held(0, 1));
}

TEST(FireKeys, AreReadBackFromTheKeysOfTheirOperations) {
  const FireKey key{.schedule = {.bytes = {7}}, .version = 3, .due_at = at("2026-03-02T22:00:00Z")};

  EXPECT_EQ(fire_of(to_text(key) + "/0"), key);
  for (const auto* other : {"", "run/x/1", "fire/x/1/2/0", "fire", "op_1"})
    EXPECT_EQ(fire_of(other), std::nullopt) << other;
  EXPECT_EQ(fire_of(to_text(key)), std::nullopt);
}

/// Servers "a" and "b" of one schedule after an outage on 2026-03-02, as the scheduler goes through
/// it: what each was given and at which instant.
struct Outage {
  schedules::Plan plan;
  const char* from = "07:50";
  const char* to = "12:20";

  Outage(const char* rules, const char* begin, const char* end, const char* mode = "edges")
      : from(begin), to(end) {
    plan.schedules = {schedule(rules, mode)};
    plan.servers = {{.id = "a", .schedules = {}}, {.id = "b", .schedules = {}}};
  }
  static Instant on(std::string_view time) {
    return at("2026-03-02T" + std::string(time) + ":00Z");
  }
  void override_a(const char* since, const char* until, schedules::State state) {
    plan.overrides.push_back({.server = "a",
                              .since = on(since),
                              .until = on(until),
                              .state = state,
                              .reason = {},
                              .by = {}});
  }
  void freeze(const char* begin, const char* end) {
    plan.freezes.push_back({.begin = on(begin), .end = on(end), .reason = {}, .servers = {}});
  }
  std::vector<std::string> told() const {
    const auto& rule = plan.schedules.front();
    const auto now = on(to);
    schedules::Almanac almanac(plan.calendars);
    std::vector<std::string> told;
    for (auto after = on(from);;) {
      const auto due = due_between(rule, plan, almanac, after, now);
      if (due.empty()) return told;
      CatchUp catch_up(rule, plan, almanac, {.after = after, .now = now, .catch_up = 15min});
      const auto picked = pick(due, now, 15min, catch_up.made_up());
      after = *picked.last;
      if (!picked.run) return told;
      for (std::size_t i = 0; i < plan.servers.size(); ++i) {
        const auto& server = plan.servers[i];
        const auto decision = is_plain(due, now, 15min)
                                  ? schedules::decide(server, picked.run->at, plan, almanac)
                                  : catch_up.decide(i, picked.run->at);
        if (decision.wish.is_empty()) continue;
        const auto action = decision.wish.reboot                               ? "reboot"
                            : decision.wish.state == schedules::State::running ? "start"
                                                                               : "stop";
        told.push_back(to_iso8601(picked.run->at).substr(11, 5) + " " + action + " " + server.id);
      }
    }
  }
};

std::string window(const char* begin, const char* end) {
  return std::string(R"({"window": {"begin": ")") + begin + R"(", "end": ")" + end +
         R"(", "days": "every_day"}})";
}
std::string rules(std::initializer_list<std::string> all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "[" : ", ") + one;
  return text + "]";
}

TEST(CatchUp, StartsWhatWindowsThatAdjoinWantRunning) {
  const auto adjoining = rules({window("08:00", "12:00"), window("12:00", "19:00")});
  const Outage outage(adjoining.c_str(), "07:50", "12:20");
  EXPECT_THAT(outage.told(), ElementsAre("08:00 start a", "08:00 start b"));
}

TEST(CatchUp, StartsWhatTheOuterOfNestedWindowsWantsRunning) {
  const auto nested = rules({window("08:00", "19:00"), window("10:00", "12:00")});
  EXPECT_THAT(Outage(nested.c_str(), "07:50", "12:20").told(),
              ElementsAre("08:00 start a", "08:00 start b"));
}

TEST(CatchUp, LeavesAloneWhatNoMissedEdgeWishedToSwitch) {
  const auto nested = rules({window("08:00", "19:00"), window("10:00", "12:00")});
  EXPECT_THAT(Outage(nested.c_str(), "09:00", "12:20").told(), ElementsAre());
}

TEST(CatchUp, StopsAllAlsoWhereTheOverrideOfOneEndsLater) {
  Outage outage(office, "18:50", "21:20");
  outage.override_a("17:00", "21:00", schedules::State::running);
  EXPECT_THAT(outage.told(), ElementsAre("19:00 stop b", "21:00 stop a"));
}

TEST(CatchUp, StopsAlsoWhereAFreezeBeganAndEndedAfterTheEdge) {
  Outage outage(office, "18:50", "21:20");
  outage.freeze("19:30", "21:00");
  EXPECT_THAT(outage.told(), ElementsAre("19:00 stop a", "19:00 stop b"));
}

TEST(CatchUp, SwitchesOnceByTheLastOfEdgesThatAreInTime) {
  const auto close = rules({window("08:00", "12:00"), window("12:05", "19:00")});
  EXPECT_THAT(Outage(close.c_str(), "11:55", "12:07").told(),
              ElementsAre("12:05 start a", "12:05 start b"));
}

TEST(CatchUp, CarriesNothingOutForAnotherScheduleThatWouldBeTooLateThere) {
  const auto at_noon = [](const char* action) {
    return rules({std::string(R"({"point": {"at": "12:00", "days": "every_day", "action": ")") +
                  action + R"("}})"});
  };
  using namespace std::chrono;
  Outage outage(at_noon("stop").c_str(), "11:50", "15:00");
  outage.plan.schedules.push_back(schedule(at_noon("start").c_str(), "edges"));
  outage.plan.schedules.back().id = "other";
  // So that this schedule has something to tell of noon, however late it is.
  outage.plan.schedules.front().exceptions = {
      {.date = 2026y / March / 2, .reason = "x", .windows = {}}};
  EXPECT_THAT(outage.told(), ElementsAre());

  outage.to = "12:10";
  EXPECT_THAT(outage.told(), ElementsAre("12:00 start a", "12:00 start b"));
}

TEST(CatchUp, DoesNothingInAFreezeThatLasts) {
  Outage outage(office, "18:50", "21:20");
  outage.freeze("19:30", "22:00");
  EXPECT_THAT(outage.told(), ElementsAre());
}

TEST(CatchUp, GivesWhatAnOverrideWantsThatSomebodyMadeSince) {
  Outage outage(office, "18:50", "21:20");
  outage.override_a("20:00", "22:00", schedules::State::running);
  EXPECT_THAT(outage.told(), ElementsAre("19:00 start a", "19:00 stop b"));
}

TEST(CatchUp, CarriesOutPointsInTimeAndNoneThatIsLateThoughAnEdgeIsThen) {
  const auto reboot = [](const char* time) {
    return std::string(R"({"point": {"at": ")") + time +
           R"(", "days": "every_day", "action": "reboot"}})";
  };
  const auto some =
      rules({window("08:00", "12:00"), window("10:00", "19:00"), reboot("10:00"), reboot("12:10")});
  EXPECT_THAT(Outage(some.c_str(), "07:50", "12:20").told(),
              ElementsAre("08:00 start a", "08:00 start b", "12:10 reboot a", "12:10 reboot b"));
}

TEST(CatchUp, StopsWhatASchedulesLastWindowLeftOnThoughItIsNotInForceAnyMore) {
  Outage outage(office, "18:50", "21:20");
  auto& plan = outage.plan;
  plan.schedules.front().until = schedules::Date(std::chrono::year(2026) / 3 / 2);
  schedules::Almanac almanac(plan.calendars);
  CatchUp catch_up(
      plan.schedules.front(), plan, almanac,
      {.after = Outage::on("18:50"), .now = at("2026-03-03T00:30:00Z"), .catch_up = 15min});
  EXPECT_EQ(catch_up.decide(0, Outage::on("19:00")).wish.state, schedules::State::stopped);
}

TEST(CatchUp, KeepsOnWhatWasOnBeforeItsWindowBegan) {
  Outage outage(office, "18:50", "21:20", "keep_if_on");
  outage.plan.servers[0].seen = {{Outage::on("07:00"), schedules::State::running}};
  outage.plan.servers[1].seen = {{Outage::on("07:00"), schedules::State::stopped},
                                 {Outage::on("08:01"), schedules::State::running}};
  EXPECT_THAT(outage.told(), ElementsAre("19:00 stop b"));
}

}  // namespace
}  // namespace mirante::firing
