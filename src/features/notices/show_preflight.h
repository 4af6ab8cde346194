// The checks before a schedule's fires that are ahead, for people.
#pragma once

#include <string>

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/notices/notices_services.h"

namespace mirante::notices {

/// api/openapi.yaml: SchedulePreflight. Throws as `schedules::show_schedule`.
Task<Json> show_preflight(const NoticesServices& services, CallContext ctx, std::string schedule);

}  // namespace mirante::notices
