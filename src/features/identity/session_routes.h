// Sessions over HTTP: the set-up of the first administrator, logging in and out, in which company
// one is, and where else one is logged in.
#pragma once

#include "features/identity/identity_services.h"
#include "features/identity/log_in.h"
#include "features/identity/set_up.h"
#include "platform/http/router.h"

namespace mirante::identity {

/// The services and the code outlive the router.
void add_session_routes(http::Router& router, IdentityServices& services,
                        const SetUpCode& set_up_code);

/// The answer to whoever has just logged in: their session, and its cookie.
Task<http::Response> welcome(IdentityServices& services, const http::Request& request,
                             const LoggedIn& begun);
/// Who asks, where, and what they may do. Throws as `must_be_known`.
Task<http::Response> answer_session(IdentityServices& services, const http::Request& request);

}  // namespace mirante::identity
