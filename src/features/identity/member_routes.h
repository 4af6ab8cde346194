// Members and invitations over HTTP.
#pragma once

#include "features/identity/identity_services.h"
#include "platform/http/router.h"

namespace mirante::identity {

/// The services outlive the router.
void add_member_routes(http::Router& router, IdentityServices& services);

}  // namespace mirante::identity
