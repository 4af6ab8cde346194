#include "features/audit/routes.h"

#include <nlohmann/json.hpp>

#include "platform/http/csv_answer.h"

namespace mirante::audit {
namespace {

using http::Request;
using http::Response;

Task<Response> list_records(AuditServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"action", "actor", "account", "customer", "region", "from", "until", "q",
                       "before", "limit", "format", "separator", "language"});
  PageWish wish{.filter = {.actions = request.query_parameters("action"),
                           .actors = request.query_parameters("actor"),
                           .from = request.query_instant("from"),
                           .until = request.query_instant("until"),
                           .search = request.query_parameter("q").value_or("")},
                .about = {.accounts = request.query_parameters("account"),
                          .customers = request.query_parameters("customer"),
                          .regions = request.query_parameters("region")},
                .before = request.query_integer("before", 1, INT64_MAX),
                .limit = static_cast<int>(request.query_integer("limit", 1, 500).value_or(50))};
  const auto csv = http::csv_wish(request);
  if (!csv) co_return Response::json(200, co_await read_page(services, ctx, std::move(wish)));
  co_return http::csv_response("audit.csv",
                               co_await read_csv(services, ctx, std::move(wish), *csv));
}

Task<Response> verify_whole(AuditServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"head", "language"});
  const auto language = request.query_parameter("language").value_or("en");
  if (language != "pt-BR" && language != "en") throw wrong_field("language", "must be pt-BR or en");
  std::optional<Head> kept;
  if (const auto text = request.query_parameter("head")) {
    const auto parsed = parse_head(*text);
    if (!parsed)
      throw Failure(
          Error{.kind = ErrorKind::invalid, .message = parsed.error().message, .field = "head"});
    kept = *parsed;
  }
  co_return Response::json(200, co_await verify_chain(services, ctx, kept, language));
}

Task<Response> take_away(AuditServices& services, CallContext ctx, const Request& request) {
  request.allow_query({});
  co_return Response{.status = 200,
                     .headers = {{"Content-Type", "application/jsonl"}},
                     .body = co_await export_chain(services, ctx)};
}

}  // namespace

void add_routes(http::Router& router, AuditServices& services) {
  http::RoomRoutes routes(router, services);
  routes.add(http::Verb::get, "/api/v1/audit", Permission::audit_read, list_records);
  routes.add(http::Verb::get, "/api/v1/audit/verify", Permission::audit_read, verify_whole);
  routes.add(http::Verb::get, "/api/v1/audit/export", Permission::audit_read, take_away);
}

}  // namespace mirante::audit
