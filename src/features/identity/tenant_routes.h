// The install's companies over HTTP, for those who own it.
#pragma once

#include "features/identity/identity_services.h"
#include "platform/http/router.h"

namespace mirante::identity {

/// The services outlive the router.
void add_tenant_routes(http::Router& router, IdentityServices& services);

}  // namespace mirante::identity
