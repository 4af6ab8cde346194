// The stream of events over HTTP.
#pragma once

#include "features/live/live_services.h"
#include "platform/http/router.h"

namespace mirante::live {

/// The services outlive the router and every answer.
void add_routes(http::Router& router, LiveServices& services);

}  // namespace mirante::live
