#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/operations/fallback_types.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::schedules {
namespace {

using namespace std::chrono_literals;

Settings parsed(const Json& json) { return parse_settings(Field(json, "settings")); }

TEST(Settings, AreReadAsTheyWereWritten) {
  const Settings settings{
      .catch_up = 20min,
      .observe_until = *parse_iso8601("2026-03-09T00:00:00Z"),
      .fallback_types = {"m5.large"},
      .notice = Notice{.before = 30min, .to = {"ana@example.com"}, .owner_tag = "Dono"},
      .leave_on = {.choices = {LeaveOnChoice::this_week}, .max = 24h},
      .preflight = 0h,
      .order = Order{.tag = "ordem"}};

  EXPECT_EQ(parsed(to_json(settings)), settings);
  EXPECT_EQ(parsed(to_json(Settings())), Settings());
}

TEST(Settings, OfOldSchedulesTellNobodyAndAreCheckedFourHoursBefore) {
  const auto settings = parsed({{"catch_up_minutes", 15}});

  EXPECT_EQ(settings.notice, std::nullopt);
  EXPECT_EQ(settings.preflight, 4h);
}

TEST(Settings, MayForbidLinksAltogether) {
  EXPECT_TRUE(parsed({{"leave_on", {{"choices", Json::array()}}}}).leave_on.choices.empty());
  EXPECT_EQ(parsed({{"leave_on", {{"max_hours", 5}}}}).leave_on.choices.size(), 3U);
}

TEST(Settings, MayNameAsManyFallbackTypesAsAChangeOfTypeTries) {
  const auto of = [](std::size_t count) {
    return Json{{"fallback_types", std::vector<std::string>(count, "m5.large")}};
  };
  EXPECT_EQ(parsed(of(operations::fallback_types_max)).fallback_types.size(), 5U);
  try {
    parsed(of(6));
    FAIL() << "it was accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().field, "settings/fallback_types");
    EXPECT_EQ(failure.error().message, "has 6 entries; at most 5 are allowed");
  }
}

TEST(Settings, KeepOneOfAnAddressThatIsWrittenTwice) {
  const auto settings =
      parsed({{"notice", {{"minutes", 15}, {"to", {"Ana@example.com", "ana@example.com"}}}}});

  EXPECT_EQ(settings.notice->to, std::vector<std::string>{"ana@example.com"});
}

}  // namespace
}  // namespace mirante::schedules
