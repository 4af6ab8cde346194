// When a maintenance window may change what is wished of a server: the firing and the simulator ask
// `decide` then.
#pragma once

#include <vector>

#include "features/schedules/schedule.h"

namespace mirante::schedules {

/// Its begin and its end, and the midnights within it and around [from, to] at which it begins or
/// ceases to yield to a special date of the schedule. In no order; some may lie outside.
std::vector<Instant> instants_of(const Maintenance& window, const Schedule& schedule,
                                 const std::vector<Calendar>& calendars, Instant from, Instant to);

}  // namespace mirante::schedules
