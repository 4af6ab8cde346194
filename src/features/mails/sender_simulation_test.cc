// Several senders on the simulated loop, a mail server that fails as chance has it, and processes
// that die: each mail gets there, and no more than once but where its answer was lost or nobody
// lived to write it down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "features/audit/audit.h"
#include "features/mails/sender.h"
#include "platform/events/events.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"

namespace mirante::mails {
namespace {

using mail::Delivery;
using mail::Outcome;
using namespace std::chrono_literals;

/// Counts what it has accepted by the mails' ids, whatever it answered.
class UnreliableServer final : public mail::Mailer {
 public:
  UnreliableServer(Loop& loop, std::uint64_t seed) : loop_(loop), rng_(seed) {}

  Task<Delivery> send(mail::Letter letter, mail::Patience) override {
    co_await sleep_for(loop_, std::chrono::milliseconds(rng_.below(3'000)));
    const auto chance = rng_.below(10);
    if (chance < 3) co_return Delivery{.outcome = Outcome::later, .said = "451"};
    ++accepted[letter.id];
    if (chance == 3) {
      ++lost[letter.id];
      co_return Delivery{.outcome = Outcome::unknown, .said = "lost"};
    }
    co_await sleep_for(loop_, std::chrono::milliseconds(rng_.below(1'000)));
    co_return Delivery{.outcome = Outcome::accepted, .said = "250"};
  }
  Task<Delivery> check() override { co_return Delivery{.outcome = Outcome::accepted}; }
  std::string place() const override { return "chance"; }

  std::map<std::string, int> accepted, lost;

 private:
  Loop& loop_;
  SeededRng rng_;
};

/// One process's part.
struct Process {
  Process(sql::Database& db, SimulatedLoop& loop, vault::Vault& vault, mail::Mailer& mailer,
          std::string holder)
      : wake(loop),
        sender({.db = db,
                .loop = loop,
                .vault = vault,
                .mailer = mailer,
                .from = {.name = "Mirante", .email = "panel@example.com"},
                .wake = wake},
               std::move(holder)),
        running(sender.run()) {
    SimulatedLoop::start(running);
  }
  ~Process() { running = {}; }  // A death: it is dropped where it stands.

  events::Waker wake;
  Sender sender;
  Task<void> running;
};

class Senders : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  std::vector<MailId> put(int count) {
    std::vector<MailId> ids;
    for (int i = 0; i < count; ++i)
      ids.push_back(loop.run(db->write([&](sql::Tx& tx) {
        return outbox.put(tx, {.tenant = tenant},
                          {.kind = "invitation",
                           .to = "bia@example.com",
                           .subject = "Convite",
                           .text = "x",
                           .useless_at = loop.clock().now() + 24h * 30});
      })));
    return ids;
  }
  std::unique_ptr<Process> process(std::string name) {
    return std::make_unique<Process>(*db, loop, vault, server, std::move(name));
  }
  std::size_t waiting() {
    return loop
        .run(db->read([&](sql::Snapshot& s) { return list(s, tenant, MailState::waiting, 1'000); }))
        .size();
  }

  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  SeededRng rng{GetParam()};
  TenantId tenant = TenantId::make(loop.clock(), rng);
  std::unique_ptr<sql::Database> db = sql::open_memory(
      loop, {events::migrations(), vault::migrations(), audit::migrations(), migrations()});
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
  events::Waker wake{loop};
  Outbox outbox{vault, loop, rng, wake};
  UnreliableServer server{loop, GetParam()};
};

TEST_P(Senders, SendEachMailOnceTogetherButWhereItsAnswerWasLost) {
  const auto ids = put(40);
  const auto a = process("a"), b = process("b"), c = process("c");
  loop.advance(24h);

  EXPECT_EQ(waiting(), 0u);
  for (const auto& id : ids) {
    const auto name = encode_id16(id.bytes);
    EXPECT_GE(server.accepted[name], 1);
    EXPECT_LE(server.accepted[name], 1 + server.lost[name]);
  }
}

TEST_P(Senders, LeaveNothingBehindWhenOneDies) {
  const auto ids = put(20);
  auto a = process("a");
  const auto b = process("b");
  loop.advance(std::chrono::seconds(rng.below(20)));
  a.reset();
  loop.advance(24h);

  EXPECT_EQ(waiting(), 0u);
  int more = 0;
  for (const auto& id : ids) {
    const auto name = encode_id16(id.bytes);
    EXPECT_GE(server.accepted[name], 1);
    more += std::max(0, server.accepted[name] - 1 - server.lost[name]);
  }
  EXPECT_LE(more, 1);  // The one that the dead process was sending.
}

INSTANTIATE_TEST_SUITE_P(Seeds, Senders, ::testing::Range<std::uint64_t>(1, 21));

}  // namespace
}  // namespace mirante::mails
