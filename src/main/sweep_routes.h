// Asking for a sweep over HTTP; it is an operation like others.
#pragma once

#include "features/operations/operations_services.h"
#include "platform/http/router.h"

namespace mirante {

/// `services` outlives the router.
void add_sweep_routes(http::Router& router, operations::OperationsServices& services);

}  // namespace mirante
