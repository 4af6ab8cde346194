// Months, days and hours of bills: all in UTC.
#pragma once

#include <string>

#include "simcloud/money/meter.h"

namespace mirante::simcloud {

inline constexpr Second seconds_of_hour = 3600;
inline constexpr Second seconds_of_day = 86'400;

/// A month, [begin, end).
struct Month {
  Second begin = 0;
  Second end = 0;
  Second seconds() const { return end - begin; }
};
Month month_of(Second second);
inline Second day_of(Second second) { return second - second % seconds_of_day; }
inline Second hour_of(Second second) { return second - second % seconds_of_hour; }

/// "2026-03-02"
std::string date_text(Second second);
/// "2026-03-02T18:00:00Z"
std::string time_text(Second second);
/// A date or a whole hour: "2026-03-02", "2026-03-02T18:00:00Z".
Result<Second> parse_date(std::string_view text);
Result<Second> parse_hour(std::string_view text);

}  // namespace mirante::simcloud
