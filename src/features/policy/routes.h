// The HTTP face of the brakes.
#pragma once

#include "features/policy/set_brakes.h"
#include "platform/http/router.h"

namespace mirante::policy {

/// `services` outlives the router. Marks on servers are set where servers are found: in the servers
/// room.
void add_routes(http::Router& router, PolicyServices& services);

}  // namespace mirante::policy
