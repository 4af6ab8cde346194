#include "features/schedules/dead_rules.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/schedules/schedule_json.h"

namespace mirante::schedules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Instant now = *parse_iso8601("2026-03-03T12:00:00Z");

Schedule schedule(const char* rules, const char* more = "{}") {
  Json json{{"id", "s"}, {"name", "s"}, {"zone", "America/Sao_Paulo"}, {"mode", "edges"}};
  json["rules"] = Json::parse(rules);
  json.merge_patch(Json::parse(more));
  return parse_schedule(Field(json, ""));
}

TEST(DeadRules, AreNoneThatActSomeTime) {
  EXPECT_THAT(dead_rules(schedule(R"([
      {"window": {"begin": "08:00", "end": "19:00", "days": "every_day"}},
      {"point": {"cron": "0 8 29 2 *", "action": "start"}},
      {"point": {"once": "2026-03-03T09:01", "action": "stop"}},
      {"once": {"begin": "2026-03-02T08:00", "end": "2026-03-04T08:00"}},
      {"point": {"every": {"hours": 5, "from": "2027-01-01T00:00"}, "action": "reboot"}}])"),
                         {}, now),
              IsEmpty());
}

TEST(DeadRules, AreThoseWhoseTimeHasPassedOnTheClocksOfTheirZone) {
  // Noon of UTC is 09:00 in São Paulo.
  EXPECT_THAT(dead_rules(schedule(R"([
      {"point": {"once": "2026-03-03T09:00", "action": "stop"}},
      {"point": {"once": "2026-03-03T09:01", "action": "stop"}},
      {"once": {"begin": "2026-03-02T08:00", "end": "2026-03-03T08:00"}}])"),
                         {}, now),
              ElementsAre(DeadRule{0, Dead::passed}, DeadRule{2, Dead::passed}));
  EXPECT_THAT(dead_rules(schedule(R"([
      {"window": {"begin": "08:00", "end": "19:00", "days": "every_day"}}])",
                                  R"({"until": "2026-03-01"})"),
                         {}, now),
              ElementsAre(DeadRule{0, Dead::passed}));
}

TEST(DeadRules, AreThoseForWhichNoDateComes) {
  EXPECT_THAT(dead_rules(schedule(R"([
      {"point": {"cron": "0 8 30 2 *", "action": "start"}},
      {"point": {"at": "08:00", "days": "every_day", "action": "start"}}])"),
                         {}, now),
              ElementsAre(DeadRule{0, Dead::no_date}));
}

TEST(DeadRules, AreThoseThatLieOutsideTheDatesOfTheSchedule) {
  EXPECT_THAT(dead_rules(schedule(R"([
      {"window": {"begin": "08:00", "end": "19:00", "days": {"weekdays": ["sun"]}}},
      {"point": {"once": "2026-12-24T18:00", "action": "stop"}}])",
                                  R"({"from": "2026-03-09", "until": "2026-03-13"})"),
                         {}, now),
              ElementsAre(DeadRule{0, Dead::outside_dates}, DeadRule{1, Dead::outside_dates}));
}

TEST(DeadRules, AreThoseThatAnExceptionReplaces) {
  EXPECT_THAT(dead_rules(schedule(R"([
      {"point": {"once": "2026-12-24T18:00", "action": "stop"}}])",
                                  R"({"exceptions": [{"date": "2026-12-24", "reason": "Natal",
                                      "windows": [{"begin": "08:00", "end": "12:00"}]}]})"),
                         {}, now),
              ElementsAre(DeadRule{0, Dead::exception}));
}

TEST(DeadRules, AreNotThoseThatActOnADayFarAway) {
  EXPECT_THAT(dead_rules(schedule(R"([
      {"point": {"once": "2039-12-24T18:00", "action": "stop"}},
      {"once": {"begin": "2038-01-01T08:00", "end": "2038-12-31T08:00"}}])"),
                         {}, now),
              IsEmpty());
  EXPECT_THAT(dead_rules(schedule(R"([
      {"window": {"begin": "08:00", "end": "19:00", "days": "every_day"}}])",
                                  R"({"from": "2036-02-01"})"),
                         {}, now),
              IsEmpty());
}

TEST(DeadRules, AreThoseThatACalendarLeavesOutOnTheirOnlyDate) {
  const auto christmas =
      schedule(R"([
      {"point": {"cron": "0 8 25 12 *", "action": "start"}},
      {"point": {"cron": "0 8 25,26 12 *", "action": "start"}}])",
               R"({"calendars": [{"calendar": "br-national", "effect": "skip_starts"}]})");
  EXPECT_THAT(dead_rules(christmas, {}, now), ElementsAre(DeadRule{0, Dead::holiday}));
}

}  // namespace
}  // namespace mirante::schedules
