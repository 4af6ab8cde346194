#include "features/identity/token_routes.h"

#include <nlohmann/json.hpp>

#include "features/identity/common_routes.h"
#include "features/identity/own_account.h"

namespace mirante::identity {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Json to_json(const ApiToken& token) {
  return {{"id", token.id.text()},
          {"name", token.name},
          {"role", to_string(token.role)},
          {"created_at", to_iso8601(token.created_at)},
          {"expires_at", to_iso8601(token.expires_at)},
          {"used_at", token.used_at ? Json(to_iso8601(*token.used_at)) : Json()}};
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

}  // namespace

void add_token_routes(http::Router& router, IdentityServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string api = "/api/v1";
  routes.add_open(Verb::get, api + "/tokens", get_tokens);
  routes.add_open(Verb::post, api + "/tokens", post_token);
  routes.add_open(Verb::delete_, api + "/tokens/{token}", delete_token);
  routes.add(Verb::post, api + "/members/{user}/tokens", Permission::member_manage, post_token_for);
}

}  // namespace mirante::identity
