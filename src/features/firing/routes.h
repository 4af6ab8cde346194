// What schedules did, in the API.
#pragma once

#include "features/schedules/schedules_services.h"
#include "platform/http/router.h"

namespace mirante::firing {

void add_routes(http::Router& router, schedules::SchedulesServices& services);

}  // namespace mirante::firing
