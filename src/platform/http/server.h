// The panel's HTTP server: requests arrive decoded and within limits, failures leave as
// problem+json (RFC 9457). Built on raw_server.h; `routed` puts a Router on top:
//
//   HttpServer server(loop, {}, routed(router, make_context));
//   server.listen_unix(data / "mirante.sock");
//   …
//   co_await server.stop(10s);
#pragma once

#include "platform/http/raw_server.h"
#include "platform/http/router.h"

namespace mirante::http {

using HttpHandler = std::function<Task<Response>(Request, Peer)>;

/// Who asks. Up to `known_until` the same request comes from the same, with the same rights, unless
/// something is written to the store; nullopt: find out each time.
struct Asker {
  CallContext context;
  std::optional<Instant> known_until = {};
};

/// Says who asks: from the peer's credentials on a unix socket, a session, a token. Throws
/// Failure(unauthorized) if it does not know.
using ContextMaker = std::function<Task<Asker>(const Request&, const Peer&)>;

/// Makes the context, then lets the router answer. The router, and what the rules name, outlive the
/// handler.
HttpHandler routed(const Router& router, ContextMaker make_context, RepeatRules rules = {});

/// HEAD is answered as GET without its body. Who came over TLS, up to us or up to a trusted proxy,
/// is told to come so always (HSTS; of this host alone: others of its domain may not speak it).
/// OPTIONS, TRACE, CONNECT and unknown methods are 405; what is no request (malformed, bad percent
/// encoding, not UTF-8) is 400.
class HttpServer {
 public:
  /// Throws as RawServer does. `trusted`: proxies whose X-Forwarded headers count.
  HttpServer(RealLoop& loop, ServerConfig config, HttpHandler handler,
             std::vector<Network> trusted = {});

  std::uint16_t listen_tcp(const std::string& address, std::uint16_t port) {
    return server_.listen_tcp(address, port);
  }
  void listen_unix(const std::filesystem::path& path) { server_.listen_unix(path); }
  Task<void> stop(std::chrono::microseconds grace) { return server_.stop(grace); }
  std::size_t connections() const { return server_.connections(); }

 private:
  Task<RawAnswer> answer(RawRequest request) const;
  Task<Response> decoded(RawRequest request, Client client) const;

  const Clock& clock_;  // For the Date header.
  const HttpHandler handler_;
  const std::vector<Network> trusted_;
  const bool is_tls_;
  RawServer server_;
};

}  // namespace mirante::http
