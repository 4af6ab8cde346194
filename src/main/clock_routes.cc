#include "main/clock_routes.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock_pace.h"
#include "features/audit/audit.h"
#include "platform/http/json_body.h"

namespace mirante {
namespace {

using http::Request;
using http::Response;

double parse_times(const http::JsonBody& body) {
  const auto* times = body.member("times");
  if (times != nullptr && times->is_number()) {
    const auto value = times->get<double>();
    if (value >= 1 && value <= clock_pace_max) return value;
  }
  throw wrong_field("times", fmt::format("must be a number from 1 to {}", clock_pace_max));
}

Task<Response> set(Rooms& rooms, bool is_simulated, CallContext ctx, const Request& request) {
  const auto times = parse_times(http::JsonBody(request, {"times"}));
  if (!is_simulated)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "this panel goes by the machine's clock; only the clock of a "
                                   "demo goes faster",
                        .code = "clock.is_real"});
  const auto& clock = rooms.outside().loop.clock();
  co_await rooms.outside().db.write([&](sql::Tx& tx) {
    audit::append(tx, ctx, clock.now(), "demo.clock_set", {{"times", times}});
  });
  set_clock_pace(times);
  co_return Response::json(200, clock_json(clock));
}

}  // namespace

Json clock_json(const Clock& clock) {
  return {{"now", to_iso8601(clock.now())}, {"times", clock_pace()}};
}

void add_clock_routes(http::Router& router, Rooms& rooms, bool is_simulated) {
  router.add(http::Verb::put, "/api/v1/demo/clock", Permission::server_switch,
             [&rooms, is_simulated](CallContext ctx, const Request& request) {
               return set(rooms, is_simulated, std::move(ctx), request);
             });
}

}  // namespace mirante
