#include "features/operations/routes.h"

#include <nlohmann/json.hpp>

#include "features/operations/show_operation.h"
#include "platform/http/csv_answer.h"

namespace mirante::operations {
namespace {

using http::Request;
using http::Response;
using http::Verb;

OperationId id_of(const Request& request) {
  return or_throw(OperationId::parse(request.path_parameter("id")));
}

State state_of(const std::string& text) {
  const auto state = parse_state(text);
  if (!state)
    throw wrong_field("state",
                      "is none of running, succeeded, partial, failed, refused, cancelled, "
                      "needs_person");
  return *state;
}

OperationOrder order_of(std::string_view text) {
  OperationOrder order;
  if (text.empty()) return order;
  order.is_descending = text.starts_with('-');
  if (order.is_descending) text.remove_prefix(1);
  using enum OperationOrder::By;
  if (text == "requested")
    order.by = requested;
  else if (text == "kind")
    order.by = kind;
  else if (text == "by")
    order.by = who;
  else
    throw wrong_field("sort",
                      "must be one of requested, kind, by; with - in front the other way round");
  return order;
}

Task<Response> list(OperationsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"state", "kind", "account", "customer", "region", "target", "q", "actor",
                       "sort", "since", "until", "before", "limit", "format", "separator",
                       "language"});
  ListWish wish{
      .filter = {.kinds = request.query_parameters("kind"),
                 .targets = request.query_parameters("target"),
                 .regions = request.query_parameters("region"),
                 .search = request.query_parameter("q").value_or(""),
                 .since = request.query_instant("since"),
                 .until = request.query_instant("until"),
                 .actors = request.query_parameters("actor")},
      .accounts = request.query_parameters("account"),
      .customers = request.query_parameters("customer"),
      .page = {.order = order_of(request.query_parameter("sort").value_or("")),
               .after = {},
               .limit = static_cast<int>(request.query_integer("limit", 1, 500).value_or(50))}};
  for (const auto& state : request.query_parameters("state"))
    wish.filter.states.push_back(state_of(state));
  if (const auto before = request.query_parameter("before")) {
    const auto id = OperationId::parse(*before);
    if (!id) throw wrong_field("before", "is no place that a list gave as next");
    wish.page.after = *id;
  }
  const auto csv = http::csv_wish(request);
  if (!csv) co_return Response::stored(co_await list_operations(services, ctx, std::move(wish)));
  co_return http::csv_response(
      "operations.csv", co_await list_operations_as_csv(services, ctx, std::move(wish), *csv));
}

Task<Response> show(OperationsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"wait_ms", "journal"});
  const LookWish wish{
      .id = id_of(request),
      .wait = std::chrono::milliseconds(request.query_integer("wait_ms", 0, 30'000).value_or(0)),
      .with_journal = request.query_flag("journal")};
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
