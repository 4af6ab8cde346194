// Rules of a schedule that will do nothing from now on, so that whoever writes one hears of it
// before the night in which nothing happens. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "features/schedules/schedule.h"

namespace mirante::schedules {

enum class Dead : std::uint8_t {
  passed,         // Its time, or the schedule's last date, is over.
  outside_dates,  // All that it would do lies before the schedule's first or after its last date.
  exception,      // An exception stands in its place whenever it would act.
  holiday,        // A calendar leaves it out, or puts something else in its place, each time.
  no_date,        // No date has what it asks for: 30 February.
};

std::string_view to_string(Dead why);

struct DeadRule {
  std::size_t rule = 0;  // Its place.
  Dead why = Dead::no_date;
  friend bool operator==(const DeadRule&, const DeadRule&) = default;
};

/// Looks at four years from now, or from the schedule's first date, so that 29 February is not
/// taken for no date; at a rule that acts once, on its day, however far.
std::vector<DeadRule> dead_rules(const Schedule& schedule, const std::vector<Calendar>& calendars,
                                 Instant now);

}  // namespace mirante::schedules
