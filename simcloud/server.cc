#include "simcloud/server.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t body_max = 4 << 20;

http::Delivery delivery_of(WireAnswer::Delivery delivery) {
  switch (delivery) {
    case WireAnswer::Delivery::whole: return http::Delivery::whole;
    case WireAnswer::Delivery::truncated: return http::Delivery::truncated;
    case WireAnswer::Delivery::slow: return http::Delivery::slow;
    case WireAnswer::Delivery::never: return http::Delivery::never;
    case WireAnswer::Delivery::reset: return http::Delivery::reset;
  }
  return http::Delivery::whole;
}

}  // namespace

Server::Server(RealLoop& loop, World& world)
    : loop_(loop),
      world_(world),
      server_(loop, {.body_bytes_max = body_max},
              [this](http::RawRequest request) { return answer(std::move(request)); }) {}

Task<http::RawAnswer> Server::answer(http::RawRequest request) {
  const WireRequest wire{.method = std::move(request.method),
                         .target = std::move(request.target),
                         .headers = std::move(request.headers),
                         .body = std::move(request.body),
                         .source = request.peer.address};
  auto answer = world_.handle(wire, loop_.clock().now());
  co_return http::RawAnswer{.status = answer.status,
                            .headers = std::move(answer.headers),
                            .body = std::move(answer.body),
                            .delivery = delivery_of(answer.delivery),
                            .delay = answer.delay};
}

}  // namespace mirante::simcloud
