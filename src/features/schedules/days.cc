#include "features/schedules/days.h"

#include <algorithm>

namespace mirante::schedules {
namespace {

using namespace std::chrono;

int number(day d) { return static_cast<int>(static_cast<unsigned>(d)); }

struct Applies {
  Date date;
  weekday counts_as;

  bool operator()(const EveryDay&) const { return true; }
  bool operator()(const Weekdays& days) const {
    return (days.set >> counts_as.c_encoding() & 1U) != 0;
  }
  bool operator()(const MonthDays& days) const {
    const int today = number(date.day());
    const bool is_last = today == last_day_of(date.year() / date.month());
    return std::ranges::any_of(days.days, [&](int day) {
      return day == today ||
             (days.in_short_month == ShortMonth::last_day && is_last && day > today);
    });
  }
  bool operator()(const NthWeekdays& days) const {
    const int today = number(date.day());
    const int last = last_day_of(date.year() / date.month());
    return std::ranges::any_of(days.days, [&](const NthWeekday& one) {
      return one.weekday == weekday(sys_days(date)) &&
             (one.nth == -1 ? today + 7 > last : (today - 1) / 7 + 1 == one.nth);
    });
  }
  bool operator()(const NearestWeekday& days) const {
    const int last = last_day_of(date.year() / date.month());
    int wanted = std::min(days.day, last);
    const weekday falls_on(
        sys_days(date.year() / date.month() / day(static_cast<unsigned>(wanted))));
    if (falls_on == Saturday) wanted += wanted > 1 ? -1 : 2;
    if (falls_on == Sunday) wanted += wanted < last ? 1 : -2;
    return number(date.day()) == wanted;
  }
};

}  // namespace

int last_day_of(year_month month) { return number((month / std::chrono::last).day()); }

bool applies(const Days& days, Date date, weekday counts_as) {
  return std::visit(Applies{date, counts_as}, days);
}

}  // namespace mirante::schedules
