// Calendars: named sets of dates. Built in are Brazil's, computed for any year and kept apart:
// national holidays, *pontos facultativos* (days off for public servants by yearly ordinance, no
// holidays; nothing refers to them unless a schedule does), and the state's and city's own of São
// Paulo. Tenants have their own besides.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "features/schedules/days.h"

namespace mirante::schedules {

/// What a calendar says of a date.
struct Holiday {
  std::string name;
  std::optional<std::chrono::minutes> until = {};  // Local; Ash Wednesday ends at 14:00.
  friend bool operator==(const Holiday&, const Holiday&) = default;
};

/// One line of a tenant's calendar: a date, or a day of every year.
struct CalendarDate {
  std::optional<std::chrono::year> year;  // Nullopt: every year.
  std::chrono::month_day day;
  Holiday holiday;
  friend bool operator==(const CalendarDate&, const CalendarDate&) = default;
};

struct Calendar {
  std::string id;
  std::string name;
  std::vector<CalendarDate> dates;
  friend bool operator==(const Calendar&, const Calendar&) = default;
};

/// "br-national", "br-optional", "br-sp" (state of São Paulo), "br-sp-city".
const std::vector<std::string>& built_in_calendars();

/// Of a built-in calendar or one of `own`; an id that is neither has no holidays.
std::optional<Holiday> holiday_on(const std::vector<Calendar>& own, const std::string& id,
                                  Date date);

/// Easter Sunday of the Gregorian calendar.
std::chrono::sys_days easter(std::chrono::year year);

}  // namespace mirante::schedules
