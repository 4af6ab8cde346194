#include "features/servers/routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/servers/common_routes.h"
#include "features/servers/plan_switch.h"
#include "features/servers/read_reference.h"
#include "features/servers/show_servers.h"
#include "features/servers/switch_kinds.h"
#include "features/servers/switch_servers.h"
#include "platform/http/csv_answer.h"
#include "platform/http/json_body.h"

namespace mirante::servers {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Task<Response> list(ServersServices& services, CallContext ctx, const Request& request) {
  auto wish = list_wish_of(request);
  const auto csv = http::csv_wish(request);
  if (!csv) co_return Response::json(200, co_await list_servers(services, ctx, std::move(wish)));
  co_return http::csv_response("servers.csv",
                               co_await list_servers_as_csv(services, ctx, std::move(wish), *csv));
}

Task<Response> show(ServersServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(200, co_await show_server(services, ctx, reference_of(request)));
}

JsonBody body_of(const Request& request, std::string_view kind) {
  if (kind == start_kind)
    return JsonBody(request,
                    {"servers", "despite_pause", "capacity_wait_minutes", "status_checks"});
  if (kind != stop_kind) return JsonBody(request, {"servers", "despite_pause"});
  return JsonBody(request, {"servers", "despite_pause", "force", "hibernate", "force_after_minutes",
                            "accept_losses"});
}

SwitchWish wish_of(const Request& request, std::string_view kind) {
  const auto body = body_of(request, kind);
  SwitchWish wish{.kind = std::string(kind),
                  .servers = {},
                  .despite_pause = body.text("despite_pause"),
                  .idempotency_key = request.header("idempotency-key")};
  auto params = body.json();
  params.erase("servers");
  params.erase("despite_pause");
  if (kind == start_kind) wish.start = or_throw(parse_start_wish(params));
  if (kind == stop_kind) wish.stop = or_throw(parse_stop_wish(params));
  wish.servers = read_references(body.member("servers"), "servers");
  return wish;
}

template <const std::string_view& kind>
Task<Response> change(ServersServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"plan"});
  const bool is_plan = request.query_flag("plan");
  auto wish = wish_of(request, kind);
  if (is_plan) co_return Response::json(200, co_await plan_switch(services, ctx, std::move(wish)));
  co_return Response::json(202, co_await switch_servers(services, ctx, std::move(wish)));
}

Task<Response> mark(ServersServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"reason"});
  co_return Response::json(200, co_await mark_never_switch_off(services, ctx, reference_of(request),
                                                               body.text("reason")));
}

Task<Response> unmark(ServersServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(200,
                           co_await clear_never_switch_off(services, ctx, reference_of(request)));
}

}  // namespace

void add_routes(http::Router& router, ServersServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string servers = "/api/v1/servers", one = servers + "/{id}";
  routes.add(Verb::get, servers, Permission::server_read, list);
  routes.add(Verb::get, one, Permission::server_read, show);
  routes.add(Verb::post, servers + "/start", Permission::server_switch, change<start_kind>);
  routes.add(Verb::post, servers + "/stop", Permission::server_switch, change<stop_kind>);
  routes.add(Verb::post, servers + "/reboot", Permission::server_switch, change<reboot_kind>);
  routes.add(Verb::put, one + "/never-switch-off", Permission::policy_write, mark);
  routes.add(Verb::delete_, one + "/never-switch-off", Permission::policy_write, unmark);
}

}  // namespace mirante::servers
