#include "features/policy/routes.h"

#include "platform/http/json_body.h"

namespace mirante::policy {
namespace {

using http::Request;
using http::Response;
using http::Verb;

PauseScope scope_of(const std::string& text) {
  const auto scope = parse_pause_scope(text);
  if (!scope) throw wrong_field("scope", "must be everything, customer or account");
  return *scope;
}

Task<Response> list(PolicyServices& services, CallContext ctx, const Request&) {
  co_return Response::stored(co_await show_pauses(services, ctx));
}

Task<Response> pull(PolicyServices& services, CallContext ctx, const Request& request) {
  const http::JsonBody body(request, {"scope", "id", "reason"});
  const ScopeWish wish{.scope = scope_of(body.text("scope")), .reference = body.text("id")};
  co_await pause(services, ctx, wish, body.text("reason"));
  co_return Response::json(200, co_await show_pauses(services, ctx));
}

Task<Response> lift(PolicyServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"scope", "id", "reason"});
  const ScopeWish wish{.scope = scope_of(request.query_parameter("scope").value_or("")),
                       .reference = request.query_parameter("id").value_or("")};
  co_await resume(services, ctx, wish, request.query_parameter("reason").value_or(""));
  co_return Response::json(200, co_await show_pauses(services, ctx));
}

Task<Response> list_marks(PolicyServices& services, CallContext ctx, const Request&) {
  co_return Response::stored(co_await show_never_switch_off(services, ctx));
}

}  // namespace

void add_routes(http::Router& router, PolicyServices& services) {
  http::RoomRoutes routes(router, services);
  routes.add(Verb::get, "/api/v1/pauses", Permission::policy_read, list);
  routes.add(Verb::post, "/api/v1/pauses", Permission::policy_write, pull);
  routes.add(Verb::delete_, "/api/v1/pauses", Permission::policy_write, lift);
  routes.add(Verb::get, "/api/v1/never-switch-off", Permission::policy_read, list_marks);
}

}  // namespace mirante::policy
