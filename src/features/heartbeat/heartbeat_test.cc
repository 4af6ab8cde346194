#include "features/heartbeat/heartbeat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/heartbeat/heartbeat_store.h"
#include "features/heartbeat/keep_heartbeat.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::heartbeat {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Instant noon = from_micros(1'790'000'000'000'000);

TEST(OutageBetween, IsASilenceThatIsLongerThanTheLimit) {
  EXPECT_EQ(outage_between(std::nullopt, noon, 180s), std::nullopt);
  EXPECT_EQ(outage_between(noon, noon + 180s, 180s), std::nullopt);
  EXPECT_EQ(outage_between(noon, noon + 180s + 1us, 180s), (Outage{noon, noon + 180s + 1us}));
  EXPECT_EQ(outage_between(noon, noon - 1h, 180s), std::nullopt);
}

TEST(HeartbeatConfig, RefusesLimitsThatCannotWorkAndNamesThem) {
  EXPECT_TRUE(validate({}).has_value());
  EXPECT_EQ(validate({.every = 0s}).error().field, "heartbeat.every");
  EXPECT_EQ(validate({.outage_after = 59s}).error().field, "heartbeat.outage_after");
  EXPECT_EQ(validate({.call_timeout = 31s}).error().field, "heartbeat.call_timeout");
}

class HeartbeatStore : public sql::testing::StoreTest {
 protected:
  HeartbeatStore() : StoreTest({migrations()}) {}
};

TEST_P(HeartbeatStore, TellsAnOutageOnceToWhoeverComesFirst) {
  EXPECT_EQ(write([](sql::Tx& tx) { return beat(tx, 180s); }), std::nullopt);
  EXPECT_EQ(write([](sql::Tx& tx) { return beat(tx, 180s); }), std::nullopt);
  const auto last = read([](sql::Snapshot& s) { return s.now(); }) - 10min;
  write([&](sql::Tx& tx) { tx.exec("update heartbeat set beaten_at = ? where id = 1", last); });

  const auto told = write([](sql::Tx& tx) { return beat(tx, 180s); });
  const auto again = write([](sql::Tx& tx) { return beat(tx, 180s); });

  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->began_at, last);
  EXPECT_EQ(again, std::nullopt);
  EXPECT_THAT(read([&](sql::Snapshot& s) { return outages_since(s, last, 5); }),
              ElementsAre(*told));
  EXPECT_THAT(read([&](sql::Snapshot& s) { return outages_since(s, told->ended_at + 1us, 5); }),
              IsEmpty());
}

TEST_P(HeartbeatStore, KeepsTheNewestSignOfLifeWhenAClockGoesBack) {
  const auto later = read([](sql::Snapshot& s) { return s.now(); }) + 1h;
  write([&](sql::Tx& tx) { tx.put("heartbeat", {"id"}, {"beaten_at"}, 1, later); });

  EXPECT_EQ(write([](sql::Tx& tx) { return beat(tx, 180s); }), std::nullopt);

  EXPECT_EQ(read([](sql::Snapshot& s) {
              return s.one("select beaten_at from heartbeat where id = 1")->instant(0);
            }),
            later);
}

INSTANTIATE_ON_ALL_ENGINES(HeartbeatStore);

/// On virtual time, over a store in memory.
class KeptHeartbeat : public ::testing::Test {
 protected:
  std::vector<std::string> told() {
    return loop.run(db->read([&](sql::Snapshot& snapshot) {
      std::vector<std::string> contents;
      for (const auto& record : audit::list(snapshot, tenant, std::nullopt, 10))
        contents.push_back(record.content);
      return contents;
    }));
  }
  HeartbeatServices services() {
    return {.db = *db, .loop = loop, .tenant = tenant, .call = [this] { return answer(); }};
  }
  Task<void> answer() {
    ++called;
    if (is_refusing) throw Failure(ErrorKind::unavailable, "nobody is there");
    if (is_silent) co_await sleep_until(loop, loop.clock().steady() + 1h);
  }

  SimulatedLoop loop{noon};
  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, {audit::migrations(), migrations()});
  int called = 0;
  bool is_refusing = false, is_silent = false;
};

TEST_F(KeptHeartbeat, CallsTheAddressWhileItLivesAndTellsTheSilenceAfterwards) {
  {
    Heartbeat first(services());
    const auto running = first.run();
    SimulatedLoop::start(running);
    loop.advance(5min);
    EXPECT_EQ(called, 11);
    EXPECT_EQ(first.calls().last_answered, loop.clock().now());
  }
  EXPECT_THAT(told(), IsEmpty());
  loop.advance(20min);

  Heartbeat second(services());
  const auto running = second.run();
  SimulatedLoop::start(running);
  loop.advance(1min);

  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_THAT(told()[0], HasSubstr("panel.outage"));
  EXPECT_THAT(told()[0], HasSubstr(to_iso8601(noon + 5min)));
}

TEST_F(KeptHeartbeat, GoesOnWhenTheAddressFailsOrSaysNothing) {
  is_refusing = true;
  Heartbeat heartbeat(services());
  const auto running = heartbeat.run();
  SimulatedLoop::start(running);
  loop.advance(1s);
  EXPECT_EQ(heartbeat.calls().trouble, "nobody is there");

  is_refusing = false;
  is_silent = true;
  loop.advance(1min);
  EXPECT_THAT(heartbeat.calls().trouble, HasSubstr("in time"));
  EXPECT_EQ(heartbeat.calls().last_answered, std::nullopt);

  is_silent = false;
  loop.advance(1min);
  EXPECT_EQ(heartbeat.calls().trouble, "");
  EXPECT_THAT(told(), IsEmpty());
}

}  // namespace
}  // namespace mirante::heartbeat
