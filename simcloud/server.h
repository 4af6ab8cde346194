// A World on a port of this machine, for every client that speaks AWS over HTTP. Answers requests
// in the order in which they come, by the clock on the wall; lets the World live on while nobody
// asks.
#pragma once

#include "platform/http/raw_server.h"
#include "platform/runtime/real_loop.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

class Server {
 public:
  /// Both outlive it. Listens on the loopback address alone: its control API is not signed.
  Server(RealLoop& loop, World& world);

  /// 0: any free port. Throws Failure(conflict) when the port is taken. Returns the port.
  std::uint16_t listen(std::uint16_t port) { return server_.listen_tcp("127.0.0.1", port); }
  Task<void> stop() { return server_.stop(std::chrono::seconds(1)); }

 private:
  Task<http::RawAnswer> answer(http::RawRequest request);

  RealLoop& loop_;
  World& world_;
  http::RawServer server_;
};

}  // namespace mirante::simcloud
