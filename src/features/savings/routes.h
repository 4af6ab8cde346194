// The HTTP face of savings: opportunities, what was saved, what servers cost.
#pragma once

#include "features/savings/savings_services.h"
#include "platform/http/router.h"

namespace mirante::savings {

/// `services` outlives the router.
void add_routes(http::Router& router, SavingsServices& services);

}  // namespace mirante::savings
