// A World on a port of this machine, for every client that speaks AWS over HTTP. Answers requests
// in the order in which they come, by the clock on the wall; sends what the World sends out by
// itself (notifications) over HTTP. Calls that wait are asked again until they have their answer.
#pragma once

#include "base/task_group.h"
#include "platform/http/client.h"
#include "platform/http/raw_server.h"
#include "platform/runtime/blocking_pool.h"
#include "platform/runtime/real_loop.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

class Server {
 public:
  /// All outlive it. Listens on the loopback address alone: its control API is not signed.
  Server(RealLoop& loop, BlockingPool& pool, World& world);

  /// 0: any free port. Throws Failure(conflict) when the port is taken. Returns the port.
  std::uint16_t listen(std::uint16_t port);
  /// What is on its way to a receiver is given up.
  Task<void> stop();

 private:
  Task<http::RawAnswer> answer(http::RawRequest request);
  /// Sends what is due, and wakes up when more is.
  void send_outgoing();
  Task<void> send(OutgoingMessage message);

  RealLoop& loop_;
  World& world_;
  http::HttpClient client_;
  TaskGroup sending_;
  Timer next_outgoing_;
  http::RawServer server_;
};

}  // namespace mirante::simcloud
