// The HTTP face of accounts, customers, and the panel's own identity in AWS.
#pragma once

#include "features/accounts/accounts_services.h"
#include "platform/http/router.h"

namespace mirante::accounts {

/// `services` outlives the router.
void add_routes(http::Router& router, AccountsServices& services);

}  // namespace mirante::accounts
