#include "simcloud/simulated_transport.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t piece_size = 16 << 10;

Failure lost(std::string what) {
  return Failure(
      Error{.kind = ErrorKind::unavailable, .message = std::move(what), .code = "http.lost"});
}

}  // namespace

Task<void> SimulatedTransport::send(const http::ClientRequest& request, http::AnswerSink& sink,
                                    bool* sent) {
  if (sent != nullptr) *sent = false;
  co_await sleep_for(loop_, options_.latency / 2);
  if (options_.effects != nullptr && !options_.effects->begin()) co_await never();
  if (sent != nullptr) *sent = true;
  WireRequest wire{.method = request.method,
                   .target = request.target,
                   .headers = request.headers,
                   .body = request.body};
  auto answer = world_.handle(wire, right_now());
  while (answer.again) {
    co_await sleep_for(loop_, answer.again->at - right_now());
    wire.again = answer.again;
    answer = world_.handle(wire, right_now());
  }
  if (answer.delay > std::chrono::microseconds(0)) co_await sleep_for(loop_, answer.delay);
  co_await sleep_for(loop_, options_.latency / 2);
  if (answer.delivery == WireAnswer::Delivery::never) {
    OneShot<void> nothing;  // Only the caller's scope ends this.
    co_await nothing;
  }
  if (options_.effects != nullptr && !options_.effects->begin()) co_await never();
  co_await deliver(answer, sink);
}

Task<void> SimulatedTransport::deliver(const WireAnswer& answer, http::AnswerSink& sink) {
  if (answer.delivery == WireAnswer::Delivery::reset)
    throw lost("the connection was reset before the answer came");
  sink.head(answer.status, answer.headers);
  std::string_view body = answer.body;
  if (answer.delivery == WireAnswer::Delivery::slow) {
    for (std::size_t i = 0; i < body.size(); ++i) {
      co_await sleep_for(loop_, std::chrono::seconds(1));
      sink.body(body.substr(i, 1));
    }
    co_return;
  }
  const bool is_cut = answer.delivery == WireAnswer::Delivery::truncated;
  if (is_cut) body = body.substr(0, body.size() / 2);
  while (!body.empty()) {
    const auto piece = body.substr(0, piece_size);
    sink.body(piece);
    body.remove_prefix(piece.size());
  }
  if (is_cut) throw lost("the connection ended in the middle of the answer");
}

}  // namespace mirante::simcloud
