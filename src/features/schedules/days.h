// On which days a rule applies. All days are local dates of the schedule's zone; which weekday a
// date counts as is given from outside, as a holiday may count as a Sunday.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

namespace mirante::schedules {

using Date = std::chrono::year_month_day;

/// As files and cron text write them; their place is `std::chrono::weekday`'s C encoding.
inline constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed",
                                                               "thu", "fri", "sat"};

struct EveryDay {
  friend bool operator==(const EveryDay&, const EveryDay&) = default;
};

/// The only days that see a holiday as a Sunday, with cron's day of the week.
struct Weekdays {
  std::uint8_t set = 0;  // Bit 0 is Sunday.
  friend bool operator==(const Weekdays&, const Weekdays&) = default;
};

/// What day 31 means in a month of 30.
enum class ShortMonth : std::uint8_t { last_day, skip };

struct MonthDays {
  std::vector<int> days;  // 1 to 31.
  ShortMonth in_short_month = ShortMonth::last_day;
  friend bool operator==(const MonthDays&, const MonthDays&) = default;
};

struct NthWeekday {
  int nth = 1;  // 1 to 5, or -1: the last of the month.
  std::chrono::weekday weekday;
  friend bool operator==(const NthWeekday&, const NthWeekday&) = default;
};
struct NthWeekdays {
  std::vector<NthWeekday> days;
  friend bool operator==(const NthWeekdays&, const NthWeekdays&) = default;
};

/// The day from Monday to Friday nearest to a day of the month, in the same month; in a short month
/// the one nearest to its last day.
struct NearestWeekday {
  int day = 1;
  friend bool operator==(const NearestWeekday&, const NearestWeekday&) = default;
};

using Days = std::variant<EveryDay, Weekdays, MonthDays, NthWeekdays, NearestWeekday>;

/// 28 to 31.
int last_day_of(std::chrono::year_month month);

bool applies(const Days& days, Date date, std::chrono::weekday counts_as);

}  // namespace mirante::schedules
