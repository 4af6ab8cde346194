// Where a schedule's next version takes over from the one that is changed.
#pragma once

#include "features/schedules/stored_schedule.h"
#include "platform/sql/sql.h"

namespace mirante::schedules {

/// From which instant on the next version counts (as handled until then): what is due and not yet
/// carried out is its own, and nothing before that. Where nobody has looked yet what is due, that
/// is looked for in what `before` and its surroundings say.
Instant begin_of_next(sql::Snapshot& snapshot, const StoredSchedule& before, Instant now);

}  // namespace mirante::schedules
