// The HTTP face of operations: list, look (and wait), cancel.
#pragma once

#include "features/operations/operations_services.h"
#include "platform/http/router.h"

namespace mirante::operations {

/// `services` outlives the router.
void add_routes(http::Router& router, OperationsServices& services);

}  // namespace mirante::operations
