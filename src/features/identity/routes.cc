#include "features/identity/routes.h"

#include <nlohmann/json.hpp>

#include "features/identity/accept_link.h"
#include "features/identity/limits_json.h"
#include "features/identity/members.h"
#include "features/identity/own_account.h"
#include "features/identity/own_password.h"
#include "features/identity/second_factor.h"
#include "platform/http/cookies.h"
#include "platform/http/json_body.h"

namespace mirante::identity {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

// Browsers take a cookie with this prefix only over TLS, from this host, for all paths.
constexpr std::string_view secure_cookie = "__Host-mirante", plain_cookie = "mirante";

std::string_view cookie_name(const Request& request) {
  return request.client.is_secure ? secure_cookie : plain_cookie;
}

std::optional<std::string> bearer_of(const Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  const auto header = request.header("Authorization");
  if (!header.starts_with(scheme)) return std::nullopt;
  return header.substr(scheme.size());
}

std::optional<std::string> session_token_of(const Request& request) {
  return http::find_cookie(request.headers, cookie_name(request));
}

bool is_from_our_pages(const Request& request) {
  const auto origin = request.header("Origin");
  if (origin.empty()) return request.header("Sec-Fetch-Site") == "same-origin";
  const auto scheme = request.client.is_secure ? "https://" : "http://";
  return origin == scheme + request.header("Host");
}

/// Browsers say where a change comes from. Only a request without a session may leave that out, and
/// even then another site's page cannot log anybody in.
void refuse_cross_site(const Request& request, const std::optional<std::string>& session) {
  if (request.verb == Verb::get || is_from_our_pages(request)) return;
  if (!session && request.header("Origin").empty() && request.header("Sec-Fetch-Site").empty())
    return;
  throw Failure(Error{.kind = ErrorKind::forbidden,
                      .message = "this was asked for by a page of another site; programs use a "
                                 "token instead of a session",
                      .code = "request.cross_site"});
}

Task<std::optional<SignedIn>> find_who(IdentityServices& services, const Request& request) {
  if (const auto token = bearer_of(request)) {
    if (auto who = co_await find_program_of(services, *token)) co_return who;
    throw Failure(Error{.kind = ErrorKind::unauthorized,
                        .message = "this token is wrong, has expired or was taken back; make a new "
                                   "one in the panel",
                        .code = "token.wrong"});
  }
  const auto token = session_token_of(request);
  refuse_cross_site(request, token);
  if (!token) co_return std::nullopt;
  co_return co_await find_session_of(services, *token);
}

Task<CallContext> context_of(IdentityServices& services, const Request& request) {
  const auto who = co_await find_who(services, request);
  co_return who ? who->context : anonymous();
}

Task<SignedIn> must_be_known(IdentityServices& services, const Request& request) {
  if (auto who = co_await find_who(services, request)) co_return *std::move(who);
  throw Failure(
      Error{.kind = ErrorKind::unauthorized, .message = "log in first", .code = "session.needed"});
}

/// For what belongs to a person rather than to a permission.
Task<SignedIn> must_be_signed_in(IdentityServices& services, const Request& request) {
  auto who = co_await must_be_known(services, request);
  require_person(who);
  co_return who;
}

crypto::Secret secret_of(const JsonBody& body, const char* name) {
  return crypto::Secret::take(body.required_text(name));
}

Json to_json(const User& user) {
  return {{"id", user.id.text()},
          {"email", user.email},
          {"name", user.name},
          {"language", to_string(user.language)},
          {"zone", user.zone},
          {"has_authenticator", user.has_totp},
          {"password_changed_at", to_iso8601(user.password_changed_at)}};
}

Json to_json(const Member& member) {
  return {{"user", to_json(member.user)},
          {"role", to_string(member.membership.role)},
          {"limits", limits_json(member.membership.reach)},
          {"since", to_iso8601(member.membership.since)}};
}

Json to_json(const Session& session, const SignedIn& who) {
  return {{"id", session.id.text()},
          {"began_at", to_iso8601(session.created_at)},
          {"used_at", to_iso8601(session.seen_at)},
          {"address", session.address},
          {"agent", session.agent},
          {"is_this", session.id == who.session}};
}

Json to_json(const ApiToken& token) {
  return {{"id", token.id.text()},
          {"name", token.name},
          {"role", to_string(token.role)},
          {"created_at", to_iso8601(token.created_at)},
          {"expires_at", to_iso8601(token.expires_at)},
          {"used_at", token.used_at ? Json(to_iso8601(*token.used_at)) : Json()}};
}

Json to_json(const Link& link) {
  Json json{{"id", link.id.text()},
            {"purpose", to_string(link.purpose)},
            {"email", link.email},
            {"made_by", link.made_by},
            {"created_at", to_iso8601(link.created_at)},
            {"expires_at", to_iso8601(link.expires_at)}};
  if (link.role) json["role"] = to_string(*link.role);
  if (link.role) json["limits"] = limits_json(link.reach);
  return json;
}

/// Of links that an administrator hands on; the secret stands behind the #, which no server sees.
Json to_json(const MadeLink& made, std::string_view page) {
  auto json = to_json(made.link);
  json["path"] = std::string(page) + "#" + std::string(made.token.reveal());
  json["mailed"] = made.is_mailed;
  return json;
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

/// The answer to whoever has just logged in: their session, and its cookie.
Task<Response> welcome(IdentityServices& services, const Request& request, const LoggedIn& begun) {
  auto who = co_await find_session_of(services, begun.token.reveal());
  if (!who)
    throw Failure(Error{.kind = ErrorKind::unauthorized,
                        .message = "you left the company a moment ago",
                        .code = "session.needed"});
  co_return with_cookie(Response::json(201, co_await session_json(services, *std::move(who))),
                        request, begun.token.reveal(), session_most);
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

Response come_later(const Error& error, int status) {
  auto response = http::problem(error, status);
  const auto wait = std::chrono::ceil<std::chrono::seconds>(error.retry_after.value());
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

/// An answer for which a password is checked or stored: it may have to wait.
template <auto answer>
Task<Response> in_time(IdentityServices& services, CallContext ctx, const Request& request) {
  std::optional<Error> later;
  try {
    co_return co_await answer(services, std::move(ctx), request);
  } catch (const Failure& failure) {
    later = failure.error();
  }
  if (later->code == "login.slow_down") co_return come_later(*later, 429);  // RFC 6585.
  if (later->code == "pool.full") {  // So many log in at once.
    later->retry_after = std::chrono::seconds(5);
    co_return come_later(*later, 503);
  }
  throw Failure(*later);
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
  co_return Response::json(
      200, co_await session_json(services, co_await must_be_known(services, request)));
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
  co_return co_await get_session(services, {}, request);
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

std::optional<std::string> maybe_text(const JsonBody& body, const char* name) {
  if (body.member(name) == nullptr) return std::nullopt;
  return body.text(name);
}

/// Nullopt where nothing is said of them; null lifts them.
std::optional<Reach> maybe_limits(const JsonBody& body) {
  const auto limits = body.json().find("limits");
  if (limits == body.json().end()) return std::nullopt;
  return or_throw(parse_limits(*limits));
}

Task<Response> patch_me(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"name", "language", "zone"});
  const auto user = co_await change_profile(services, co_await must_be_signed_in(services, request),
                                            {.name = maybe_text(body, "name"),
                                             .language = maybe_text(body, "language"),
                                             .zone = maybe_text(body, "zone")});
  co_return Response::json(200, to_json(user));
}

Task<Response> put_my_password(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"present", "password"});
  co_await change_password(services, co_await must_be_signed_in(services, request),
                           secret_of(body, "present"), secret_of(body, "password"));
  co_return Response::no_content();
}

Task<Response> post_authenticator(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"password"});
  const auto offer = co_await offer_totp(services, co_await must_be_signed_in(services, request),
                                         secret_of(body, "password"));
  co_return Response::json(201, {{"secret", offer.secret}, {"uri", offer.uri}});
}

Task<Response> put_authenticator(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"code"});
  const auto codes = co_await confirm_totp(services, co_await must_be_signed_in(services, request),
                                           body.required_text("code"));
  co_return Response::json(200, {{"recovery_codes", codes}});
}

Task<Response> delete_authenticator(IdentityServices& services, CallContext,
                                    const Request& request) {
  const JsonBody body(request, {"password"});
  co_await drop_totp(services, co_await must_be_signed_in(services, request),
                     secret_of(body, "password"));
  co_return Response::no_content();
}

Task<Response> get_tokens(IdentityServices& services, CallContext, const Request& request) {
  auto tokens = Json::array();
  for (const auto& token :
       co_await list_own_tokens(services, co_await must_be_signed_in(services, request)))
    tokens.push_back(to_json(token));
  co_return Response::json(200, {{"tokens", std::move(tokens)}});
}

TokenDraft token_draft(const JsonBody& body) {
  const auto* days = body.member("days");
  if (days == nullptr || !days->is_number_integer()) throw wrong_field("days", "must be a number");
  return {.name = body.required_text("name"),
          .role = body.required_text("role"),
          .days = days->get<std::int64_t>()};
}

Response new_token(const MadeToken& made) {
  auto json = to_json(made.token);
  json["token"] = made.text.reveal();
  return Response::json(201, json);
}

Task<Response> post_token(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"name", "role", "days"});
  co_return new_token(co_await make_api_token(
      services, co_await must_be_signed_in(services, request), token_draft(body)));
}

Task<Response> post_token_for(IdentityServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"name", "role", "days"});
  co_return new_token(
      co_await make_token_for(services, ctx, request.path_parameter("user"), token_draft(body)));
}

Task<Response> delete_token(IdentityServices& services, CallContext, const Request& request) {
  co_await remove_own_token(services, co_await must_be_signed_in(services, request),
                            request.path_parameter("token"));
  co_return Response::no_content();
}

Task<Response> get_members(IdentityServices& services, CallContext ctx, const Request&) {
  auto members = Json::array();
  for (const auto& member : co_await list_all_members(services, ctx))
    members.push_back(to_json(member));
  co_return Response::json(200, {{"members", std::move(members)}});
}

Task<Response> patch_member(IdentityServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"role", "limits"});
  MemberWish wish{.role = maybe_text(body, "role"), .reach = maybe_limits(body)};
  if (!wish.role && !wish.reach) throw wrong_field("role", "say what is to change");
  const auto member =
      co_await change_member(services, ctx, request.path_parameter("user"), std::move(wish));
  co_return Response::json(200, to_json(member));
}

Task<Response> delete_member(IdentityServices& services, CallContext ctx, const Request& request) {
  co_await remove_member(services, ctx, request.path_parameter("user"));
  co_return Response::no_content();
}

Task<Response> post_new_password(IdentityServices& services, CallContext ctx,
                                 const Request& request) {
  const auto made = co_await offer_new_password(services, ctx, request.path_parameter("user"));
  co_return Response::json(201, to_json(made, "/new-password"));
}

Task<Response> get_invitations(IdentityServices& services, CallContext ctx, const Request&) {
  auto invitations = Json::array();
  for (const auto& link : co_await list_invitations(services, ctx))
    invitations.push_back(to_json(link));
  co_return Response::json(200, {{"invitations", std::move(invitations)}});
}

Task<Response> post_invitation(IdentityServices& services, CallContext ctx,
                               const Request& request) {
  const JsonBody body(request, {"email", "role", "limits"});
  const auto made =
      co_await invite(services, ctx, body.required_text("email"), body.required_text("role"),
                      maybe_limits(body).value_or(Reach{}));
  co_return Response::json(201, to_json(made, "/join"));
}

Task<Response> delete_invitation(IdentityServices& services, CallContext ctx,
                                 const Request& request) {
  co_await take_back_invitation(services, ctx, request.path_parameter("invitation"));
  co_return Response::no_content();
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
  co_return co_await get_session(services, {}, request);
}

Task<Response> new_password_by_link(IdentityServices& services, CallContext,
                                    const Request& request) {
  const JsonBody body(request, {"token", "password"});
  co_await choose_new_password(services, body.required_text("token"), secret_of(body, "password"));
  co_return Response::no_content();
}

}  // namespace

http::ContextMaker web_context(IdentityServices& services) {
  return [&services](const Request& request, const http::Peer&) {
    return context_of(services, request);
  };
}

void add_routes(http::Router& router, IdentityServices& services, const SetUpCode& set_up_code) {
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
  routes.add_open(Verb::patch, api + "/me", patch_me);
  routes.add_open(Verb::put, api + "/me/password", in_time<put_my_password>);
  routes.add_open(Verb::post, api + "/me/authenticator", in_time<post_authenticator>);
  routes.add_open(Verb::put, api + "/me/authenticator", put_authenticator);
  routes.add_open(Verb::delete_, api + "/me/authenticator", in_time<delete_authenticator>);
  routes.add_open(Verb::get, api + "/tokens", get_tokens);
  routes.add_open(Verb::post, api + "/tokens", post_token);
  routes.add_open(Verb::delete_, api + "/tokens/{token}", delete_token);
  routes.add_open(Verb::post, api + "/links/show", look_at_link);
  routes.add_open(Verb::post, api + "/links/join", in_time<join_by_link>);
  routes.add_open(Verb::post, api + "/links/accept", accept_by_link);
  routes.add_open(Verb::post, api + "/links/new-password", in_time<new_password_by_link>);
  const auto manage = Permission::member_manage;
  routes.add(Verb::get, api + "/members", manage, get_members);
  routes.add(Verb::patch, api + "/members/{user}", manage, patch_member);
  routes.add(Verb::delete_, api + "/members/{user}", manage, delete_member);
  routes.add(Verb::post, api + "/members/{user}/new-password", manage, post_new_password);
  routes.add(Verb::post, api + "/members/{user}/tokens", manage, post_token_for);
  routes.add(Verb::get, api + "/invitations", manage, get_invitations);
  routes.add(Verb::post, api + "/invitations", manage, post_invitation);
  routes.add(Verb::delete_, api + "/invitations/{invitation}", manage, delete_invitation);
}

}  // namespace mirante::identity
