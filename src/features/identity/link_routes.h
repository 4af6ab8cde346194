// Links that work once, over HTTP: looked at, and used to join a company or to choose a new
// password.
#pragma once

#include "features/identity/identity_services.h"
#include "platform/http/router.h"

namespace mirante::identity {

/// The services outlive the router.
void add_link_routes(http::Router& router, IdentityServices& services);

}  // namespace mirante::identity
