#include "features/resizing/routes.h"

#include <nlohmann/json.hpp>

#include "features/resizing/resize_servers.h"
#include "features/servers/read_reference.h"
#include "platform/http/json_body.h"

namespace mirante::resizing {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Task<Response> resize(ResizingServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"plan"});
  const bool is_plan = request.query_flag("plan");
  const JsonBody body(request, {"servers", "type", "fallback_types", "capacity_wait_minutes",
                                "start", "accept_losses", "despite_pause"});
  auto params = body.json();
  params.erase("servers");
  params.erase("despite_pause");
  ResizeRequest wished{.servers = servers::read_references(body.member("servers"), "servers"),
                       .wish = or_throw(parse_resize_wish(params)),
                       .despite_pause = body.text("despite_pause"),
                       .idempotency_key = request.header("idempotency-key")};
  if (is_plan)
    co_return Response::json(200, co_await plan_resize_of(services, ctx, std::move(wished)));
  co_return Response::json(202, co_await resize_servers(services, ctx, std::move(wished)));
}

Task<Response> types(ResizingServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"account", "region"});
  servers::ServerRef ref{.id = request.path_parameter("id"),
                         .account = request.query_parameter("account").value_or(""),
                         .region = request.query_parameter("region").value_or("")};
  co_return Response::json(200, co_await show_types(services, ctx, std::move(ref)));
}

}  // namespace

void add_routes(http::Router& router, ResizingServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string servers = "/api/v1/servers";
  routes.add(Verb::post, servers + "/resize", Permission::server_switch, resize);
  routes.add(Verb::get, servers + "/{id}/types", Permission::server_read, types);
}

}  // namespace mirante::resizing
