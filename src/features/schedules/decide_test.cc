#include "features/schedules/decide.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "features/schedules/plan_json.h"
#include "features/schedules/simulate.h"

namespace mirante::schedules {
namespace {

Instant at(std::string_view text) { return or_throw(parse_iso8601(text)); }

/// A schedule of UTC unless `more` says otherwise: every day from 08:00 to 19:00.
Json schedule(const Json& more = Json::object()) {
  auto json = Json::parse(R"({"id": "office", "name": "Office", "zone": "UTC", "mode": "edges",
    "rules": [{"window": {"begin": "08:00", "end": "19:00", "days": "every_day"}}]})");
  json.merge_patch(more);
  return json;
}
Json rules(const char* text) { return {{"rules", Json::parse(text)}}; }
Json plan(std::vector<Json> schedules, const Json& more = Json::object()) {
  Json json{{"schedules", schedules}, {"servers", Json::array({{{"id", "i-1"}}})}};
  json.merge_patch(more);
  return json;
}
Json note(const char* begin, const char* end, Json more) {
  Json json{{"begin", begin}, {"end", end}, {"reason", "closing"}};
  json.merge_patch(more);
  return Json::array({json});
}
Json override_of(const char* since, const char* until, const char* state) {
  return {{"overrides", Json::array({{{"server", "i-1"},
                                      {"since", since},
                                      {"until", until},
                                      {"state", state},
                                      {"reason", "late work"},
                                      {"by", "ana"}}})}};
}

/// "08:00 start schedule; 19:00 stop schedule", in UTC, of one day or more.
std::string day(const Json& of, const char* from = "2026-03-03T00:00:00Z",
                const char* to = "2026-03-04T00:00:00Z") {
  std::string text;
  for (const auto& fire : simulate(parse_plan(of), {at(from), at(to)}).fires) {
    if (!text.empty()) text += "; ";
    text += to_iso8601(fire.at).substr(11, 5) + " " + std::string(action_of(fire.decision.wish));
    if (!fire.decision.wish.type.empty()) text += " " + fire.decision.wish.type;
    text += " " + std::string(to_string(fire.decision.reason.because));
  }
  return text;
}

TEST(Decide, ALocalTimeThatDoesNotExistFiresAtTheFirstInstantAfterTheGap) {
  const auto midnight = schedule({{"zone", "America/Sao_Paulo"}});
  auto point = midnight;
  point.update(rules(R"([{"point": {"at": "00:00", "days": "every_day", "action": "start"}}])"));
  EXPECT_EQ(day(point, "2018-11-04T00:00:00Z", "2018-11-05T00:00:00Z"), "03:00 start schedule");
}

TEST(Decide, ALocalTimeThatOccursTwiceFiresAtItsFirstOccurrenceOnly) {
  auto point = schedule({{"zone", "America/New_York"}});
  point.update(rules(R"([{"point": {"at": "01:00", "days": "every_day", "action": "start"}}])"));
  EXPECT_EQ(day(point, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"), "05:00 start schedule");
}

TEST(Decide, ADailyTimeKeepsItsLocalHourWhenTheClocksChange) {
  auto point = schedule({{"zone", "America/New_York"}});
  point.update(rules(R"([{"point": {"cron": "30 8 * * *", "action": "start"}}])"));
  EXPECT_EQ(day(point, "2026-03-07T00:00:00Z", "2026-03-09T00:00:00Z"),
            "13:30 start schedule; 12:30 start schedule");
}

TEST(Decide, BothEndsOfAWindowBecomeInstantsByTheRuleOfPoints) {
  auto windows = schedule({{"zone", "America/New_York"}});
  const auto set = [&](const char* begin, const char* end) {
    windows["rules"][0]["window"] = {{"begin", begin}, {"end", end}, {"days", "every_day"}};
  };
  set("22:00", "02:30");
  EXPECT_EQ(day(windows, "2026-03-08T00:00:00Z", "2026-03-08T12:00:00Z"),
            "03:00 start schedule; 07:00 stop schedule");
  set("00:30", "01:30");
  EXPECT_EQ(day(windows, "2026-11-01T00:00:00Z", "2026-11-01T12:00:00Z"),
            "04:30 start schedule; 05:30 stop schedule");
  set("02:10", "02:50");  // The clocks jump over all of it.
  EXPECT_EQ(day(windows, "2026-03-08T00:00:00Z", "2026-03-08T12:00:00Z"), "");
}

TEST(Decide, OneOffsHappenOnce) {
  const auto once = schedule(rules(R"([
    {"once": {"begin": "2026-03-03T18:00", "end": "2026-03-04T02:00"}},
    {"point": {"once": "2026-03-05T12:00", "action": "reboot"}}])"));
  EXPECT_EQ(day(once, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"),
            "18:00 start schedule; 02:00 stop schedule; 12:00 reboot schedule");
}

TEST(Decide, EveryNHoursIsElapsedTimeNotWallTime) {
  auto point = schedule({{"zone", "America/New_York"}});
  point.update(rules(R"([{"point": {"every": {"hours": 4, "from": "2026-03-07T20:00"},
                                    "action": "reboot"}}])"));
  EXPECT_EQ(day(point, "2026-03-08T00:00:00Z", "2026-03-08T12:00:00Z"),
            "01:00 reboot schedule; 05:00 reboot schedule; 09:00 reboot schedule");
}

TEST(Decide, EndBeforeBeginMeansEndsNextDayAndTheWeekdayBelongsToTheBegin) {
  const auto night = schedule(rules(R"([{"window": {"begin": "22:00", "end": "02:00",
                                         "days": {"weekdays": ["tue"]}}}])"));
  EXPECT_EQ(day(night, "2026-03-02T00:00:00Z", "2026-03-06T00:00:00Z"),
            "22:00 start schedule; 02:00 stop schedule");  // 3 March is a Tuesday.
}

TEST(Decide, MidnightAsAnEndFiresExactlyOnce) {
  for (const auto* end : {"00:00", "24:00"}) {
    auto evening = schedule();
    evening["rules"][0]["window"]["end"] = end;
    EXPECT_EQ(day(evening, "2026-03-03T12:00:00Z", "2026-03-04T07:00:00Z"), "00:00 stop schedule");
  }
}

TEST(Decide, WindowsThatTouchAreOneBand) {
  const auto touching = schedule(rules(R"([
    {"window": {"begin": "08:00", "end": "12:00", "days": "every_day"}},
    {"window": {"begin": "12:00", "end": "19:00", "days": "every_day"}}])"));
  EXPECT_EQ(day(touching), "08:00 start schedule; 19:00 stop schedule");
  const auto simulated =
      simulate(parse_plan(touching), {at("2026-03-03T00:00:00Z"), at("2026-03-04T00:00:00Z")});
  EXPECT_EQ(simulated.bands.size(), 1u);
}

TEST(Decide, OneSidedWindowsAreFirstClass) {
  EXPECT_EQ(day(schedule(rules(R"([{"window": {"end": "22:00", "days": "every_day"}}])"))),
            "22:00 stop schedule");
  EXPECT_EQ(day(schedule(rules(R"([{"window": {"begin": "07:00", "days": "every_day"}}])"))),
            "07:00 start schedule");
}

TEST(Decide, ATypeIsSetAtTheEdgeOfItsWindow) {
  const auto sizes = schedule(rules(R"([
    {"window": {"begin": "08:00", "end": "19:00", "type": "t3.small", "days": "every_day"}},
    {"window": {"begin": "10:00", "end": "12:00", "type": "m5.large", "days": "every_day"}}])"));
  EXPECT_EQ(day(sizes),
            "08:00 start t3.small schedule; 10:00 resize m5.large schedule; "
            "12:00 resize t3.small schedule; 19:00 stop schedule");
}

TEST(Decide, RunningBeatsStoppedAndTheLatestBeginDecidesTheSize) {
  auto late = schedule({{"id", "late"}});
  late["rules"][0]["window"] = {
      {"begin", "18:00"}, {"end", "21:00"}, {"type", "m5.large"}, {"days", "every_day"}};
  auto early = schedule();
  early["rules"][0]["window"]["type"] = "t3.small";
  EXPECT_EQ(day(plan({late, early})),
            "08:00 start t3.small schedule; 18:00 start m5.large schedule; "
            "19:00 none other_window; 21:00 stop schedule");
}

TEST(Decide, AHolidaySkipsStartsAndKeepsStops) {
  const auto holidays = schedule(
      {{"calendars", Json::array({{{"calendar", "br-national"}, {"effect", "skip_starts"}}})}});
  EXPECT_EQ(day(holidays, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
            "08:00 none holiday; 19:00 stop schedule");
  EXPECT_EQ(day(holidays), "08:00 start schedule; 19:00 stop schedule");
}

TEST(Decide, WhatIsLeftOutIsToldWhereTheScheduleEnforcesAndTheNextLookEnforces) {
  const auto enforced = [](const char* effect, const Json& more = Json::object()) {
    Json reference{{"calendar", "br-national"}, {"effect", effect}};
    reference.merge_patch(more);
    return plan({schedule({{"mode", "enforce"}, {"calendars", Json::array({reference})}})});
  };
  const auto decided = [](const Json& of, const char* when) {
    const auto parsed = parse_plan(of);
    const auto decision = decide(parsed.servers.front(), at(when), parsed);
    return std::string(action_of(decision.wish)) + " " +
           std::string(to_string(decision.reason.because));
  };
  const auto none = enforced("skip_starts");
  EXPECT_EQ(decided(none, "2026-11-20T08:00:00Z"), "none holiday");
  EXPECT_EQ(decided(none, "2026-11-20T08:05:00Z"), "stop schedule");

  // One of the windows in their place runs, and nobody misses what it has replaced.
  const auto other =
      enforced("other_windows", {{"windows", {{{"begin", "07:00"}, {"end", "12:00"}}}}});
  EXPECT_EQ(decided(other, "2026-11-20T07:55:00Z"), "start holiday");
  EXPECT_EQ(decided(other, "2026-11-20T08:00:00Z"), "none nothing");
  EXPECT_EQ(decided(other, "2026-11-20T08:05:00Z"), "start holiday");
}

TEST(Decide, NoDayIsAHolidayUnlessAScheduleRefersToItsCalendar) {
  EXPECT_EQ(day(schedule(), "2026-12-25T00:00:00Z", "2026-12-26T00:00:00Z"),
            "08:00 start schedule; 19:00 stop schedule");
  const auto national = schedule(
      {{"calendars", Json::array({{{"calendar", "br-national"}, {"effect", "skip_starts"}}})}});
  EXPECT_EQ(day(national, "2026-02-17T00:00:00Z", "2026-02-18T00:00:00Z"),  // Carnival.
            "08:00 start schedule; 19:00 stop schedule");
}

TEST(Decide, TheFirstCalendarThatKnowsADateDecides) {
  const Json more{{"calendars", Json::parse(R"([{"id": "ours", "name": "Ours",
    "dates": [{"yearly": "11-20", "name": "Founding day"}]}])")}};
  auto uses = Json::parse(R"([
    {"calendar": "ours", "effect": "other_windows", "windows": [{"begin": "10:00", "end": "12:00"}]},
    {"calendar": "br-national", "effect": "skip_starts"}])");
  EXPECT_EQ(day(plan({schedule({{"calendars", uses}})}, more), "2026-11-20T00:00:00Z",
                "2026-11-21T00:00:00Z"),
            "08:00 none holiday; 10:00 start holiday; 12:00 stop holiday");
  std::swap(uses[0], uses[1]);
  EXPECT_EQ(day(plan({schedule({{"calendars", uses}})}, more), "2026-11-20T00:00:00Z",
                "2026-11-21T00:00:00Z"),
            "08:00 none holiday; 19:00 stop schedule");
}

TEST(Decide, AHalfHolidayCountsAsASundayUntilItIsOver) {
  auto sunday = schedule(
      {{"calendars", Json::array({{{"calendar", "br-optional"}, {"effect", "as_sunday"}}})}});
  sunday["rules"] = Json::parse(R"([
    {"window": {"begin": "08:00", "end": "13:00", "days": {"weekdays": ["wed"]}}},
    {"window": {"begin": "10:00", "end": "11:00", "days": {"weekdays": ["sun"]}}},
    {"window": {"begin": "15:00", "end": "16:00", "days": {"weekdays": ["wed"]}}}])");
  EXPECT_EQ(day(sunday, "2026-02-18T00:00:00Z", "2026-02-19T00:00:00Z"),
            "08:00 none holiday; 10:00 start schedule; 11:00 stop schedule; 15:00 start schedule; "
            "16:00 stop schedule");
}

TEST(Decide, AHalfHolidayDelaysTheBeginUntilItIsOver) {
  const auto holidays = schedule(
      {{"calendars", Json::array({{{"calendar", "br-optional"}, {"effect", "skip_starts"}}})}});
  EXPECT_EQ(day(holidays, "2026-02-18T00:00:00Z", "2026-02-19T00:00:00Z"),
            "14:00 start holiday; 19:00 stop holiday");
}

TEST(Decide, AHolidayMayCountAsASundayOrHaveOtherWindows) {
  auto sunday = schedule(
      {{"calendars", Json::array({{{"calendar", "br-national"}, {"effect", "as_sunday"}}})}});
  sunday["rules"] = Json::parse(R"([
    {"window": {"begin": "08:00", "end": "19:00", "days": {"weekdays": ["fri"]}}},
    {"window": {"begin": "10:00", "end": "11:00", "days": {"weekdays": ["sun"]}}}])");
  EXPECT_EQ(day(sunday, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
            "08:00 none holiday; 10:00 start schedule; 11:00 stop schedule");
  auto other = schedule();
  other["calendars"] = Json::parse(R"([{"calendar": "br-national", "effect": "other_windows",
                                        "windows": [{"begin": "09:00", "end": "12:00"}]}])");
  EXPECT_EQ(day(other, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
            "08:00 none holiday; 09:00 start holiday; 12:00 stop holiday");
}

TEST(Decide, AnExceptionDateBeatsTheHoliday) {
  auto both = schedule(
      {{"calendars", Json::array({{{"calendar", "br-national"}, {"effect", "skip_starts"}}})}});
  both["exceptions"] = Json::parse(R"([{"date": "2026-11-20", "reason": "release",
                                        "windows": [{"begin": "06:00", "end": "23:00"}]}])");
  EXPECT_EQ(day(both, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
            "06:00 start exception; 23:00 stop exception");
}

TEST(Decide, AOneOffHappensWhenTheClocksOfItsSchedulesZoneShowIt) {
  const auto* rule = R"([{"point": {"once": "2026-03-03T08:00", "action": "stop"}}])";
  auto here = schedule({{"zone", "America/Sao_Paulo"}}), there = schedule({{"zone", "Asia/Tokyo"}});
  here["rules"] = there["rules"] = Json::parse(rule);
  EXPECT_EQ(day(here), "11:00 stop schedule");
  EXPECT_EQ(day(there, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"), "23:00 stop schedule");
}

TEST(Decide, SaysOfEachThingThatADateLeavesOutWhyItDoesNotHappen) {
  auto closed = schedule();
  closed["rules"] = Json::parse(R"([
    {"window": {"begin": "08:00", "end": "19:00", "days": "every_day"}},
    {"window": {"end": "20:00", "days": "every_day"}},
    {"point": {"at": "21:00", "days": "every_day", "action": "reboot"}},
    {"point": {"cron": "30 21 * * *", "action": "start"}},
    {"point": {"once": "2026-03-03T22:00", "action": "stop"}},
    {"once": {"begin": "2026-03-03T22:30", "end": "2026-03-03T23:00"}},
    {"point": {"every": {"hours": 23, "from": "2026-03-03T23:15"}, "action": "stop"}}])");
  closed["exceptions"] =
      Json::parse(R"([{"date": "2026-03-03", "reason": "obra", "windows": []}])");
  EXPECT_EQ(day(closed),
            "08:00 none exception; 20:00 none exception; 21:00 none exception; "
            "21:30 none exception; 22:00 none exception; 22:30 none exception; "
            "23:15 none exception");
}

TEST(Decide, SaysOfWhatCountsAsSundayOnlyWhatItKeepsFromHappening) {
  auto sunday = schedule(
      {{"calendars", Json::array({{{"calendar", "br-national"}, {"effect", "as_sunday"}}})}});
  sunday["rules"] = Json::parse(R"([
    {"point": {"at": "08:00", "days": {"weekdays": ["fri"]}, "action": "start"}},
    {"point": {"cron": "0 9 * * 1-5", "action": "start"}},
    {"point": {"at": "10:00", "days": {"weekdays": ["thu"]}, "action": "start"}},
    {"point": {"at": "11:00", "days": {"weekdays": ["fri", "sun"]}, "action": "start"}}])");
  EXPECT_EQ(day(sunday, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
            "08:00 none holiday; 09:00 none holiday; 11:00 start schedule");
}

TEST(Decide, SaysNothingOfWhatADateLeavesOutWhileAnotherWindowRuns) {
  auto inventory = schedule();
  inventory["exceptions"] = Json::parse(R"([{"date": "2026-03-03", "reason": "inventário",
                                             "windows": [{"begin": "06:00", "end": "10:00"}]}])");
  EXPECT_EQ(day(inventory), "06:00 start exception; 10:00 stop exception");
}

TEST(Decide, AnOverrideBeatsTheScheduleExpiresByItselfAndThenThePresentWishIsApplied) {
  EXPECT_EQ(day(plan({schedule()},
                     override_of("2026-03-03T18:30:00Z", "2026-03-03T21:00:00Z", "running"))),
            "08:00 start schedule; 18:30 start override; 19:00 start override; "
            "21:00 stop schedule");
}

TEST(Decide, AFreezeBeatsAnOverrideAndThePresentWishIsAppliedOnceBehindIt) {
  auto more = override_of("2026-03-03T12:00:00Z", "2026-03-03T13:00:00Z", "stopped");
  more["freezes"] = note("2026-03-03T11:00:00Z", "2026-03-03T20:00:00Z", Json::object());
  EXPECT_EQ(day(plan({schedule()}, more)),
            "08:00 start schedule; 11:00 none freeze; 12:00 none freeze; 13:00 none freeze; "
            "19:00 none freeze; 20:00 stop schedule");
}

TEST(Decide, APauseIsAFreezeWithoutAnEnd) {
  const Json more{
      {"freezes", Json::parse(R"([{"begin": "2026-03-03T11:00:00Z", "reason": "closing"}])")}};
  EXPECT_EQ(day(plan({schedule()}, more), "2026-03-03T00:00:00Z", "2026-03-05T00:00:00Z"),
            "08:00 start schedule; 11:00 none freeze; 19:00 none freeze; 08:00 none freeze; "
            "19:00 none freeze");
}

TEST(Decide, FreezesThatTouchAreOne) {
  const auto first = note("2026-03-03T11:00:00Z", "2026-03-03T20:00:00Z", Json::object())[0];
  for (const auto* begin : {"2026-03-03T19:30:00Z", "2026-03-03T20:00:00Z"}) {
    const auto second = note(begin, "2026-03-03T21:00:00Z", Json::object())[0];
    const Json more{{"freezes", Json::array({first, second})}};
    EXPECT_TRUE(day(plan({schedule()}, more)).ends_with("20:00 none freeze; 21:00 stop schedule"))
        << begin;
  }
}

TEST(Decide, WhatEndedInAFreezeIsUndoneBehindIt) {
  auto more = override_of("2026-03-03T12:00:00Z", "2026-03-03T13:00:00Z", "stopped");
  more["freezes"] = note("2026-03-03T12:30:00Z", "2026-03-03T14:00:00Z", Json::object());
  EXPECT_EQ(day(plan({schedule()}, more)),
            "08:00 start schedule; 12:00 stop override; 12:30 none freeze; 13:00 none freeze; "
            "14:00 start schedule; 19:00 stop schedule");
  const Json late{
      {"maintenance", note("2026-03-03T20:00:00Z", "2026-03-03T21:00:00Z", Json::object())},
      {"freezes", note("2026-03-03T20:30:00Z", "2026-03-03T22:00:00Z", Json::object())}};
  EXPECT_EQ(day(plan({schedule()}, late)),
            "08:00 start schedule; 19:00 stop schedule; 20:00 start maintenance; "
            "20:30 none freeze; 21:00 none freeze; 22:00 stop schedule");
}

TEST(Decide, AnOverrideThatAFreezeHeldBackAltogetherLeavesNothingToUndo) {
  auto more = override_of("2026-03-03T12:00:00Z", "2026-03-03T13:00:00Z", "stopped");
  more["freezes"] = note("2026-03-03T11:00:00Z", "2026-03-03T14:00:00Z", Json::object());
  EXPECT_EQ(day(plan({schedule()}, more)),
            "08:00 start schedule; 11:00 none freeze; 12:00 none freeze; 13:00 none freeze; "
            "19:00 stop schedule");
}

TEST(Decide, AFreezeBeatsNeverSwitchOff) {
  auto marked =
      plan({schedule()},
           {{"freezes", note("2026-03-03T18:00:00Z", "2026-03-03T20:00:00Z", Json::object())}});
  marked["servers"][0]["never_switch_off"] = "licence server";
  EXPECT_EQ(day(marked),
            "08:00 start schedule; 18:00 none freeze; 19:00 none freeze; "
            "20:00 none never_switch_off");
}

TEST(Decide, AnOverrideBeatsAnExceptionAndAnExceptionBeatsAMaintenanceWindow) {
  auto release = schedule();
  release["exceptions"] = Json::parse(R"([{"date": "2026-03-03", "reason": "release",
                                           "windows": [{"begin": "06:00", "end": "23:00"}]}])");
  auto more = override_of("2026-03-03T12:00:00Z", "2026-03-03T13:00:00Z", "stopped");
  more["maintenance"] = note("2026-03-03T11:30:00Z", "2026-03-03T14:00:00Z", Json::object());
  EXPECT_EQ(day(plan({release}, more)),
            "06:00 start exception; 12:00 stop override; 13:00 start exception; "
            "14:00 start exception; 23:00 stop exception");
}

TEST(Decide, AMaintenanceWindowYieldsNoLongerThanTheHolidayLasts) {
  const auto holidays = schedule(
      {{"calendars", Json::array({{{"calendar", "br-national"}, {"effect", "skip_starts"}}})}});
  const Json more{
      {"maintenance", note("2026-11-20T22:00:00Z", "2026-11-21T02:00:00Z", Json::object())}};
  EXPECT_EQ(day(plan({holidays}, more), "2026-11-20T20:00:00Z", "2026-11-21T06:00:00Z"),
            "00:00 start maintenance; 02:00 stop schedule");
}

TEST(Decide, AFreezeInWhichNothingWasMissedChangesNothing) {
  const Json more{
      {"freezes", note("2026-03-03T10:00:00Z", "2026-03-03T12:00:00Z", Json::object())}};
  EXPECT_EQ(day(plan({schedule()}, more)),
            "08:00 start schedule; 10:00 none freeze; 19:00 stop schedule");
}

TEST(Decide, NeverSwitchOffBeatsAnOverrideAndLetsStartsThrough) {
  auto marked =
      plan({schedule()}, override_of("2026-03-03T12:00:00Z", "2026-03-03T13:00:00Z", "stopped"));
  marked["servers"][0]["never_switch_off"] = "licence server";
  EXPECT_EQ(day(marked),
            "08:00 start schedule; 12:00 none never_switch_off; 13:00 start schedule; "
            "19:00 none never_switch_off");
}

TEST(Decide, AMaintenanceWindowBeatsTheScheduleAndYieldsToAHoliday) {
  const Json more{
      {"maintenance", note("2026-03-03T18:00:00Z", "2026-03-03T22:00:00Z", Json::object())}};
  EXPECT_EQ(day(plan({schedule()}, more)),
            "08:00 start schedule; 18:00 start maintenance; 19:00 start maintenance; "
            "22:00 stop schedule");
  auto holidays = schedule(
      {{"calendars", Json::array({{{"calendar", "br-national"}, {"effect", "skip_starts"}}})}});
  const Json on_holiday{
      {"maintenance", note("2026-11-20T20:00:00Z", "2026-11-20T22:00:00Z", Json::object())}};
  EXPECT_EQ(day(plan({holidays}, on_holiday), "2026-11-20T18:00:00Z", "2026-11-20T21:00:00Z"),
            "19:00 stop schedule");
}

TEST(Decide, EdgesLetStayWhatAPersonDidAndEnforceRestores) {
  const Json by_hand{{"servers", Json::parse(R"([{"id": "i-1", "seen": [
    {"at": "2026-03-03T10:00:00Z", "state": "stopped"},
    {"at": "2026-03-03T21:00:00Z", "state": "running"}]}])")}};
  EXPECT_EQ(day(plan({schedule()}, by_hand)), "08:00 start schedule; 19:00 stop schedule");
  EXPECT_EQ(day(plan({schedule({{"mode", "enforce"}})}, by_hand)),
            "08:00 start schedule; 10:00 start schedule; 19:00 stop schedule; "
            "21:00 stop schedule");
}

TEST(Decide, KeepIfOnDoesNotStopWhatWasOnBeforeTheWindowBegan) {
  const auto keeps = schedule({{"mode", "keep_if_on"}});
  const auto seen = [&](const char* state) {
    return plan({keeps}, {{"servers", Json::array({{{"id", "i-1"},
                                                    {"seen", Json::array({{
                                                                 {"at", "2026-03-03T07:00:00Z"},
                                                                 {"state", state},
                                                             }})}}})}});
  };
  EXPECT_EQ(day(seen("stopped")), "08:00 start schedule; 19:00 stop schedule");
  EXPECT_EQ(day(seen("running")), "08:00 start schedule; 19:00 none kept_on");
  EXPECT_EQ(day(plan({keeps})), "08:00 start schedule; 19:00 none kept_on");  // Nobody knows.
}

TEST(Decide, AServerFirstSeenOutsideItsWindowIsLeftAloneUntilTheNextEdge) {
  const auto enforced = schedule({{"mode", "enforce"}});
  auto of = plan({enforced});
  of["servers"][0]["first_seen"] = "2026-03-02T21:00:00Z";
  const auto read = parse_plan(of);
  const auto& server = read.servers.front();
  EXPECT_EQ(decide(server, at("2026-03-03T07:00:00Z"), read), Decision{});
  EXPECT_EQ(decide(server, at("2026-03-03T08:30:00Z"), read).wish.state, State::running);
  EXPECT_EQ(decide(server, at("2026-03-03T20:00:00Z"), read).wish.state, State::stopped);
}

TEST(Decide, OutOfItsDatesAScheduleWantsNothing) {
  const auto dated =
      schedule({{"mode", "enforce"}, {"from", "2026-03-03"}, {"until", "2026-03-03"}});
  EXPECT_EQ(day(dated, "2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z"),
            "08:00 start schedule; 19:00 stop schedule");
  const auto read = parse_plan(dated);
  EXPECT_EQ(decide(read.servers.front(), at("2026-03-05T12:00:00Z"), read), Decision{});
}

TEST(Decide, TheNextFireIsTheFirstThatDoesSomething) {
  const auto read = parse_plan(schedule(
      {{"calendars", Json::array({{{"calendar", "br-national"}, {"effect", "skip_starts"}}})}}));
  const auto next = next_fire(read.servers.front(), read,
                              {at("2026-11-20T05:00:00Z"), at("2026-12-20T05:00:00Z")});
  ASSERT_TRUE(next);
  EXPECT_EQ(to_iso8601(next->at), "2026-11-20T19:00:00Z");
}

/// What is decided at 22:00 of a database that AWS started by itself at 21:30.
Decision after_aws_start(const Json& of, const char* when = "2026-03-03T22:00:00Z") {
  auto read = parse_plan(of);
  read.servers.front().started_by_aws = at("2026-03-03T21:30:00Z");
  return decide(read.servers.front(), at(when), read);
}

TEST(Decide, WhatAwsStartedAfterSevenDaysIsStoppedAgainWhereTheScheduleWantsItOff) {
  for (const auto* mode : {"edges", "enforce"}) {
    const auto decision = after_aws_start(schedule({{"mode", mode}}));
    EXPECT_EQ(decision.wish.state, State::stopped) << mode;
    EXPECT_EQ(decision.reason, (Reason{.because = Because::aws_start, .schedule = "office"}))
        << mode;
  }
  EXPECT_EQ(after_aws_start(schedule(), "2026-03-03T21:29:59Z"), Decision{});  // Not seen yet.
}

TEST(Decide, WhatAwsStartedStaysOnInItsWindowUnderAnOverrideInAFreezeAndUnderTheMark) {
  EXPECT_EQ(after_aws_start(schedule(), "2026-03-04T09:00:00Z"), Decision{});
  auto more = override_of("2026-03-03T21:00:00Z", "2026-03-03T23:00:00Z", "running");
  EXPECT_EQ(after_aws_start(plan({schedule()}, more)).reason.because, Because::override_);
  const Json frozen{
      {"freezes", note("2026-03-03T21:00:00Z", "2026-03-03T23:00:00Z", Json::object())}};
  EXPECT_EQ(after_aws_start(plan({schedule()}, frozen)).reason.because, Because::freeze);
  EXPECT_EQ(after_aws_start(plan({schedule()}, frozen), "2026-03-03T23:05:00Z").wish.state,
            State::stopped);
  auto marked = plan({schedule()});
  marked["servers"][0]["never_switch_off"] = "fechamento";
  EXPECT_TRUE(after_aws_start(marked).wish.is_empty());
}

TEST(Decide, OfAScheduleWithoutWindowsTheLastThatItAskedForDecidesWhatAwsStarted) {
  const auto points = [](const char* text) { return schedule(rules(text)); };
  const auto* stops =
      R"([{"point": {"at": "20:00", "days": {"weekdays": ["mon"]}, "action": "stop"}}])";
  const auto* both =
      R"([{"point": {"at": "20:00", "days": {"weekdays": ["mon"]}, "action": "stop"}},
    {"point": {"at": "08:00", "days": {"weekdays": ["tue"]}, "action": "start"}}])";
  EXPECT_EQ(after_aws_start(points(stops)).wish.state, State::stopped);
  EXPECT_EQ(after_aws_start(points(both)), Decision{});  // Started on Tuesday morning.
}

TEST(Decide, WhatWasOnBeforeItsWindowIsKeptOnAlsoWhereAwsStartedIt) {
  EXPECT_EQ(after_aws_start(schedule({{"mode", "keep_if_on"}})).reason.because, Because::kept_on);
}

TEST(PlanJson, RefusesACalendarThatNobodyKnows) {
  try {
    parse_plan(schedule(
        {{"calendars", Json::array({{{"calendar", "br-nacional"}, {"effect", "skip_starts"}}})}}));
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().field, "calendars/0/calendar");
    EXPECT_EQ(failure.error().message,
              "\"br-nacional\" is not a calendar; write one of br-national, br-optional, br-sp, "
              "br-sp-city");
  }
}

TEST(PlanJson, ReadsAScheduleAsTheApiTakesAndGivesIt) {
  auto taken = schedule();
  taken.erase("id");
  taken["targets"] = {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}};
  taken["settings"] = {{"catch_up_minutes", 20}};
  taken["state"] = "active";
  EXPECT_EQ(parse_plan(taken).schedules.front().id, "schedule");

  auto given = taken;
  given["id"] = "0190b5e0-0000-7000-8000-000000000001";
  for (const auto* member :
       {"version", "approved", "created_at", "updated_at", "updated_by", "next_due", "standing"})
    given[member] = 1;
  EXPECT_EQ(parse_plan(given).schedules.front().id, given["id"].get<std::string>());
  const Json page{{"schedules", Json::array({given})}, {"next", "b"}};
  EXPECT_EQ(parse_plan(page).schedules.size(), 1U);

  given["settings"]["catch_up"] = 20;
  EXPECT_THROW(parse_plan(given), Failure);
}

TEST(PlanJson, AFireForWhichNoScheduleAskedIsToldInTheZoneOfTheServersOwn) {
  auto two = plan({schedule({{"id", "sp"}, {"zone", "America/Sao_Paulo"}}),
                   schedule({{"id", "ny"}, {"zone", "America/New_York"}})},
                  override_of("2026-03-03T12:00:00Z", "2026-03-03T12:30:00Z", "running"));
  two["servers"][0]["schedules"] = Json::array({"ny"});
  const auto read = parse_plan(two);
  const auto json =
      to_json(simulate(read, {at("2026-03-03T11:45:00Z"), at("2026-03-03T12:15:00Z")}), read);
  ASSERT_EQ(json["fires"].size(), 1u);
  EXPECT_EQ(json["fires"][0]["local"], "2026-03-03T07:00:00-05:00");
  EXPECT_EQ(json["fires"][0]["zone"], "America/New_York");
}

TEST(PlanJson, EachFireSaysInstantLocalTimeZoneActionAndReason) {
  const auto read = parse_plan(schedule({{"zone", "America/Sao_Paulo"}}));
  const auto json =
      to_json(simulate(read, {at("2026-03-03T00:00:00Z"), at("2026-03-03T12:00:00Z")}), read);
  EXPECT_EQ(json["fires"], Json::parse(R"([{"server": "any", "instant": "2026-03-03T11:00:00Z",
    "local": "2026-03-03T08:00:00-03:00", "zone": "America/Sao_Paulo", "action": "start",
    "reason": {"because": "schedule", "schedule": "office", "text": "schedule office"}}])"));
  EXPECT_EQ(json["bands"][0]["begin_local"], "2026-03-03T08:00:00-03:00");
}

}  // namespace
}  // namespace mirante::schedules
