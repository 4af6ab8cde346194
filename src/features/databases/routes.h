// /api/v1/databases: see and switch databases of RDS.
#pragma once

#include "features/databases/databases_services.h"
#include "platform/http/router.h"

namespace mirante::databases {

/// The services outlive the router.
void add_routes(http::Router& router, DatabasesServices& services);

}  // namespace mirante::databases
