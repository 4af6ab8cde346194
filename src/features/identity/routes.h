// The identity room over HTTP, and who asks in any request that comes over the network: a browser
// with a session's cookie, a program with a bearer token, or nobody.
#pragma once

#include "features/identity/identity_services.h"
#include "features/identity/set_up.h"
#include "platform/http/server.h"

namespace mirante::identity {

/// Both live as long as what is made of them. A request with a session's cookie that changes
/// something must come from our own pages: Failure(forbidden) "request.cross_site". A token that is
/// wrong, over or taken back is Failure(unauthorized) "token.wrong"; a cookie that is, is nobody.
http::ContextMaker web_context(IdentityServices& services);

void add_routes(http::Router& router, IdentityServices& services, const SetUpCode& set_up_code);

}  // namespace mirante::identity
