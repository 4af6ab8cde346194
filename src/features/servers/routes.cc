#include "features/servers/routes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

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

ServerRef ref_of(const Request& request) {
  request.allow_query({"account", "region"});
  return {.id = request.path_parameter("id"),
          .account = request.query_parameter("account").value_or(""),
          .region = request.query_parameter("region").value_or("")};
}

Task<Response> list(ServersServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"account", "customer", "region", "state", "type", "name", "tag", "q", "sort",
                       "limit", "offset", "after", "format", "separator", "language"});
  ListServersWish wish{
      .accounts = request.query_parameters("account"),
      .customers = request.query_parameters("customer"),
      .regions = request.query_parameters("region"),
      .states = request.query_parameters("state"),
      .types = request.query_parameters("type"),
      .names = request.query_parameters("name"),
      .tags = request.query_parameters("tag"),
      .search = request.query_parameter("q").value_or(""),
      .sort = request.query_parameter("sort").value_or(""),
      .limit = static_cast<int>(request.query_integer("limit", 1, 1000).value_or(500)),
      .offset = static_cast<int>(request.query_integer("offset", 0, 1'000'000).value_or(0)),
      .after = request.query_parameter("after").value_or("")};
  const auto csv = http::csv_wish(request);
  if (!csv) co_return Response::json(200, co_await list_servers(services, ctx, std::move(wish)));
  co_return http::csv_response("servers.csv",
                               co_await list_servers_as_csv(services, ctx, std::move(wish), *csv));
}

Task<Response> show(ServersServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(200, co_await show_server(services, ctx, ref_of(request)));
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
  co_return Response::json(
      200, co_await mark_never_switch_off(services, ctx, ref_of(request), body.text("reason")));
}

Task<Response> unmark(ServersServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(200, co_await clear_never_switch_off(services, ctx, ref_of(request)));
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
