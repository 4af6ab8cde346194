// Scripts: when their steps are due, what they do, and what is told of wrong ones.
#include "simcloud/script.h"

#include <gtest/gtest.h>

#include <set>

#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view estate = R"({"accounts": [{"id": "210987654321", "name": "Loja",
  "opted_in": ["af-south-1"],
  "places": [
    {"region": "sa-east-1", "servers": [{"name": "web-{n}", "count": 4},
                                        {"name": "db", "type": "r5.large"}]},
    {"region": "us-east-1", "servers": [{"name": "web-u"}]}]}]})";

/// A World of one account, whose time is moved by the control API. It begins on a Monday at noon.
class Stage {
 public:
  explicit Stage(std::uint64_t seed = 1) : test(estate, seed) {}

  std::uint64_t play(const Json& steps) {
    return test.control("POST", "/_simcloud/scripts", {{"steps", steps}})["id"];
  }
  /// "steps[0].at: …" for a script that is refused.
  std::string refusal(const Json& steps) {
    const auto answer = test.world.handle({.method = "POST",
                                           .target = "/_simcloud/scripts",
                                           .headers = {},
                                           .body = Json{{"steps", steps}}.dump()},
                                          test.now);
    EXPECT_EQ(answer.status, 400) << answer.body;
    const auto json = Json::parse(answer.body);
    return json["field"].get<std::string>() + ": " + json["error"].get<std::string>();
  }
  void advance(seconds by) { test.control("POST", "/_simcloud/time", {{"advance_s", by.count()}}); }
  Reply call(const std::string& action, const Parameters& parameters = {},
             const std::string& region = "sa-east-1") {
    return test.call(test.admin("210987654321"), "ec2", region, action, parameters);
  }
  bool reached(const std::string& region) {
    return call("DescribeVpcs", {}, region).answer.delivery == WireAnswer::Delivery::whole;
  }
  std::size_t count(const std::string& state, const std::string& region = "sa-east-1") {
    return call("DescribeInstances",
                {{"Filter.1.Name", "instance-state-name"}, {"Filter.1.Value.1", state}}, region)
        .texts("instanceId")
        .size();
  }
  std::string time() { return test.control("GET", "/_simcloud/time")["now"]; }

  TestWorld test;
};

Timing daily(std::array<bool, 7> days, minutes at, minutes offset) {
  return {.from = parse_iso8601("2026-03-06T12:00:00Z").value(),  // A Friday.
          .daily = Timing::Daily{.days = days, .at = at, .utc_offset = offset}};
}

TEST(ScriptTiming, KeepsToWorkingDaysOfTheLocalZone) {
  // 22:00 in São Paulo is 01:00 of the next day in UTC.
  const auto timing = daily({true, true, true, true, true}, hours(22), -hours(3));

  const auto friday = occurrence(timing, 0, {});
  ASSERT_TRUE(friday);
  EXPECT_EQ(to_iso8601(*friday), "2026-03-07T01:00:00Z");
  const auto monday = occurrence(timing, 1, *friday);
  ASSERT_TRUE(monday);
  EXPECT_EQ(to_iso8601(*monday), "2026-03-10T01:00:00Z");
}

TEST(ScriptTiming, RepeatsUntilItsEndOrItsCount) {
  Timing timing{.from = Instant(hours(1)), .every = hours(1), .until = Instant(hours(4))};
  EXPECT_EQ(occurrence(timing, 2, Instant(hours(2))), Instant(hours(3)));
  EXPECT_EQ(occurrence(timing, 3, Instant(hours(3))), std::nullopt);

  timing.times = 2;
  EXPECT_EQ(occurrence(timing, 1, Instant(hours(1))), Instant(hours(2)));
  EXPECT_EQ(occurrence(timing, 2, Instant(hours(2))), std::nullopt);
}

TEST(Script, TakesARegionDownFromOneHourToAnother) {
  Stage stage;
  stage.play({{{"at", "2026-03-02T13:00:00Z"},
               {"to", "2026-03-02T14:00:00Z"},
               {"do", "outage"},
               {"account", "Loja"},
               {"region", "sa-east-1"}}});

  EXPECT_TRUE(stage.reached("sa-east-1"));
  stage.advance(hours(1));
  EXPECT_FALSE(stage.reached("sa-east-1"));
  EXPECT_TRUE(stage.reached("us-east-1"));
  stage.advance(hours(1) - seconds(1));
  EXPECT_FALSE(stage.reached("sa-east-1"));
  stage.advance(seconds(1));
  EXPECT_TRUE(stage.reached("sa-east-1"));
  EXPECT_TRUE(stage.test.control("GET", "/_simcloud/faults")["faults"].empty());
}

TEST(Script, LetsAThrottleStormRiseAndFall) {
  FaultRule rule{.rate = 0.8,
                 .from = Instant(minutes(10)),
                 .until = Instant(minutes(40)),
                 .rise = minutes(10),
                 .fall = minutes(20)};

  EXPECT_DOUBLE_EQ(rate_at(rule, Instant(minutes(9))), 0.0);
  EXPECT_DOUBLE_EQ(rate_at(rule, Instant(minutes(15))), 0.4);
  EXPECT_DOUBLE_EQ(rate_at(rule, Instant(minutes(20))), 0.8);
  EXPECT_DOUBLE_EQ(rate_at(rule, Instant(minutes(35))), 0.2);
  EXPECT_DOUBLE_EQ(rate_at(rule, Instant(minutes(40))), 0.0);

  Stage stage;
  stage.play({{{"after_s", 0},
               {"for_s", 2'000},
               {"do", "throttle-storm"},
               {"action", "DescribeVpcs"},
               {"peak", 1.0},
               {"rise_s", 1'000}}});
  stage.advance(seconds(0));
  EXPECT_EQ(stage.call("DescribeVpcs").outcome(), "200");
  stage.advance(seconds(1'000));
  EXPECT_EQ(stage.call("DescribeVpcs").outcome(), "503 RequestLimitExceeded");
  EXPECT_EQ(stage.call("DescribeSubnets").outcome(), "200");
}

TEST(Script, DegradesVolumesOfAServerForAWhile) {
  Stage stage;
  stage.play({{{"after_s", 60},
               {"for_s", 600},
               {"do", "volumes"},
               {"servers", "db"},
               {"io_performance", "severely-degraded"}}});
  const auto warnings = [&] {
    return stage
        .call("DescribeVolumeStatus",
              {{"Filter.1.Name", "volume-status.status"}, {"Filter.1.Value.1", "warning"}})
        .texts("volumeId")
        .size();
  };

  EXPECT_EQ(warnings(), 0u);
  stage.advance(seconds(60));
  EXPECT_EQ(warnings(), 1u);
  const auto told = stage.call(
      "DescribeVolumeStatus",
      {{"Filter.1.Name", "volume-status.details-status"}, {"Filter.1.Value.1", "severely*"}});
  EXPECT_EQ(told.texts("status"),
            (std::vector<std::string>{"passed", "severely-degraded", "warning"}));
  stage.advance(seconds(600));
  EXPECT_EQ(warnings(), 0u);
}

TEST(Script, FailsStatusChecksOfAServerForAWhile) {
  Stage stage;
  stage.advance(minutes(10));
  stage.play({{{"after_s", 0},
               {"for_s", 300},
               {"do", "checks"},
               {"servers", "web-1"},
               {"system_check", "impaired"}}});
  const auto impaired = [&] {
    return stage
        .call("DescribeInstanceStatus",
              {{"Filter.1.Name", "system-status.status"}, {"Filter.1.Value.1", "impaired"}})
        .texts("instanceId")
        .size();
  };

  stage.advance(seconds(1));
  EXPECT_EQ(impaired(), 1u);
  stage.advance(seconds(300));
  EXPECT_EQ(impaired(), 0u);
}

TEST(Script, AnnouncesARetirementThatHappensOnItsDay) {
  Stage stage;
  stage.play({{{"after_s", 60},
               {"do", "event"},
               {"servers", "db"},
               {"code", "instance-retirement"},
               {"starts_in_s", 86'400},
               {"ends_in_s", 90'000},
               {"deadline_in_s", 172'800}}});

  stage.advance(seconds(61));
  const auto status = stage.call("DescribeInstanceStatus", {{"IncludeAllInstances", "true"}});
  EXPECT_EQ(status.texts("code").size(), 6u);  // Five states and the event.
  EXPECT_EQ(status.text("notBefore"), "2026-03-03T12:01:00.000Z");
  EXPECT_EQ(status.text("notAfter"), "2026-03-03T13:01:00.000Z");
  EXPECT_EQ(status.text("notBeforeDeadline"), "2026-03-04T12:01:00.000Z");
  stage.advance(seconds(86'400));
  EXPECT_EQ(stage.count("running"), 4u);
}

TEST(Script, LetsSomebodyStopServersEveryWorkingDayAndStartThemInTheMorning) {
  Stage stage;
  const Json week{"mon", "tue", "wed", "thu", "fri"};
  stage.play({{{"every_day", {{"at", "18:00"}, {"days", week}, {"utc_offset", "-03:00"}}},
               {"do", "call"},
               {"servers", "web-*"},
               {"action", "StopInstances"},
               {"as", "arn:aws:iam::210987654321:user/joana"}},
              {{"every_day", {{"at", "08:00"}, {"days", week}, {"utc_offset", "-03:00"}}},
               {"do", "call"},
               {"servers", "web-*"},
               {"action", "StartInstances"}}});

  stage.advance(hours(9) - seconds(1));
  EXPECT_EQ(stage.count("running"), 5u);
  stage.advance(minutes(5));
  EXPECT_EQ(stage.count("stopped"), 4u);
  EXPECT_EQ(stage.count("running"), 1u);
  EXPECT_EQ(stage.count("stopped", "us-east-1"), 1u);
  stage.advance(hours(14));
  EXPECT_EQ(stage.count("running"), 5u);
  // A week has five evenings, in two regions.
  stage.advance(hours(7 * 24));
  const auto calls = stage.test.control("GET", "/_simcloud/calls?action=StopInstances")["calls"];
  EXPECT_EQ(calls.size(), 12u);
  EXPECT_EQ(calls[0]["actor"], "arn:aws:iam::210987654321:user/joana");
  EXPECT_EQ(calls[0]["at"], "2026-03-02T21:00:00Z");
  const auto steps = stage.test.control("GET", "/_simcloud/scripts")["scripts"][0]["steps"];
  EXPECT_EQ(steps[0]["done"], 6);
  EXPECT_FALSE(steps[0].contains("refused"));
}

TEST(Script, DrawsItsShareOfServersFromTheSeed) {
  const auto stopped = [](std::uint64_t seed) {
    Stage stage(seed);
    stage.play({{{"after_s", 60},
                 {"jitter_s", 600},
                 {"every_s", 3'600},
                 {"times", 5},
                 {"share", 0.5},
                 {"do", "power"},
                 {"power", "reboot"},
                 {"servers", "web-?"}}});
    stage.advance(hours(6));
    return stage.test.control("GET", "/_simcloud/changes")["changes"].dump();
  };

  EXPECT_EQ(stopped(3), stopped(3));
  EXPECT_NE(stopped(3), stopped(4));
  const auto changes = Json::parse(stopped(3));
  EXPECT_GT(changes.size(), 4u);
  EXPECT_LT(changes.size(), 25u);
}

TEST(Script, RunsTimeFasterAndSlowerAgain) {
  Stage stage;
  stage.play({{{"after_s", 10}, {"do", "time"}, {"speed", 60}},
              {{"after_s", 610}, {"do", "time"}, {"speed", 1}}});

  stage.test.wait(seconds(10));
  EXPECT_EQ(stage.time(), "2026-03-02T12:00:10Z");
  stage.test.wait(seconds(5));
  EXPECT_EQ(stage.time(), "2026-03-02T12:05:10Z");
  // The second step is due after 10 s at 60 times: five more, and then five as they are.
  stage.test.wait(seconds(10));
  EXPECT_EQ(stage.time(), "2026-03-02T12:10:15Z");
}

TEST(Script, JumpsAndDoesWhatFallsIntoTheJump) {
  Stage stage;
  stage.play({{{"after_s", 60}, {"every_s", 60}, {"do", "time"}, {"jump_s", 86'400}},
              {{"at", "2026-03-02T20:00:00Z"},
               {"do", "call"},
               {"action", "StopInstances"},
               {"servers", "db"}}});

  stage.test.wait(seconds(61));
  EXPECT_EQ(stage.time(), "2026-03-03T12:01:01Z");
  EXPECT_EQ(stage.count("stopped"), 1u);
  stage.test.wait(seconds(60));
  EXPECT_EQ(stage.time(), "2026-03-04T12:02:01Z");
}

TEST(Script, EndsWhatLastsWhenItIsRemoved) {
  Stage stage;
  const auto id = stage.play(
      {{{"after_s", 0}, {"do", "outage"}, {"region", "sa-east-1"}},
       {{"after_s", 0}, {"for_s", 900}, {"do", "checks"}, {"instance_check", "impaired"}},
       {{"after_s", 5}, {"do", "call"}, {"action", "StopInstances"}, {"servers", "*"}}});
  stage.advance(seconds(1));

  stage.test.control("DELETE", "/_simcloud/scripts/" + std::to_string(id));
  stage.advance(minutes(5));

  EXPECT_TRUE(stage.reached("sa-east-1"));
  EXPECT_EQ(stage.count("running"), 5u);
  EXPECT_EQ(stage
                .call("DescribeInstanceStatus", {{"Filter.1.Name", "instance-status.status"},
                                                 {"Filter.1.Value.1", "impaired"}})
                .texts("instanceId")
                .size(),
            0u);
}

TEST(Script, NamesTheStepAndTheFieldThatAreWrong) {
  Stage stage;
  const Json good{{"after_s", 1}, {"do", "outage"}};
  const auto of = [&](const Json& step) { return stage.refusal({good, step}); };
  const std::pair<Json, std::string_view> cases[] = {
      {{{"do", "earthquake"}}, "steps[1].do: must be outage"},
      {{{"do", "outage"}, {"at", "tomorrow"}}, "steps[1].at: must be a time"},
      {{{"do", "outage"}, {"at", "2020-01-01T00:00:00Z"}}, "steps[1].at: is in the past"},
      {{{"do", "outage"}, {"after_s", -1}}, "steps[1].after_s: must be a number of seconds"},
      {{{"do", "outage"}, {"regoin", "sa-east-1"}}, "steps[1].regoin: is not known"},
      {{{"do", "outage"}, {"region", "sa-east-9"}}, "steps[1].region: "},
      {{{"do", "outage"}, {"account", "Loj"}}, "steps[1].account: "},
      {{{"do", "outage"}, {"every_s", 60}, {"to", "2027-01-01T00:00:00Z"}}, "steps[1].to: "},
      {{{"do", "outage"}, {"every_s", 60}}, "steps[1].for_s: is needed"},
      {{{"do", "outage"}, {"times", 3}}, "steps[1].times: needs"},
      {{{"do", "throttle-storm"}, {"peak", 2}}, "steps[1].peak: "},
      {{{"do", "throttle-storm"}, {"fall_s", 2}}, "steps[1].fall_s: needs an end"},
      {{{"do", "fault"}, {"rule", {{"kind", "magic"}}}}, "steps[1].rule.kind: "},
      {{{"do", "checks"}, {"system_check", "bad"}}, "steps[1].system_check: must be ok"},
      {{{"do", "volumes"}, {"io_performance", "slow"}}, "steps[1].io_performance: "},
      {{{"do", "event"}, {"code", "meteor"}}, "steps[1].code: must be"},
      {{{"do", "power"}, {"power", "melt"}}, "steps[1].power: must be"},
      {{{"do", "call"}, {"action", "Fly"}, {"servers", "*"}}, "steps[1].action: "},
      {{{"do", "call"}, {"action", "StopInstances"}}, "steps[1].account: is needed"},
      {{{"do", "time"}}, "steps[1].speed: one of"},
      {{{"do", "time"}, {"speed", 0}}, "steps[1].speed: must be between"},
      {{{"do", "outage"}, {"every_day", {{"at", "25:00"}}}}, "steps[1].every_day.at: "},
      {{{"do", "outage"}, {"every_day", {{"at", "10:00"}, {"days", {"seg"}}}}},
       "steps[1].every_day.days: "},
      {{{"do", "outage"}, {"every_day", {{"at", "10:00"}, {"utc_offset", "3"}}}},
       "steps[1].every_day.utc_offset: "},
      {"outage", "steps[1]: must be an object"},
  };

  for (const auto& [step, wanted] : cases) {
    const auto told = of(step);
    EXPECT_TRUE(told.starts_with(wanted))
        << step << "\n  told   " << told << "\n  wanted " << wanted;
  }
  // Nothing of a refused script was planned.
  EXPECT_TRUE(stage.test.control("GET", "/_simcloud/scripts")["scripts"].empty());
}

}  // namespace
}  // namespace mirante::simcloud
