#include "features/schedules/cron.h"

#include <gtest/gtest.h>

namespace mirante::schedules {
namespace {

using namespace std::chrono;

bool allows(const char* text, Date date) {
  return or_throw(parse_cron(text)).allows(date, weekday(sys_days(date)));
}

TEST(Cron, ReadsListsRangesStepsAndNames) {
  const auto cron = or_throw(parse_cron("*/20 8-10,22 * JAN-mar 5-7"));
  EXPECT_EQ(cron.minutes.count(), 3u);
  EXPECT_EQ(cron.hours.to_ulong(), (1ul << 8) | (1ul << 9) | (1ul << 10) | (1ul << 22));
  EXPECT_EQ(cron.months.count(), 3u);
  EXPECT_TRUE(cron.weekdays.test(5) && cron.weekdays.test(6) && cron.weekdays.test(0));
  EXPECT_EQ(or_throw(parse_cron("0 0 * * sun")).weekdays,
            or_throw(parse_cron("0 0 * * 7")).weekdays);
}

TEST(Cron, EitherKindOfDayIsEnoughWhereBothAreRestricted) {
  EXPECT_TRUE(allows("0 0 13 * 5", 2026y / March / 13));
  EXPECT_TRUE(allows("0 0 13 * 5", 2026y / March / 20));
  EXPECT_TRUE(allows("0 0 13 * 5", 2026y / April / 13));
  EXPECT_FALSE(allows("0 0 13 * 5", 2026y / April / 14));
  EXPECT_FALSE(allows("0 0 13 * *", 2026y / March / 20));
  EXPECT_FALSE(allows("0 0 * * 5", 2026y / April / 13));
}

TEST(Cron, NamesTheFieldThatIsWrong) {
  for (const auto* text : {"0 24 * * *", "0 8-5 * * *", "0 */0 * * *", "0 -1 * * *", "0 x * * *"})
    EXPECT_TRUE(parse_cron(text).error().message.contains("for the hour; write")) << text;
  EXPECT_TRUE(parse_cron("0 8 * *").error().message.contains("write five fields"));
  EXPECT_FALSE(parse_cron("0 8 L * *"));
  EXPECT_FALSE(parse_cron("0, 8 * * *"));
}

}  // namespace
}  // namespace mirante::schedules
