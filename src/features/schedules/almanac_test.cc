#include "features/schedules/almanac.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/rng.h"
#include "features/schedules/decide.h"
#include "features/schedules/plan_json.h"

namespace mirante::schedules {
namespace {

using std::chrono::days, std::chrono::minutes;

Instant at(std::string_view text) { return or_throw(parse_iso8601(text)); }

/// Schedules that differ in what makes occurrences hard to find: windows over midnight, of weeks
/// and over days that a zone leaves out or has for longer, many points a day, holidays, exceptions.
Plan plan_in(const char* zone, const std::string& mode) {
  auto json = Json::parse(R"({"servers": [{"id": "i-1"}], "schedules": [
    {"id": "night", "name": "Night", "rules": [
      {"window": {"begin": "22:30", "end": "22:30", "days": "every_day"}},
      {"window": {"begin": "09:00", "end": "17:00", "days": {"weekdays": ["mon", "tue"]}, "type": "m5.large"}}],
     "calendars": [{"calendar": "br-national", "effect": "skip_starts"}]},
    {"id": "cron", "name": "Cron", "rules": [
      {"point": {"every": {"hours": 5, "from": "2011-12-01T00:20"}, "action": "reboot"}},
      {"point": {"cron": "*/7 * * * *", "action": "reboot"}}]},
    {"id": "once", "name": "Once", "from": "2011-12-20", "rules": [
      {"once": {"begin": "2011-12-21T06:00", "end": "2012-01-20T18:00"}},
      {"window": {"begin": "08:00", "end": "24:00", "days": "every_day"}}],
     "exceptions": [{"date": "2011-12-28", "reason": "closing",
                     "windows": [{"begin": "23:00", "end": "01:00"}]}]}]})");
  for (auto& schedule : json["schedules"]) {
    schedule["zone"] = zone;
    // The other modes are those of windows.
    schedule["mode"] = schedule["id"] == "cron" ? "edges" : mode;
  }
  for (const auto* action : {"start", "stop"})
    json["schedules"][1]["rules"].push_back(
        {{"point", {{"cron", "*/9 * * * *"}, {"action", action}}}});
  return parse_plan(json);
}

constexpr const char* zones[] = {"UTC", "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns"};

std::vector<Occurrence> values_of(const Almanac::Touching& touching) {
  std::vector<Occurrence> values;
  for (const auto* one : touching.all) values.push_back(*one);
  return values;
}

TEST(Almanac, SaysOfAnySpanWhatOccurrencesSays) {
  SeededRng rng(7);
  for (const auto* zone : zones) {
    const auto plan = plan_in(zone, "edges");
    Almanac almanac(plan.calendars);
    auto from = at("2011-12-25T00:00:00Z");
    for (int i = 0; i < 600; ++i) {
      // Mostly near what was asked before, sometimes back.
      from += minutes(rng.below(700)) - minutes(i % 5 == 0 ? 1500 : 0);
      const auto to = from + (i % 3 == 0 ? minutes(0) : minutes(rng.below(4000)));
      for (const auto& schedule : plan.schedules)
        ASSERT_EQ(values_of(almanac.touching(schedule, from, to)),
                  occurrences(schedule, plan.calendars, from, to))
            << zone << " " << schedule.id << " " << to_iso8601(from) << " " << to_iso8601(to);
    }
  }
}

TEST(Almanac, WhatWasFoundOutlivesWhatIsAskedLater) {
  const auto plan = plan_in("UTC", "edges");
  Almanac almanac(plan.calendars);
  const auto noon = at("2012-01-10T12:00:00Z");
  const auto found = almanac.touching(plan.schedules[1], noon, noon + days(1));
  const auto before = values_of(found);
  ASSERT_FALSE(before.empty());
  for (int day = 2; day < 60; day += 6)
    almanac.touching(plan.schedules[1], noon + days(day), noon + days(day + 1));
  EXPECT_EQ(values_of(found), before);
}

TEST(Almanac, DecisionsWithOneForAWholeWalkAreThoseOfEachInstantAlone) {
  for (const auto* zone : zones)
    for (const auto* mode : {"edges", "enforce", "keep_if_on"}) {
      auto plan = plan_in(zone, mode);
      const auto begin = at("2011-12-28T00:00:00Z");
      plan.freezes = {{.begin = begin + days(2), .end = begin + days(3), .reason = "f"}};
      auto& server = plan.servers.front();
      server.first_seen = begin - days(9);
      server.seen = {{.at = begin - days(9), .state = State::stopped},
                     {.at = begin + minutes(700), .state = State::running}};
      Almanac almanac(plan.calendars);
      for (auto now = begin; now < begin + days(4); now += minutes(5))
        ASSERT_EQ(decide(server, now, plan, almanac), decide(server, now, plan))
            << zone << " " << mode << " " << to_iso8601(now);
    }
}

}  // namespace
}  // namespace mirante::schedules
