#include "features/identity/link_routes.h"

#include <nlohmann/json.hpp>

#include "features/identity/accept_link.h"
#include "features/identity/common_routes.h"
#include "features/identity/identity_json.h"
#include "features/identity/session_routes.h"

namespace mirante::identity {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

/// An answer to whoever holds a link; the audit hears of links that are none.
template <auto answer>
Task<Response> by_link(IdentityServices& services, CallContext ctx, const Request& request) {
  try {
    co_return co_await answer(services, std::move(ctx), request);
  } catch (const Failure& failure) {
    if (failure.error().code == "link.unknown")
      services.turned_away.count({.action = "link.used", .address = request.client.address},
                                 failure.error(), services.loop.clock().now());
    throw;
  }
}

Task<Response> look_at_link(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"token"});
  const auto shown = co_await show_link(services, body.required_text("token"));
  auto json = to_json(shown.link);
  json["tenant_name"] = shown.tenant_name;
  json["has_account"] = shown.has_account;
  co_return Response::json(200, json);
}

Task<Response> join_by_link(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"token", "name", "password", "language", "zone"});
  const auto begun = co_await join_as_new(services, body.required_text("token"),
                                          {.name = body.required_text("name"),
                                           .password = secret_of(body, "password"),
                                           .language = body.required_text("language"),
                                           .zone = body.required_text("zone"),
                                           .address = request.client.address,
                                           .agent = request.header("User-Agent")});
  co_return co_await welcome(services, request, begun);
}

Task<Response> accept_by_link(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"token"});
  co_await join(services, co_await must_be_signed_in(services, request),
                body.required_text("token"));
  co_return co_await answer_session(services, request);
}

Task<Response> new_password_by_link(IdentityServices& services, CallContext,
                                    const Request& request) {
  const JsonBody body(request, {"token", "password"});
  co_await choose_new_password(services, body.required_text("token"), secret_of(body, "password"));
  co_return Response::no_content();
}

}  // namespace

void add_link_routes(http::Router& router, IdentityServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string api = "/api/v1";
  routes.add_open(Verb::post, api + "/links/show", by_link<look_at_link>);
  routes.add_open(Verb::post, api + "/links/join", in_time<by_link<join_by_link>>);
  routes.add_open(Verb::post, api + "/links/accept", by_link<accept_by_link>);
  routes.add_open(Verb::post, api + "/links/new-password", in_time<by_link<new_password_by_link>>);
}

}  // namespace mirante::identity
