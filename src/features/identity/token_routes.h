// Tokens of programs over HTTP: one's own, and those that the panel's machine makes for a member.
#pragma once

#include "features/identity/identity_services.h"
#include "platform/http/router.h"

namespace mirante::identity {

/// The services outlive the router.
void add_token_routes(http::Router& router, IdentityServices& services);

}  // namespace mirante::identity
