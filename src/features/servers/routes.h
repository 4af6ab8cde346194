// The HTTP face of servers: list, show, switch, mark.
#pragma once

#include "features/servers/servers_services.h"
#include "platform/http/router.h"

namespace mirante::servers {

/// `services` outlives the router.
void add_routes(http::Router& router, ServersServices& services);

}  // namespace mirante::servers
