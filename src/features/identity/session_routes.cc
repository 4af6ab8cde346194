#include "features/identity/session_routes.h"

#include <nlohmann/json.hpp>

#include "features/identity/common_routes.h"
#include "features/identity/identity_json.h"
#include "features/identity/limits_json.h"
#include "features/identity/own_account.h"
#include "platform/http/cookies.h"

namespace mirante::identity {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Json to_json(const Session& session, const SignedIn& who) {
  return {{"id", session.id.text()},
          {"began_at", to_iso8601(session.created_at)},
          {"used_at", to_iso8601(session.seen_at)},
          {"address", session.address},
          {"agent", session.agent},
          {"is_this", session.id == who.session}};
}

/// A program hears of its own tenant alone.
Task<Json> session_json(IdentityServices& services, SignedIn who) {
  auto tenants = Json::array();
  for (const auto& one : co_await list_belongings(services, who)) {
    if (!who.session && one.membership.tenant != who.context.tenant) continue;
    tenants.push_back({{"id", one.membership.tenant.text()},
                       {"name", one.tenant_name},
                       {"role", to_string(one.membership.role)}});
  }
  auto permissions = Json::array();
  for (std::size_t at = 0; at < who.context.permissions.size(); ++at)
    if (who.context.permissions.test(at))
      permissions.push_back(to_string(static_cast<Permission>(at)));
  co_return Json{{"user", to_json(who.user)},
                 {"tenant", who.context.tenant.text()},
                 {"role", to_string(who.membership.role)},
                 {"limits", limits_json(who.context.reach)},
                 {"permissions", std::move(permissions)},
                 {"tenants", std::move(tenants)}};
}

Response with_cookie(Response response, const Request& request, std::string_view token,
                     std::chrono::seconds max_age) {
  response.headers.emplace_back("Set-Cookie", http::text_of({.name = cookie_name(request),
                                                             .value = token,
                                                             .is_secure = request.client.is_secure,
                                                             .max_age = max_age}));
  return response;
}

Task<Response> show_set_up(IdentityServices& services, CallContext, const Request&) {
  co_return Response::json(200, {{"needed", co_await needs_set_up(services)}});
}

Task<Response> do_set_up(IdentityServices& services, const SetUpCode& code,
                         const Request& request) {
  const JsonBody body(request,
                      {"code", "company", "name", "email", "password", "language", "zone"});
  const auto begun = co_await set_up(services, code,
                                     {.code = body.required_text("code"),
                                      .company = body.required_text("company"),
                                      .name = body.required_text("name"),
                                      .email = body.required_text("email"),
                                      .password = secret_of(body, "password"),
                                      .language = body.required_text("language"),
                                      .zone = body.required_text("zone"),
                                      .address = request.client.address,
                                      .agent = request.header("User-Agent")});
  co_return co_await welcome(services, request, begun);
}

Task<Response> post_session(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"email", "password", "code"});
  const auto begun = co_await log_in(services, {.email = body.required_text("email"),
                                                .password = secret_of(body, "password"),
                                                .code = body.text("code"),
                                                .address = request.client.address,
                                                .agent = request.header("User-Agent")});
  co_return co_await welcome(services, request, begun);
}

Task<Response> get_session(IdentityServices& services, CallContext, const Request& request) {
  co_return co_await answer_session(services, request);
}

Task<Response> delete_session(IdentityServices& services, CallContext, const Request& request) {
  if (const auto who = co_await find_who(services, request)) co_await log_out(services, *who);
  co_return with_cookie(Response::no_content(), request, "", std::chrono::seconds(0));
}

Task<Response> put_tenant_of_session(IdentityServices& services, CallContext,
                                     const Request& request) {
  const JsonBody body(request, {"tenant"});
  const auto who = co_await must_be_signed_in(services, request);
  co_await switch_tenant(services, who, body.required_text("tenant"));
  co_return co_await answer_session(services, request);
}

Task<Response> get_sessions(IdentityServices& services, CallContext, const Request& request) {
  const auto who = co_await must_be_signed_in(services, request);
  auto sessions = Json::array();
  for (const auto& session : co_await list_own_sessions(services, who))
    sessions.push_back(to_json(session, who));
  co_return Response::json(200, {{"sessions", std::move(sessions)}});
}

Task<Response> delete_one_session(IdentityServices& services, CallContext, const Request& request) {
  const auto who = co_await must_be_signed_in(services, request);
  co_await end_own_session(services, who, request.path_parameter("session"));
  co_return Response::no_content();
}

Task<Response> delete_sessions(IdentityServices& services, CallContext, const Request& request) {
  co_await end_other_sessions(services, co_await must_be_signed_in(services, request));
  co_return Response::no_content();
}

}  // namespace

Task<Response> welcome(IdentityServices& services, const Request& request, const LoggedIn& begun) {
  auto who = co_await find_session_of(services, begun.token.reveal());
  if (!who)
    throw Failure(Error{.kind = ErrorKind::unauthorized,
                        .message = "you left the company a moment ago",
                        .code = "session.needed"});
  co_return with_cookie(Response::json(201, co_await session_json(services, *std::move(who))),
                        request, begun.token.reveal(), session_most);
}

Task<Response> answer_session(IdentityServices& services, const Request& request) {
  co_return Response::json(
      200, co_await session_json(services, co_await must_be_known(services, request)));
}

void add_session_routes(http::Router& router, IdentityServices& services,
                        const SetUpCode& set_up_code) {
  http::RoomRoutes routes(router, services);
  const std::string api = "/api/v1";
  routes.add_open(Verb::get, api + "/set-up", show_set_up);
  router.add(Verb::post, api + "/set-up", std::nullopt,
             [&services, &set_up_code](CallContext, const Request& request) {
               return do_set_up(services, set_up_code, request);
             });
  routes.add_open(Verb::post, api + "/session", in_time<post_session>);
  routes.add_open(Verb::get, api + "/session", get_session);
  routes.add_open(Verb::delete_, api + "/session", delete_session);
  routes.add_open(Verb::put, api + "/session/tenant", put_tenant_of_session);
  routes.add_open(Verb::get, api + "/sessions", get_sessions);
  routes.add_open(Verb::delete_, api + "/sessions", delete_sessions);
  routes.add_open(Verb::delete_, api + "/sessions/{session}", delete_one_session);
}

}  // namespace mirante::identity
