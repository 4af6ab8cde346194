#include "features/identity/own_account_routes.h"

#include <nlohmann/json.hpp>

#include "features/identity/common_routes.h"
#include "features/identity/identity_json.h"
#include "features/identity/own_account.h"
#include "features/identity/own_password.h"
#include "features/identity/second_factor.h"

namespace mirante::identity {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Task<Response> patch_me(IdentityServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"name", "language", "zone"});
  const auto user = co_await change_profile(services, co_await must_be_signed_in(services, request),
                                            {.name = maybe_text(body, "name"),
                                             .language = maybe_text(body, "language"),
                                             .zone = maybe_text(body, "zone"),
                                             .if_match = request.header("If-Match")});
  auto response = Response::json(200, to_json(user));
  response.headers.emplace_back("ETag", profile_tag(user));
  co_return response;
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

}  // namespace

void add_own_account_routes(http::Router& router, IdentityServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string api = "/api/v1";
  routes.add_open(Verb::patch, api + "/me", patch_me);
  routes.add_open(Verb::put, api + "/me/password", in_time<put_my_password>);
  routes.add_open(Verb::post, api + "/me/authenticator", in_time<post_authenticator>);
  routes.add_open(Verb::put, api + "/me/authenticator", put_authenticator);
  routes.add_open(Verb::delete_, api + "/me/authenticator", in_time<delete_authenticator>);
}

}  // namespace mirante::identity
