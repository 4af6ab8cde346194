#include "main/rooms.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"

namespace mirante {
namespace {

class NoTransport final : public http::Transport {
 public:
  Task<void> send(const http::ClientRequest&, http::AnswerSink&, bool*) override {
    throw Failure(ErrorKind::unavailable, "there is no network");
  }
};

Task<void> defect() {
  throw std::logic_error("a defect");
  co_return;
}

TEST(Rooms, DoNotGoOnWithoutOneOfTheirParts) {
  SimulatedLoop loop(*parse_iso8601("2026-03-02T10:00:00Z"));
  SeededRng rng(7);
  const auto db = sql::open_memory(loop, all_migrations());
  NoTransport transport;
  vault::Vault vault(crypto::MasterKeys::in_memory(rng), rng);
  BlockingPool hashing({.threads = 0});
  Rooms rooms({.db = *db,
               .loop = loop,
               .rng = rng,
               .transport = transport,
               .vault = vault,
               .hashing = hashing},
              {.tenant = TenantId::make(loop.clock(), rng),
               .heartbeat = heartbeat::HeartbeatConfig{},
               .heartbeat_call = defect});

  EXPECT_THROW(loop.run(rooms.work()), std::logic_error);
}

}  // namespace
}  // namespace mirante
