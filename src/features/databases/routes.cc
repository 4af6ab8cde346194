#include "features/databases/routes.h"

#include <nlohmann/json.hpp>

#include "features/databases/show_databases.h"
#include "features/databases/switch_databases.h"
#include "features/databases/switch_kinds.h"
#include "features/servers/common_routes.h"
#include "features/servers/read_reference.h"
#include "platform/http/csv_answer.h"
#include "platform/http/json_body.h"

namespace mirante::databases {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Task<Response> list(DatabasesServices& services, CallContext ctx, const Request& request) {
  auto wish = servers::list_wish_of(request);
  const auto csv = http::csv_wish(request);
  if (!csv) co_return Response::json(200, co_await list_databases(services, ctx, std::move(wish)));
  co_return http::csv_response(
      "databases.csv", co_await list_databases_as_csv(services, ctx, std::move(wish), *csv));
}

Task<Response> show(DatabasesServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(200,
                           co_await show_database(services, ctx, servers::reference_of(request)));
}

template <const std::string_view& kind>
Task<Response> change(DatabasesServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"plan"});
  const bool is_plan = request.query_flag("plan");
  const JsonBody body(request, {"databases", "despite_pause"});
  SwitchWish wish{.kind = std::string(kind),
                  .databases = servers::read_references(body.member("databases"), "databases"),
                  .despite_pause = body.text("despite_pause"),
                  .idempotency_key = request.header("idempotency-key")};
  if (is_plan) co_return Response::json(200, co_await plan_switch(services, ctx, std::move(wish)));
  co_return Response::json(202, co_await switch_databases(services, ctx, std::move(wish)));
}

Task<Response> mark(DatabasesServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"reason"});
  co_return Response::json(
      200, co_await mark_never_switch_off(services, ctx, servers::reference_of(request),
                                          body.text("reason")));
}

Task<Response> unmark(DatabasesServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(
      200, co_await clear_never_switch_off(services, ctx, servers::reference_of(request)));
}

}  // namespace

void add_routes(http::Router& router, DatabasesServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string databases = "/api/v1/databases", one = databases + "/{id}";
  routes.add(Verb::get, databases, Permission::server_read, list);
  routes.add(Verb::get, one, Permission::server_read, show);
  routes.add(Verb::post, databases + "/start", Permission::server_switch, change<start_kind>);
  routes.add(Verb::post, databases + "/stop", Permission::server_switch, change<stop_kind>);
  routes.add(Verb::put, one + "/never-switch-off", Permission::policy_write, mark);
  routes.add(Verb::delete_, one + "/never-switch-off", Permission::policy_write, unmark);
}

}  // namespace mirante::databases
