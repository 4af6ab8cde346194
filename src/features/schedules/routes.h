// Schedules, calendars, freezes and overrides in the API.
#pragma once

#include "features/schedules/schedules_services.h"
#include "platform/http/router.h"

namespace mirante::schedules {

void add_routes(http::Router& router, SchedulesServices& services);

}  // namespace mirante::schedules
