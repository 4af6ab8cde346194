// How schedules stand, for a list of them: targets now, what their last fires came to, what waits
// for a person, what they save. All of it in one answer.
#pragma once

#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/schedules/schedules_services.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::schedules {

/// One for each, in their order (api/openapi.yaml: ScheduleStanding).
Task<std::vector<Json>> standing_of(SchedulesServices& services, CallContext ctx,
                                    std::vector<StoredSchedule> schedules);

}  // namespace mirante::schedules
