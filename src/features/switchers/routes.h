// The HTTP face of who else switches servers.
#pragma once

#include "features/switchers/switchers_services.h"
#include "platform/http/router.h"

namespace mirante::switchers {

/// `services` outlives the router.
void add_routes(http::Router& router, SwitchersServices& services);

}  // namespace mirante::switchers
