// Days of rules as JSON: "every_day", or an object with one of weekdays, month_days, nth and
// nearest_weekday.
#pragma once

#include "features/schedules/days.h"
#include "features/schedules/fields.h"

namespace mirante::schedules {

/// Throws Failure (`invalid`).
Days parse_days(const Field& field);
Json to_json(const Days& days);

}  // namespace mirante::schedules
