// Schedules as the API and files write them. `docs/schedules.md` describes each member.
#pragma once

#include "features/schedules/fields.h"
#include "features/schedules/schedule.h"

namespace mirante::schedules {

/// Throws Failure (`invalid`) that names the field and the mend.
Schedule parse_schedule(const Field& field);
Json to_json(const Schedule& schedule);

Calendar parse_calendar(const Field& field);
Json to_json(const Calendar& calendar);

}  // namespace mirante::schedules
