// Sending one HTTP request and hearing its answer while it arrives: the port under the AWS client.
// Two real things answer it: HttpClient (client.h: sockets, TLS, a bounded pool) and the simulated
// AWS in the same process (simcloud/simulated_transport.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.h"

namespace mirante::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Case does not matter.
bool same_header_name(std::string_view a, std::string_view b);
/// The first of this name; nullptr if there is none.
const std::string* find_header(const Headers& headers, std::string_view name);
/// Its value, empty where it is missing.
std::string header_text(const Headers& headers, std::string_view name);

struct ClientRequest {
  std::string method = "GET";
  bool tls = true;
  std::string host;  // Name or address, without port.
  std::uint16_t port = 443;
  std::string target = "/";  // Path and query, encoded.
  Headers headers;           // With Host; the transport adds Content-Length.
  std::string body;
  /// If given, connections are kept and counted by this beside host and port: one address may stand
  /// for many hosts (AWS_ENDPOINT_URL).
  std::string stands_for = {};
  /// Connections are shared fairly between the values of this (a tenant's id).
  std::string share = {};
  /// May use the connections that are kept back for what changes something.
  bool urgent = false;
};

/// Hears an answer while it arrives. Both calls are made on the loop's thread; an exception thrown
/// here ends the exchange and comes out of `send`.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  virtual void head(int status, const Headers& headers) = 0;
  /// Decoded (chunked, gzip). Any number of pieces, none empty.
  virtual void body(std::string_view piece) = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;

  /// Returns when the whole answer was heard. No redirects, no retries. Throws Failure:
  ///   code "http.not_sent"   the request certainly did not reach the other side (name not found,
  ///                          refused, TLS failed, no connection free in time): unavailable
  ///   code "http.lost"       it may have arrived, and the answer did not or only in part:
  ///                          unavailable
  ///   code "http.too_large"  the answer exceeds the limit: limit
  /// Cancellation and deadlines come from the caller's scope; the connection is then closed.
  /// Whether the request had left by then is in `sent`, if given.
  virtual Task<void> send(const ClientRequest& request, AnswerSink& sink, bool* sent = nullptr) = 0;
};

}  // namespace mirante::http
