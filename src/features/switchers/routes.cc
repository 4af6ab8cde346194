#include "features/switchers/routes.h"

#include <nlohmann/json.hpp>

#include "features/switchers/show_switchers.h"

namespace mirante::switchers {
namespace {

using http::Request;
using http::Response;
using http::Verb;

Task<Response> other_switchers(SwitchersServices& services, CallContext ctx,
                               const Request& request) {
  request.allow_query({"account", "customer", "server", "schedule"});
  SwitchersWish wish{.accounts = request.query_parameters("account"),
                     .customers = request.query_parameters("customer"),
                     .server = request.query_parameter("server").value_or(""),
                     .schedule = request.query_parameter("schedule").value_or("")};
  co_return Response::json(200, co_await show_switchers(services, ctx, std::move(wish)));
}

}  // namespace

void add_routes(http::Router& router, SwitchersServices& services) {
  http::RoomRoutes routes(router, services);
  routes.add(Verb::get, "/api/v1/other-switchers", Permission::server_read, other_switchers);
}

}  // namespace mirante::switchers
