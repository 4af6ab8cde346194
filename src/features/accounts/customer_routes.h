// Customers over HTTP.
#pragma once

#include "features/accounts/accounts_services.h"
#include "platform/http/router.h"

namespace mirante::accounts {

/// The services outlive the router.
void add_customer_routes(http::Router& router, AccountsServices& services);

}  // namespace mirante::accounts
