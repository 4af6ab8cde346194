#include "features/schedules/schedule_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mirante::schedules {
namespace {

const char* const everything = R"({
  "id": "hml", "name": "Homologação", "zone": "America/Sao_Paulo", "mode": "edges",
  "from": "2026-01-01", "until": "2026-12-31",
  "rules": [
    {"window": {"begin": "08:00", "end": "19:00", "type": "m5.large",
                "days": {"weekdays": ["mon", "tue", "wed", "thu", "fri"]}}},
    {"window": {"begin": "22:00", "days": {"nth": [{"nth": -1, "weekday": "sat"}]}}},
    {"window": {"end": "24:00", "days": {"nearest_weekday": 15}}},
    {"once": {"begin": "2026-03-02T18:00", "end": "2026-03-04T02:00"}},
    {"point": {"at": "12:00", "days": {"month_days": [15, 31], "short_months": "skip"},
               "action": "reboot"}},
    {"point": {"cron": "0 3 * * 7", "action": "resize", "type": "t3.small"}},
    {"point": {"every": {"minutes": 90, "from": "2026-03-02T08:00"}, "action": "stop"}},
    {"point": {"once": "2026-03-02T18:00", "action": "start", "type": "t3.small"}}],
  "calendars": [{"calendar": "br-national", "effect": "skip_starts"},
                {"calendar": "br-optional", "effect": "other_windows",
                 "windows": [{"begin": "14:00", "end": "19:00"}]}],
  "exceptions": [{"date": "2026-12-24", "reason": "Christmas Eve", "windows": []}]})";

Schedule parse(const Json& json) { return parse_schedule(Field(json, "")); }

/// What parsing says after `change`: "field: message".
std::string refused(const Json& patch) {
  auto json = Json::parse(everything);
  json.merge_patch(patch);
  try {
    parse(json);
  } catch (const Failure& failure) {
    return failure.error().field + ": " + failure.error().message;
  }
  return "taken";
}
std::string refused_rule(const char* rule) {
  return refused({{"rules", Json::array({Json::parse(rule)})}});
}

TEST(ScheduleJson, IsWrittenAsItWasRead) {
  auto json = Json::parse(everything);
  const auto schedule = parse(json);
  EXPECT_EQ(parse(to_json(schedule)), schedule);
  json["rules"][0]["window"]["days"]["weekdays"] = {"mon", "tue", "wed", "thu", "fri"};
  EXPECT_EQ(to_json(schedule), json);
}

TEST(ScheduleJson, NamesTheFieldAndTheMend) {
  EXPECT_EQ(refused({{"zone", "Brasilia"}}),
            "zone: \"Brasilia\" is not a time zone of tzdata; write a name such as "
            "America/Sao_Paulo or UTC");
  EXPECT_EQ(refused({{"zone", nullptr}}),
            "zone: \"zone\" is missing; write its name, such as America/Sao_Paulo");
  EXPECT_EQ(refused({{"mode", "always"}}),
            "mode: \"always\" is not known; write one of edges, enforce, keep_if_on");
  EXPECT_EQ(refused({{"until", "2025-12-31"}}),
            "until: is before from; the last date cannot be before the first");
  EXPECT_EQ(refused({{"color", 1}}).substr(0, 56),
            "color: \"color\" is not known here; take it away, or write");
  EXPECT_EQ(refused_rule(R"({"window": {"begin": "25:00", "days": "every_day"}})"),
            "rules/0/window/begin: \"25:00\" is not a time of day; write hours and minutes such as "
            "08:00");
  EXPECT_EQ(refused_rule(R"({"window": {"begin": "08:00", "end": "19:00"}})"),
            "rules/0/window/days: \"days\" is missing; write every_day or which");
  EXPECT_EQ(refused_rule(R"({"window": {"begin": "08:00", "days": {"weekdays": ["seg"]}}})"),
            "rules/0/window/days/weekdays/0: \"seg\" is not a weekday; write one of sun, mon, tue, "
            "wed, thu, fri, sat");
  EXPECT_EQ(refused_rule(R"({"point": {"cron": "0 8 * *", "action": "stop"}})").substr(0, 19),
            "rules/0/point/cron:");
  EXPECT_EQ(
      refused_rule(R"({"point": {"once": "2026-02-30T08:00", "action": "stop"}})").substr(0, 59),
      "rules/0/point/once: \"2026-02-30T08:00\" is not a local time;");
  EXPECT_EQ(refused_rule(R"({"point": {"once": "2026-02-20T08:00", "action": "resize"}})"),
            "rules/0/point/type: \"type\" is missing; write the type to resize to, such as "
            "m5.large");
}

TEST(ScheduleJson, AOneOffIsWrittenWithoutAZoneAsTheScheduleHasOne) {
  for (const std::string text : {"2026-02-20T08:00Z", "2026-02-20T08:00-03:00"}) {
    const auto point = R"({"point": {"once": ")" + text + R"(", "action": "stop"}})";
    EXPECT_TRUE(refused_rule(point.c_str())
                    .starts_with("rules/0/point/once: \"" + text + "\" is not a local time;"))
        << refused_rule(point.c_str());
  }
}

TEST(ScheduleJson, ThereAreNoHiddenDays) {
  EXPECT_EQ(refused_rule(R"({"window": {"begin": "08:00", "days": {"weekdays": []}}})"),
            "rules/0/window/days/weekdays: is empty; name at least one day");
  EXPECT_EQ(refused_rule(R"({"window": {"begin": "08:00", "days": {}}})"),
            "rules/0/window/days: write exactly one of weekdays, month_days, nth, nearest_weekday");
  EXPECT_EQ(refused({{"rules", Json::array()}}),
            "rules: is empty; write at least one window or point");
}

TEST(ScheduleJson, ThereIsNoHiddenModeZoneOrEffect) {
  EXPECT_EQ(refused({{"mode", nullptr}}),
            "mode: \"mode\" is missing; write edges, enforce or keep_if_on");
  EXPECT_EQ(refused({{"zone", "-03:00"}}),
            "zone: \"-03:00\" is not a time zone of tzdata; write a name such as "
            "America/Sao_Paulo or UTC");
  EXPECT_EQ(refused({{"calendars", Json::array({{{"calendar", "br-sp"}}})}}),
            "calendars/0/effect: \"effect\" is missing; write skip_starts, as_sunday or "
            "other_windows");
  EXPECT_EQ(
      refused({{"calendars", Json::array({{{"calendar", "br-sp"}, {"effect", "other_windows"}}})}}),
      "calendars/0/windows: \"windows\" is missing; write the windows of such a day");
}

TEST(ScheduleJson, ModesThatHoldAStateRefuseWhatHasOneEndAlone) {
  const auto one_end = Json::parse(R"([
    {"window": {"begin": "08:00", "end": "19:00", "days": "every_day"}},
    {"window": {"end": "22:00", "days": "every_day"}}])");
  for (const auto* mode : {"enforce", "keep_if_on"})
    EXPECT_TRUE(refused({{"mode", mode}, {"rules", one_end}})
                    .starts_with("rules/1/window: mode " + std::string(mode)))
        << mode;
  EXPECT_EQ(refused({{"rules", one_end}}), "taken");
}

TEST(ScheduleJson, CalendarsAreWrittenAsTheyWereRead) {
  const auto json = Json::parse(R"({"id": "ours", "name": "Ours", "dates": [
    {"date": "2026-07-09", "name": "Inventory", "until": "14:00"},
    {"yearly": "02-29", "name": "Leap day"}]})");
  EXPECT_EQ(to_json(parse_calendar(Field(json, ""))), json);
  auto built_in = json;
  built_in["id"] = "br-national";
  EXPECT_THROW(parse_calendar(Field(built_in, "")), Failure);
}

}  // namespace
}  // namespace mirante::schedules
