// Stored schedules and what surrounds them as the API shows them.
#pragma once

#include "features/schedules/schedule_store.h"
#include "features/schedules/surroundings_store.h"

namespace mirante::schedules {

/// api/openapi.yaml: Schedule.
Json to_json(const StoredSchedule& schedule);
Json to_json(const StoredVersion& version);
Json to_json(const StoredCalendar& calendar);
Json to_json(const StoredFreeze& freeze);
Json to_json(const StoredMaintenance& window);
Json to_json(const StoredOverride& one);

}  // namespace mirante::schedules
