// An HTTP/1.1 server that shows requests as they came: method, undecoded target, all headers in
// order, body. Its answers may be spoiled on purpose, which the simulated AWS needs. It knows the
// wire and its limits and nothing of routes; server.h puts those on top.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "platform/http/flow.h"
#include "platform/http/peer.h"
#include "platform/http/repeat.h"
#include "platform/http/transport.h"
#include "platform/runtime/real_loop.h"

namespace mirante::http {

struct RawRequest {
  std::string method;  // As sent ("GET"); any token.
  std::string target;  // As sent, undecoded ("/a%20b?c=d").
  Headers headers = {};
  std::string body = {};  // Without chunks.
  Peer peer = {};
};

/// What becomes of an answer on its way.
enum class Delivery : std::uint8_t {
  whole,
  truncated,  // Content-Length says the truth, half of the body is sent, the connection closed.
  slow,       // The body goes one byte after the other (ServerConfig::slow_byte_every).
  never,      // No byte is sent until the client leaves.
  reset,      // No byte is sent; the connection is reset.
};

/// The server adds Content-Length (not to a flow) and Connection, and nothing else. A
/// Content-Length among the headers stays as it is: it may say too much, and then the connection is
/// closed after the body.
struct RawAnswer {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  Delivery delivery = Delivery::whole;
  std::chrono::microseconds delay{0};  // Before the first byte, or before what replaces it.
  Flow flow = {};                      // In place of `body`: the rest, as long as it lasts.
  /// Where it holds, the next request with the same head from the same address is answered so
  /// without the handler (with the Date of then). For a GET over the network without a body, whose
  /// answer is whole.
  Repeat repeat = {};
};

/// A Failure that it throws becomes a problem (router.h).
using RawHandler = std::function<Task<RawAnswer>(RawRequest)>;

struct ServerConfig {
  std::size_t head_bytes_max = 16 << 10;  // Request line and headers; beyond: 431 or 414.
  std::size_t body_bytes_max = 1 << 20;   // Beyond: 413.
  std::size_t connections_max = 1'024;    // Beyond: 503 and closed.
  std::chrono::microseconds head_timeout = std::chrono::seconds(10);   // From its first byte: 408.
  std::chrono::microseconds body_timeout = std::chrono::seconds(60);   // The whole body: 408.
  std::chrono::microseconds idle_timeout = std::chrono::seconds(75);   // Before a request begins.
  std::chrono::microseconds write_timeout = std::chrono::seconds(30);  // Readers may pause so long.
  std::chrono::microseconds slow_byte_every = std::chrono::seconds(1);
  /// What may wait for the reader of a flow; beyond it the connection is closed.
  std::size_t flow_bytes_max = 64 << 10;
  /// PEM files; both or none. With them, TCP speaks TLS.
  std::filesystem::path certificate_file = {};
  std::filesystem::path private_key_file = {};
  Headers headers = {};  // On every answer, those that the server gives by itself too.
  /// Of answers that may be given again (RawAnswer::repeat); none is kept where it is 0.
  std::size_t kept_bytes_max = 0;
};

Result<ServerConfig> validate(ServerConfig config);

/// Answers as soon as it listens, on the loop's thread; several connections at once, each one
/// request after the other. The loop outlives it. Dropping it closes everything at once.
class RawServer {
 public:
  /// Throws Failure(invalid) when the configuration or the certificate cannot be used.
  RawServer(RealLoop& loop, ServerConfig config, RawHandler handler);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  /// Listens on an IP address ("127.0.0.1", "::") and port (0: any free one); gives the port.
  /// Throws Failure(invalid) if it is no address, Failure(conflict) if it is taken.
  std::uint16_t listen_tcp(const std::string& address, std::uint16_t port);
  /// Listens on a unix socket of mode 0600. A socket file that nobody answers at is replaced;
  /// Failure(conflict) if somebody does, or if it is another sort of file. Removed at the end.
  void listen_unix(const std::filesystem::path& path);

  /// Ends gracefully: accepts no more, closes connections that rest and flows, waits for the
  /// running requests; after `grace` those are cancelled.
  Task<void> stop(std::chrono::microseconds grace);

  std::size_t connections() const;
  /// Answers that last, now.
  std::size_t flows() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mirante::http
