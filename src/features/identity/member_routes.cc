#include "features/identity/member_routes.h"

#include <nlohmann/json.hpp>

#include "features/identity/common_routes.h"
#include "features/identity/identity_json.h"
#include "features/identity/limits_json.h"
#include "features/identity/members.h"

namespace mirante::identity {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Json to_json(const Member& member) {
  return {{"user", to_json(member.user)},
          {"role", to_string(member.membership.role)},
          {"limits", limits_json(member.membership.reach)},
          {"since", to_iso8601(member.membership.since)},
          {"etag", entity_tag(member)}};
}

/// Nullopt where nothing is said of them; null lifts them.
std::optional<Reach> maybe_limits(const JsonBody& body) {
  const auto limits = body.json().find("limits");
  if (limits == body.json().end()) return std::nullopt;
  return or_throw(parse_limits(*limits));
}

Task<Response> get_members(IdentityServices& services, CallContext ctx, const Request&) {
  auto members = Json::array();
  for (const auto& member : co_await list_all_members(services, ctx))
    members.push_back(to_json(member));
  co_return Response::json(200, {{"members", std::move(members)}});
}

Task<Response> patch_member(IdentityServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"role", "limits"});
  MemberWish wish{.role = maybe_text(body, "role"),
                  .reach = maybe_limits(body),
                  .if_match = request.header("If-Match")};
  if (!wish.role && !wish.reach) throw wrong_field("role", "say what is to change");
  const auto member =
      co_await change_member(services, ctx, request.path_parameter("user"), std::move(wish));
  auto response = Response::json(200, to_json(member));
  response.headers.emplace_back("ETag", entity_tag(member));
  co_return response;
}

Task<Response> delete_member(IdentityServices& services, CallContext ctx, const Request& request) {
  co_await remove_member(services, ctx, request.path_parameter("user"));
  co_return Response::no_content();
}

Task<Response> post_new_password(IdentityServices& services, CallContext ctx,
                                 const Request& request) {
  const auto made = co_await offer_new_password(services, ctx, request.path_parameter("user"));
  co_return Response::json(201, to_json(made));
}

Task<Response> delete_authenticator_of(IdentityServices& services, CallContext ctx,
                                       const Request& request) {
  co_await remove_authenticator(services, ctx, request.path_parameter("user"));
  co_return Response::no_content();
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
  co_return Response::json(201, to_json(made));
}

Task<Response> delete_invitation(IdentityServices& services, CallContext ctx,
                                 const Request& request) {
  co_await take_back_invitation(services, ctx, request.path_parameter("invitation"));
  co_return Response::no_content();
}

}  // namespace

void add_member_routes(http::Router& router, IdentityServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string api = "/api/v1";
  const auto manage = Permission::member_manage;
  routes.add(Verb::get, api + "/members", manage, get_members);
  routes.add(Verb::patch, api + "/members/{user}", manage, patch_member);
  routes.add(Verb::delete_, api + "/members/{user}", manage, delete_member);
  routes.add(Verb::post, api + "/members/{user}/new-password", manage, post_new_password);
  routes.add(Verb::delete_, api + "/members/{user}/authenticator", manage, delete_authenticator_of);
  routes.add(Verb::get, api + "/invitations", manage, get_invitations);
  routes.add(Verb::post, api + "/invitations", manage, post_invitation);
  routes.add(Verb::delete_, api + "/invitations/{invitation}", manage, delete_invitation);
}

}  // namespace mirante::identity
