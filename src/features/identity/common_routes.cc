#include "features/identity/common_routes.h"

#include <chrono>

#include "platform/http/cookies.h"

namespace mirante::identity {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

// Browsers take a cookie with this prefix only over TLS, from this host, for all paths.
constexpr std::string_view secure_cookie = "__Host-mirante", plain_cookie = "mirante";

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

Response with_wait(const Error& error, int status) {
  auto response = http::problem(error, status);
  const auto wait = std::chrono::ceil<std::chrono::seconds>(error.retry_after.value());
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

/// Pages that nobody has touched for a while say so; the stream of events is opened again by itself
/// as long as a page is open.
Use use_of(const Request& request) {
  const bool is_said = request.header("Mirante-Background") == "true";
  return is_said || request.path == "/api/v1/events" ? Use::in_background : Use::by_person;
}

}  // namespace

std::string_view cookie_name(const Request& request) {
  return request.client.is_secure ? secure_cookie : plain_cookie;
}

Task<std::optional<SignedIn>> find_who(IdentityServices& services, const Request& request) {
  if (const auto token = bearer_of(request)) {
    if (auto who = co_await find_program_of(services, *token)) co_return who;
    const Error wrong{.kind = ErrorKind::unauthorized,
                      .message =
                          "this token is wrong, has expired or was taken back; make a new "
                          "one in the panel",
                      .code = "token.wrong"};
    services.turned_away.count({.action = "token.used", .address = request.client.address}, wrong,
                               services.loop.clock().now());
    throw Failure(wrong);
  }
  const auto token = session_token_of(request);
  refuse_cross_site(request, token);
  if (!token) co_return std::nullopt;
  co_return co_await find_session_of(services, *token, use_of(request));
}

Task<SignedIn> must_be_known(IdentityServices& services, const Request& request) {
  if (auto who = co_await find_who(services, request)) co_return *std::move(who);
  throw Failure(
      Error{.kind = ErrorKind::unauthorized, .message = "log in first", .code = "session.needed"});
}

Task<SignedIn> must_be_signed_in(IdentityServices& services, const Request& request) {
  auto who = co_await must_be_known(services, request);
  require_person(who);
  co_return who;
}

crypto::Secret secret_of(const JsonBody& body, const char* name) {
  return crypto::Secret::take(body.required_text(name));
}

std::optional<std::string> maybe_text(const JsonBody& body, const char* name) {
  if (body.member(name) == nullptr) return std::nullopt;
  return body.text(name);
}

Response come_later(Error error) {
  if (error.code == "login.slow_down") return with_wait(error, 429);  // RFC 6585.
  if (error.code == "pool.full") {                                    // So many log in at once.
    error.retry_after = std::chrono::seconds(5);
    return with_wait(error, 503);
  }
  throw Failure(std::move(error));
}

}  // namespace mirante::identity
