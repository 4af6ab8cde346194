// Cron text for those who want it: minute, hour, day of month, month, day of week. Lists, ranges,
// steps and English names; 0 and 7 are Sunday. Where both kinds of days are restricted either is
// enough, as in every cron since Vixie's.
#pragma once

#include <bitset>
#include <chrono>
#include <string>
#include <string_view>

#include "base/error.h"
#include "features/schedules/days.h"

namespace mirante::schedules {

struct Cron {
  std::string text;  // As it was written.
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> month_days;
  std::bitset<13> months;
  std::bitset<7> weekdays;  // 0 is Sunday.
  bool any_month_day = false;
  bool any_weekday = false;

  bool allows(Date date, std::chrono::weekday counts_as) const;
  friend bool operator==(const Cron&, const Cron&) = default;
};

/// Without `field`, which the caller knows.
Result<Cron> parse_cron(std::string_view text);

}  // namespace mirante::schedules
