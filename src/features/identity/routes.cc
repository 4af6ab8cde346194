#include "features/identity/routes.h"

#include "features/identity/common_routes.h"
#include "features/identity/link_routes.h"
#include "features/identity/member_routes.h"
#include "features/identity/own_account_routes.h"
#include "features/identity/session_routes.h"
#include "features/identity/tenant_routes.h"
#include "features/identity/token_routes.h"

namespace mirante::identity {
namespace {

using http::Request;

Task<http::Asker> asker_of(IdentityServices& services, const Request& request) {
  auto who = co_await find_who(services, request);
  if (!who) co_return http::Asker{.context = anonymous()};
  co_return http::Asker{.context = std::move(who->context), .known_until = who->known_until};
}

}  // namespace

http::ContextMaker web_context(IdentityServices& services) {
  return [&services](const Request& request, const http::Peer&) {
    return asker_of(services, request);
  };
}

void add_routes(http::Router& router, IdentityServices& services, const SetUpCode& set_up_code) {
  add_session_routes(router, services, set_up_code);
  add_own_account_routes(router, services);
  add_token_routes(router, services);
  add_link_routes(router, services);
  add_member_routes(router, services);
  add_tenant_routes(router, services);
}

}  // namespace mirante::identity
