// The real Transport: HTTP/1.1 over TCP and TLS, with a bounded pool of connections that are kept
// alive (architecture.md §7). Names are resolved on the blocking pool; certificates and host names
// are verified; answers are decoded while they arrive. Asio and OpenSSL stay inside.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "platform/http/transport.h"
#include "platform/runtime/blocking_pool.h"
#include "platform/runtime/real_loop.h"

namespace mirante::http {

/// A host and a port, as a configuration names them.
struct Place {
  std::string host;
  std::uint16_t port = 0;
};

/// What a connection is about to lead to: `address` is what the host's name has become.
struct Destination {
  std::string_view host;
  std::uint16_t port = 0;
  std::string_view address;
};
/// Says why there must be no connection; empty: there may be.
using DestinationJudge = std::function<std::string(const Destination&)>;

/// The addresses of a host, as text; none: there is no such name. Runs on the blocking pool.
using NameLookUp = std::function<std::vector<std::string>(const std::string& host)>;

struct HttpClientConfig {
  std::size_t connections_per_host = 6;
  std::size_t connections_max = 256;
  /// Of these, so many are kept back for urgent requests.
  std::size_t reserved_per_host = 1;
  std::size_t reserved = 16;
  std::size_t waiting_max = 10'000;  // Requests that wait for a connection; more are not sent.

  std::chrono::microseconds slot_timeout = std::chrono::seconds(20);  // Waiting for a connection.
  std::chrono::microseconds connect_timeout = std::chrono::seconds(10);  // Name, TCP and TLS.
  std::chrono::microseconds answer_timeout = std::chrono::seconds(60);   // Until the head is there.
  std::chrono::microseconds read_timeout = std::chrono::seconds(30);     // Between two pieces.
  std::chrono::microseconds keep_alive = std::chrono::seconds(15);
  std::chrono::microseconds name_ttl = std::chrono::seconds(60);
  std::chrono::microseconds bad_name_ttl = std::chrono::seconds(5);

  std::size_t head_bytes_max = 64 << 10;
  std::size_t body_bytes_max = 64 << 20;  // Decoded, and on the wire.

  /// PEM file of the authorities to believe; empty: the system's.
  std::filesystem::path authorities_file = {};
  /// If given, every request goes to this unix socket, without TLS; host and port only name it.
  std::filesystem::path unix_socket = {};
  /// If given, asked for each address right before it is connected to (guard.h).
  DestinationJudge judge = {};
  /// If given, asked in the place of the system's resolver.
  NameLookUp look_up = {};
};

Result<HttpClientConfig> validate(HttpClientConfig config);

/// Content-Length is added to requests that have a body, and to POST, PUT and PATCH. Compressed
/// answers (gzip, deflate) come if the request's headers ask for them, and are decoded.
/// Besides the failures of Transport: invalid "http.bad_request" for a line break in a method,
/// target or header, before anything is sent; refused "http.closed_address" where the judge lets it
/// connect to none of the host's addresses.
/// Loop and pool outlive it, and it outlives its sends.
class HttpClient final : public Transport {
 public:
  /// Throws Failure(invalid) when the configuration or the file of authorities cannot be used.
  HttpClient(RealLoop& loop, BlockingPool& pool, HttpClientConfig config = {});
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  Task<void> send(const ClientRequest& request, AnswerSink& sink, bool* sent = nullptr) override;

  struct Counts {
    std::size_t leased = 0;         // Connections in use.
    std::size_t idle = 0;           // Kept alive.
    std::size_t waiting = 0;        // Requests that wait for a connection.
    std::uint64_t opened = 0;       // TCP connections ever made.
    std::uint64_t tls_resumed = 0;  // TLS sessions that were taken up again.
  };
  Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mirante::http
