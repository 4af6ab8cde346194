#include "simcloud/server.h"

#include <charconv>

namespace mirante::simcloud {
namespace {

constexpr std::size_t body_max = 4 << 20;
constexpr auto receiver_timeout = std::chrono::seconds(15);  // As SNS gives its receivers.

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

/// Of the receiver's answer only the status counts.
class StatusSink final : public http::AnswerSink {
 public:
  void head(int status, const http::Headers&) override { status_ = status; }
  void body(std::string_view) override {}
  int status() const { return status_; }

 private:
  int status_ = 0;
};

/// Nothing for what is no http or https URL.
std::optional<http::ClientRequest> request_for(OutgoingMessage message) {
  http::ClientRequest request{
      .method = "POST", .headers = std::move(message.headers), .body = std::move(message.body)};
  std::string_view rest = message.url;
  request.tls = rest.starts_with("https://");
  if (!request.tls && !rest.starts_with("http://")) return std::nullopt;
  rest.remove_prefix(request.tls ? 8 : 7);
  const auto slash = std::min(rest.find_first_of("/?"), rest.size());
  const auto authority = rest.substr(0, slash);
  request.target = rest.substr(slash).starts_with('/') ? std::string(rest.substr(slash))
                                                       : "/" + std::string(rest.substr(slash));
  const auto colon = authority.rfind(':');
  request.host = authority.substr(0, colon);
  request.port = request.tls ? 443 : 80;
  if (colon != std::string_view::npos) {
    const auto digits = authority.substr(colon + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), request.port);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
  }
  request.headers.emplace_back("Host", std::string(authority));
  return request;
}

}  // namespace

Server::Server(RealLoop& loop, BlockingPool& pool, World& world)
    : loop_(loop),
      world_(world),
      client_(loop, pool, {.answer_timeout = receiver_timeout}),
      sending_(loop, nullptr),
      server_(loop, {.body_bytes_max = body_max},
              [this](http::RawRequest request) { return answer(std::move(request)); }) {}

std::uint16_t Server::listen(std::uint16_t port) {
  const auto taken = server_.listen_tcp("127.0.0.1", port);
  world_.set_endpoint("http://127.0.0.1:" + std::to_string(taken));
  return taken;
}

Task<void> Server::stop() {
  next_outgoing_.stop();
  sending_.cancel({.kind = ErrorKind::cancelled, .message = "the server ends"});
  co_await server_.stop(std::chrono::seconds(1));
}

Task<http::RawAnswer> Server::answer(http::RawRequest request) {
  WireRequest wire{.method = std::move(request.method),
                   .target = std::move(request.target),
                   .headers = std::move(request.headers),
                   .body = std::move(request.body),
                   .source = request.peer.address};
  auto answer = world_.handle(wire, loop_.clock().now());
  while (answer.again) {
    co_await sleep_for(loop_, answer.again->at - loop_.clock().now());
    wire.again = answer.again;
    answer = world_.handle(wire, loop_.clock().now());
  }
  send_outgoing();
  co_return http::RawAnswer{.status = answer.status,
                            .headers = std::move(answer.headers),
                            .body = std::move(answer.body),
                            .delivery = delivery_of(answer.delivery),
                            .delay = answer.delay};
}

void Server::send_outgoing() {
  const auto now = loop_.clock().now();
  for (auto& message : world_.take_outgoing(now)) sending_.spawn(send(std::move(message)));
  const auto next = world_.next_outgoing();
  if (next == Instant::max())
    next_outgoing_.stop();
  else
    next_outgoing_ =
        Timer(loop_, loop_.clock().steady() + (next - now), [this] { send_outgoing(); });
}

Task<void> Server::send(OutgoingMessage message) {
  const auto id = message.id;
  StatusSink sink;
  if (const auto request = request_for(std::move(message))) {
    try {
      co_await client_.send(*request, sink);
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) co_return;
      // Without a whole answer SNS tries again, too.
      sink.head(0, {});
    }
  }
  world_.told_of_outgoing(id, sink.status(), loop_.clock().now());
  send_outgoing();
}

}  // namespace mirante::simcloud
