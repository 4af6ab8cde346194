#include "features/live/routes.h"

#include "features/live/follow.h"
#include "features/live/sse.h"

namespace mirante::live {
namespace {

using http::Request;
using http::Response;
using http::Verb;

/// A browser that comes back by itself says it in a header; who begins anew, in the address.
std::optional<std::int64_t> place_of(const Request& request) {
  request.allow_query({"after"});
  if (const auto last = request.header("Last-Event-ID"); !last.empty())
    return or_throw(parse_place(last, "Last-Event-ID"));
  if (const auto after = request.query_parameter("after"))
    return or_throw(parse_place(*after, "after"));
  return std::nullopt;
}

/// Holds by value what it needs, the stream's place among the others too.
Task<void> write_events(LiveServices& services, CallContext ctx, std::optional<std::int64_t> after,
                        Request request, std::shared_ptr<Streams::Place>, Outflow& out) {
  AskAgain ask_again;
  if (request.ask_again) ask_again = [&request] { return request.ask_again(request); };
  co_await follow(services, std::move(ctx), after, std::move(ask_again), out);
}

Task<Response> get_events(LiveServices& services, CallContext ctx, const Request& request) {
  const auto after = place_of(request);
  auto place = services.streams.open(ctx);
  co_return Response{.headers = {{"Content-Type", "text/event-stream; charset=utf-8"},
                                 {"Cache-Control", "no-store"},
                                 // nginx would wait until its buffer is full.
                                 {"X-Accel-Buffering", "no"}},
                     .flow = [&services, ctx = std::move(ctx), after, request,
                              place = std::move(place)](Outflow& out) {
                       return write_events(services, ctx, after, request, place, out);
                     }};
}

}  // namespace

void add_routes(http::Router& router, LiveServices& services) {
  http::RoomRoutes routes(router, services);
  routes.add(Verb::get, "/api/v1/events", Permission::operation_read, get_events);
}

}  // namespace mirante::live
