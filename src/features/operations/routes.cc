#include "features/operations/routes.h"

#include <nlohmann/json.hpp>

#include "features/operations/show_operation.h"

namespace mirante::operations {
namespace {

using http::Request;
using http::Response;
using http::Verb;

OperationId id_of(const Request& request) {
  return or_throw(OperationId::parse(request.path_parameter("id")));
}

Task<Response> list(OperationsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"state", "before", "limit"});
  ListWish wish{.limit = static_cast<int>(request.query_integer("limit", 1, 500).value_or(50))};
  if (const auto state = request.query_parameter("state")) {
    const auto parsed = parse_state(*state);
    if (!parsed)
      throw Failure(Error{.kind = ErrorKind::invalid,
                          .message = "is none of running, succeeded, partial, failed, refused, "
                                     "cancelled, needs_person",
                          .field = "state"});
    wish.state = *parsed;
  }
  if (const auto before = request.query_parameter("before"))
    wish.before = or_throw(OperationId::parse(*before));
  co_return Response::json(200, co_await list_operations(services, ctx, wish));
}

Task<Response> show(OperationsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"wait_ms", "journal"});
  const LookWish wish{
      .id = id_of(request),
      .wait = std::chrono::milliseconds(request.query_integer("wait_ms", 0, 30'000).value_or(0)),
      .with_journal = request.query_parameter("journal") == "true"};
  co_return Response::json(200, co_await show_operation(services, ctx, wish));
}

Task<Response> stop(OperationsServices& services, CallContext ctx, const Request& request) {
  co_return Response::json(202, co_await cancel_operation(services, ctx, id_of(request)));
}

}  // namespace

void add_routes(http::Router& router, OperationsServices& services) {
  http::RoomRoutes routes(router, services);
  routes.add(Verb::get, "/api/v1/operations", Permission::operation_read, list);
  routes.add(Verb::get, "/api/v1/operations/{id}", Permission::operation_read, show);
  routes.add(Verb::post, "/api/v1/operations/{id}/cancel", Permission::operation_cancel, stop);
}

}  // namespace mirante::operations
