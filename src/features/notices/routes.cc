#include "features/notices/routes.h"

#include <nlohmann/json.hpp>

#include "features/notices/check_now.h"
#include "features/notices/leave_on.h"
#include "features/notices/show_preflight.h"
#include "features/schedules/fields.h"
#include "platform/http/json_body.h"

namespace mirante::notices {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

constexpr std::size_t checked_types_max = 5;  // Each is asked of AWS for all servers.

/// The secret is in the body, which no log of a proxy keeps, and no cache keeps the answer.
Response kept_nowhere(const Json& json) {
  auto response = Response::json(200, json);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Task<Response> show(const NoticesServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"token"});
  co_return kept_nowhere(co_await show_leave_on(services, body.required_text("token")));
}

Task<Response> act(const NoticesServices& services, CallContext, const Request& request) {
  const JsonBody body(request, {"token", "servers"});
  std::optional<std::vector<std::string>> servers;
  if (body.member("servers") != nullptr) servers = body.texts("servers");
  co_return kept_nowhere(
      co_await leave_on(services, body.required_text("token"), std::move(servers)));
}

Task<Response> preflight(const NoticesServices& services, CallContext ctx, const Request& request) {
  request.allow_query({});
  co_return Response::json(
      200, co_await show_preflight(services, ctx, request.path_parameter("schedule")));
}

Task<Response> check(const NoticesServices& services, CallContext ctx, const Request& request) {
  const auto json = request.json();
  const schedules::Field body(json, "");
  body.allow({"targets", "types", "reboots"});
  CheckWish wish{.targets = schedules::parse_targets(body.at("targets", "say which servers"))};
  for (const auto& type : body.list("types", checked_types_max))
    wish.types.push_back(type.server_type());
  if (const auto reboots = body.find("reboots")) {
    if (!reboots->json().is_boolean()) reboots->wrong("must be true or false");
    wish.reboots = reboots->json().get<bool>();
  }
  co_return Response::json(200, co_await check_now(services, ctx, std::move(wish)));
}

}  // namespace

void add_routes(http::Router& router, const NoticesServices& services) {
  http::RoomRoutes<const NoticesServices> routes(router, services);
  routes.add_open(Verb::post, "/api/v1/leave-on/show", show);
  routes.add_open(Verb::post, "/api/v1/leave-on", act);
  routes.add(Verb::get, "/api/v1/schedules/{schedule}/preflight", Permission::policy_read,
             preflight);
  routes.add(Verb::post, "/api/v1/schedules/check", Permission::policy_read, check);
}

}  // namespace mirante::notices
