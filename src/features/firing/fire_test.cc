#include "features/firing/fire.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

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

TEST(Fire, IsNeverDueTwiceWhenTheClockGoesBack) {
  EXPECT_THAT(
      due_between(schedule(office), {}, at("2026-03-02T19:00:00Z"), at("2026-03-02T18:00:00Z")),
      ::testing::IsEmpty());
}

TEST(Fire, SkipsPointsThatAreTooLateAndCarriesOutTheOthers) {
  const auto due =
      due_between(schedule(hourly), {}, at("2026-03-02T00:30:00Z"), at("2026-03-02T03:10:00Z"));
  const auto picked = pick(due, at("2026-03-02T03:10:00Z"), 15min);
  EXPECT_EQ(picked.skipped, 2);
  EXPECT_EQ(picked.run, (Due{at("2026-03-02T03:00:00Z"), Edge::point}));
  const auto late = pick(due, at("2026-03-02T03:16:00Z"), 15min);
  EXPECT_EQ(late, (Pick{.run = {}, .skipped = 3, .last = at("2026-03-02T03:00:00Z")}));
}

TEST(Fire, AppliesTheLastEdgeOfWindowsHoweverLateItIs) {
  const auto due =
      due_between(schedule(office), {}, at("2026-03-02T00:00:00Z"), at("2026-03-03T02:00:00Z"));
  const auto picked = pick(due, at("2026-03-03T02:00:00Z"), 15min);
  EXPECT_EQ(picked.run, (Due{at("2026-03-02T19:00:00Z"), Edge::window}));
  EXPECT_EQ(picked.skipped, 0);
}

TEST(Fire, AppliesTheLastEdgeAlsoWhereAwsHasStartedADatabaseSince) {
  const std::vector<Due> due{{at("2026-03-02T19:00:00Z"), Edge::window},
                             {at("2026-03-02T21:05:00Z"), Edge::aws_start}};
  const auto picked = pick(due, at("2026-03-02T21:06:00Z"), 15min);
  EXPECT_EQ(picked.run, due[0]);
}

TEST(Fire, CarriesOutInOrderWhatIsInTime) {
  const std::vector<Due> due{{at("2026-03-02T08:00:00Z"), Edge::window},
                             {at("2026-03-02T08:05:00Z"), Edge::point}};
  EXPECT_EQ(pick(due, at("2026-03-02T08:06:00Z"), 15min).run, due[0]);
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

}  // namespace
}  // namespace mirante::firing
