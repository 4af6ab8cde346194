#include "features/schedules/days.h"

#include <gtest/gtest.h>

#include <string>

namespace mirante::schedules {
namespace {

using namespace std::chrono;

/// The days of a month on which a rule applies: "2 9 16".
std::string in(year_month month, const Days& rule) {
  std::string text;
  for (int day = 1; day <= last_day_of(month); ++day) {
    const Date date = month / day;
    if (applies(rule, date, weekday(sys_days(date))))
      text += (text.empty() ? "" : " ") + std::to_string(day);
  }
  return text;
}

TEST(Days, Day31OfAShortMonthIsItsLastDayOrIsSkipped) {
  EXPECT_EQ(in(2026y / April, MonthDays{{31}}), "30");
  EXPECT_EQ(in(2026y / February, MonthDays{{15, 29, 31}}), "15 28");
  EXPECT_EQ(in(2028y / February, MonthDays{{29, 30}}), "29");
  EXPECT_EQ(in(2026y / April, MonthDays{{31}, ShortMonth::skip}), "");
  EXPECT_EQ(in(2026y / May, MonthDays{{31}, ShortMonth::skip}), "31");
}

TEST(Days, NthAndLastWeekdayOfTheMonth) {
  EXPECT_EQ(in(2026y / March, NthWeekdays{{{2, Tuesday}}}), "10");
  EXPECT_EQ(in(2026y / March, NthWeekdays{{{-1, Friday}, {1, Sunday}}}), "1 27");
  EXPECT_EQ(in(2026y / March, NthWeekdays{{{5, Wednesday}}}), "");
}

TEST(Days, NearestWeekdayStaysInTheMonth) {
  EXPECT_EQ(in(2026y / August, NearestWeekday{15}), "14");    // A Saturday.
  EXPECT_EQ(in(2026y / August, NearestWeekday{1}), "3");      // A Saturday; Friday is July.
  EXPECT_EQ(in(2026y / November, NearestWeekday{15}), "16");  // A Sunday.
  EXPECT_EQ(in(2026y / May, NearestWeekday{31}), "29");       // A Sunday; Monday is June.
  EXPECT_EQ(in(2026y / February, NearestWeekday{31}), "27");  // The 28th is a Saturday.
}

TEST(Days, WeekdaysSeeWhatADateCountsAs) {
  const Weekdays monday{0b10};
  EXPECT_EQ(in(2026y / March, monday), "2 9 16 23 30");
  EXPECT_FALSE(applies(monday, 2026y / March / 2, Sunday));
  EXPECT_EQ(in(2026y / February, EveryDay{}).size(), 9u + 2 * 19 + 27);
}

}  // namespace
}  // namespace mirante::schedules
