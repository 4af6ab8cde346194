#include "features/savings/routes.h"

#include <nlohmann/json.hpp>

#include "features/savings/estimate_schedule.h"
#include "features/savings/show_opportunities.h"
#include "features/savings/show_savings.h"

namespace mirante::savings {
namespace {

using http::Request;
using http::Response;
using http::Verb;

Task<Response> opportunities(SavingsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"account", "customer", "region", "zone", "limit", "after"});
  OpportunitiesWish wish{
      .accounts = request.query_parameters("account"),
      .customers = request.query_parameters("customer"),
      .regions = request.query_parameters("region"),
      .zone = request.query_parameter("zone").value_or(""),
      .limit = static_cast<int>(request.query_integer("limit", 1, 1000).value_or(50)),
      .after = request.query_parameter("after").value_or("")};
  co_return Response::json(200, co_await show_opportunities(services, ctx, std::move(wish)));
}

Task<Response> savings(SavingsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"account", "customer"});
  co_return Response::json(
      200, co_await show_savings(services, ctx,
                                 {.accounts = request.query_parameters("account"),
                                  .customers = request.query_parameters("customer")}));
}

Task<Response> costs(SavingsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"server"});
  co_return Response::json(
      200, co_await show_server_costs(services, ctx, request.query_parameters("server")));
}

Task<Response> estimate(SavingsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({});
  co_return Response::json(200, co_await estimate_schedule(services, ctx, request.json()));
}

}  // namespace

void add_routes(http::Router& router, SavingsServices& services) {
  http::RoomRoutes routes(router, services);
  routes.add(Verb::get, "/api/v1/opportunities", Permission::server_read, opportunities);
  routes.add(Verb::get, "/api/v1/savings", Permission::server_read, savings);
  routes.add(Verb::get, "/api/v1/server-costs", Permission::server_read, costs);
  routes.add(Verb::post, "/api/v1/schedules/estimate", Permission::server_read, estimate);
}

}  // namespace mirante::savings
