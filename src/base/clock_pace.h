// How fast the clocks of this process go. A demo hurries them, so that what is planned for tomorrow
// morning can be watched; nothing else does. Both clocks of `SystemClock` follow, in every thread,
// and go on from where they are: time never stands nor goes back.
#pragma once

#include <chrono>

#include "base/instant.h"

namespace mirante {

/// From `since` of the machine's steady clock on time goes so many times as fast, and is `ahead` of
/// the machine there.
struct Pace {
  std::chrono::microseconds since{};
  std::chrono::microseconds ahead{};
  double times = 1;

  /// Also for who has read the machine's clock just before the pace was set: it goes back for
  /// nobody.
  std::chrono::microseconds ahead_at(std::chrono::microseconds machine) const;
};

/// 1: as the machine's clocks do.
double clock_pace();

/// From any thread. `times` is more than 0.
void set_clock_pace(double times);

/// When it will be `at` by the machine's steady clock, if the pace stays.
std::chrono::steady_clock::time_point machine_time_of(Steady at);

/// Until when whoever waits for `at` may sleep: it then looks again whether it is time. As
/// `machine_time_of`, and not for long where the pace may change meanwhile (once somebody has set
/// it), as nobody tells.
std::chrono::steady_clock::time_point sleep_limit_for(Steady at);

}  // namespace mirante
