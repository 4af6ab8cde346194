// Who really asks, when a balancer or proxy stands in between: X-Forwarded-For and
// X-Forwarded-Proto count only from addresses that the operator named; anybody else could write
// what they like into them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "platform/http/peer.h"
#include "platform/http/transport.h"

namespace mirante::http {

/// "10.0.0.0/8", "::1", "192.0.2.7".
class Network {
 public:
  /// Error(invalid) for what is none.
  static Result<Network> parse(std::string_view text);
  bool has(std::string_view address) const;

 private:
  std::vector<std::uint8_t> bytes_;  // 4 or 16.
  int bits_ = 0;
};

struct Client {
  std::string address;
  bool is_secure = false;  // TLS up to us, or up to a proxy that we trust.

  friend bool operator==(const Client&, const Client&) = default;
};

/// The last address in X-Forwarded-For that is no trusted proxy's, if the peer itself is one.
Client client_of(const Peer& peer, bool is_tls, const Headers& headers,
                 std::span<const Network> trusted);

}  // namespace mirante::http
