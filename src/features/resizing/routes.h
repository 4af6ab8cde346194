// /api/v1/servers/resize and /api/v1/servers/{id}/types.
#pragma once

#include "features/resizing/resizing_services.h"
#include "platform/http/router.h"

namespace mirante::resizing {

/// The services outlive the router.
void add_routes(http::Router& router, ResizingServices& services);

}  // namespace mirante::resizing
