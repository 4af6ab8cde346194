#include "features/firing/routes.h"

#include <nlohmann/json.hpp>

#include "features/firing/retry_fire.h"
#include "features/firing/show_fires.h"
#include "features/schedules/fields.h"

namespace mirante::firing {
namespace {

using http::Request;
using http::Response;
using http::Verb;
using schedules::SchedulesServices;

int limit_of(const Request& request) {
  return static_cast<int>(request.query_integer("limit", 1, 200).value_or(50));
}

Task<Response> history(SchedulesServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"after", "limit"});
  co_return Response::json(
      200, co_await show_history(services, ctx, request.path_parameter("schedule"),
                                 request.query_instant("after"), limit_of(request)));
}

Task<Response> results(SchedulesServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"at"});
  const auto at = request.query_instant("at");
  if (!at) throw wrong_field("at", "write the fire's due_at");
  co_return Response::json(
      200, co_await show_results(services, ctx, request.path_parameter("schedule"), *at));
}

Task<Response> retry(SchedulesServices& services, CallContext ctx, const Request& request) {
  const auto json = request.json();
  const schedules::Field body(json, "");
  body.allow({"at", "servers", "reason"});
  RetryWish wish{.schedule = request.path_parameter("schedule"),
                 .at = body.at("at", "write the fire's due_at").instant(),
                 .servers = schedules::parse_servers(body.list("servers", schedules::servers_max)),
                 .reason = body.at("reason", "say why").text(500),
                 .idempotency_key = request.header("idempotency-key")};
  co_return Response::json(202, co_await retry_fire(services, ctx, std::move(wish)));
}

Task<Response> decisions(SchedulesServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"account", "region", "after", "limit"});
  servers::ServerRef server{.id = request.path_parameter("id"),
                            .account = request.query_parameter("account").value_or(""),
                            .region = request.query_parameter("region").value_or("")};
  co_return Response::json(
      200, co_await show_decisions(services, ctx, std::move(server), request.query_instant("after"),
                                   limit_of(request)));
}

Task<Response> run(SchedulesServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(202,
                           co_await run_now(services, ctx, request.path_parameter("schedule")));
}

}  // namespace

void add_routes(http::Router& router, SchedulesServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string schedule = "/api/v1/schedules/{schedule}";
  routes.add(Verb::get, schedule + "/history", Permission::policy_read, history);
  routes.add(Verb::get, schedule + "/results", Permission::policy_read, results);
  routes.add(Verb::post, schedule + "/retry", Permission::server_switch, retry);
  routes.add(Verb::post, schedule + "/run-now", Permission::policy_write, run);
  for (const auto* things : {"servers", "databases"})
    routes.add(Verb::get, "/api/v1/" + std::string(things) + "/{id}/decisions",
               Permission::policy_read, decisions);
}

}  // namespace mirante::firing
