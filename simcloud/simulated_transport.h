// The simulated AWS behind the client's port, in the same process and on the same loop: no sockets,
// virtual time, every fault that the World knows. With Effects, each send and each answer is
// something that a dying process may or may not have done.
#pragma once

#include "base/effects.h"
#include "base/loop.h"
#include "platform/http/transport.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

class SimulatedTransport final : public http::Transport {
 public:
  struct Options {
    std::chrono::microseconds latency{20'000};  // There and back.
    Effects* effects = nullptr;                 // Once crashed, no send ever completes.
    const Clock* clock = nullptr;               // The right one; null: the loop's.
  };
  /// All of these outlive it.
  SimulatedTransport(World& world, Loop& loop) : SimulatedTransport(world, loop, Options{}) {}
  SimulatedTransport(World& world, Loop& loop, Options options)
      : world_(world), loop_(loop), options_(options) {}

  Task<void> send(const http::ClientRequest& request, http::AnswerSink& sink,
                  bool* sent = nullptr) override;

 private:
  Task<void> deliver(const WireAnswer& answer, http::AnswerSink& sink);
  Instant right_now() const {
    return (options_.clock != nullptr ? *options_.clock : loop_.clock()).now();
  }

  World& world_;
  Loop& loop_;
  Options options_;
};

}  // namespace mirante::simcloud
