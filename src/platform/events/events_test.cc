#include "platform/events/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/task_group.h"
#include "platform/events/append_all.h"
#include "platform/events/sequencer.h"
#include "platform/sql/testing/store_suite.h"
#include "platform/sql/testing/test_mariadb.h"

namespace mirante::events {
namespace {

using sql::testing::TestLoop;
using ::testing::HasSubstr;

constexpr Id16 here{1};
constexpr Id16 there{2};

/// "1 a.happened {"n":1}, 2 …"
std::string text_of(const Tail& tail) {
  std::string text = tail.is_reset ? "reset to " + std::to_string(tail.last_number) : "";
  for (const auto& event : tail.events)
    text += (text.empty() ? "" : ", ") + std::to_string(event.number) + " " + event.kind + " " +
            event.body.dump();
  return text;
}

class EventsOnEveryEngine : public sql::testing::StoreTest {
 protected:
  explicit EventsOnEveryEngine(sql::Migrations tables = migrations()) : StoreTest({tables}) {}

  void happen(TenantId whose, int n) {
    write([&](sql::Tx& tx) { append(tx, whose, "a.happened", {{"n", n}}); });
  }
  Numbered number(const Id16& holder) {
    return write([&](sql::Tx& tx) { return number_events(tx, holder, config); });
  }
  std::string after(std::int64_t number, int limit = 100) {
    return read([&](sql::Snapshot& s) { return text_of(read_after(s, number, limit)); });
  }

  SequencerConfig config{.batch = 10};
  SystemRng rng;
  TenantId ana = TenantId::make(loop.clock(), rng);
  TenantId bia = TenantId::make(loop.clock(), rng);
};

TEST_P(EventsOnEveryEngine, AreReadInTheOrderInWhichTheyHappened) {
  write([&](sql::Tx& tx) {
    append(tx, ana, "toy.bought", {{"toy", "ball"}});
    append(tx, ana, "toy.lost", {});
  });
  happen(bia, 3);
  number(here);

  EXPECT_EQ(after(0), R"(1 toy.bought {"toy":"ball"}, 2 toy.lost null, 3 a.happened {"n":3})");
  EXPECT_EQ(after(1, 1), "2 toy.lost null");
  EXPECT_EQ(after(3), "");
}

TEST_P(EventsOnEveryEngine, AreNotSeenBeforeTheyAreNumbered) {
  happen(ana, 1);
  EXPECT_EQ(after(0), "");

  number(here);

  EXPECT_EQ(after(0), R"(1 a.happened {"n":1})");
}

TEST_P(EventsOnEveryEngine, ThatWereUndoneNeverGetANumber) {
  EXPECT_THROW(write([&](sql::Tx& tx) {
                 append(tx, ana, "a.happened", {{"n", 1}});
                 throw Failure(ErrorKind::refused, "no");
               }),
               Failure);
  happen(ana, 2);
  number(here);

  EXPECT_EQ(after(0), R"(1 a.happened {"n":2})");
}

TEST_P(EventsOnEveryEngine, OfOneTenantAreReadWithoutTheOthers) {
  happen(ana, 1);
  happen(bia, 2);
  happen(ana, 3);
  number(here);

  const auto hers = read([&](sql::Snapshot& s) { return read_after(s, ana, 1, 10); });

  EXPECT_EQ(text_of(hers), R"(3 a.happened {"n":3})");
  EXPECT_EQ(hers.events.front().tenant, ana);
  EXPECT_EQ(hers.last_number, 3);
}

TEST_P(EventsOnEveryEngine, AreNumberedBatchByBatchWithoutGaps) {
  for (int n = 1; n <= 25; ++n) happen(ana, n);

  const int counts[] = {number(here).count, number(here).count, number(here).count,
                        number(here).count};

  EXPECT_THAT(counts, ::testing::ElementsAre(10, 10, 5, 0));
  const auto all = read([&](sql::Snapshot& s) { return read_after(s, 0, 100).events; });
  ASSERT_EQ(all.size(), 25U);
  for (int i = 0; i < 25; ++i) {
    const auto& event = all[static_cast<std::size_t>(i)];
    EXPECT_EQ(event.number, i + 1);
    EXPECT_EQ(event.body["n"], i + 1);
  }
}

TEST_P(EventsOnEveryEngine, AreNumberedInTheirOrderWhereManyHappenAtOnce) {
  std::vector<NewEvent> news;
  for (int n = 1; n <= 75; ++n)
    news.push_back({.tenant = ana, .kind = "a.happened", .body = std::to_string(n)});
  config.batch = 100;

  write([&](sql::Tx& tx) { append_all(tx, news); });
  number(here);

  const auto all = read([&](sql::Snapshot& s) { return read_after(s, 0, 100).events; });
  ASSERT_EQ(all.size(), 75U);
  for (int i = 0; i < 75; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].body, i + 1);
}

TEST_P(EventsOnEveryEngine, AreNumberedByOneProcessWhileItsLeaseLasts) {
  happen(ana, 1);

  const auto first = number(here);
  happen(ana, 2);
  const auto other = number(there);
  write([](sql::Tx& tx) { tx.exec("update event_numbers set lease_until = 0 where id = 1"); });
  const auto after_lease = number(there);

  EXPECT_TRUE(first.is_holder);
  EXPECT_FALSE(other.is_holder);
  EXPECT_TRUE(after_lease.is_holder);
  EXPECT_EQ(after_lease.count, 1);
  EXPECT_EQ(after(1), R"(2 a.happened {"n":2})");
}

TEST_P(EventsOnEveryEngine, MoveACursorOnlyFromWhereItStands) {
  const auto advance_to = [&](std::int64_t from, std::int64_t to) {
    write([&](sql::Tx& tx) { advance(tx, "history", from, to); });
  };
  const auto stands = [&] { return read([](sql::Snapshot& s) { return cursor(s, "history"); }); };

  EXPECT_EQ(stands(), std::nullopt);
  advance_to(0, 5);
  EXPECT_EQ(stands(), 5);
  advance_to(5, 9);
  EXPECT_EQ(stands(), 9);
  for (const std::int64_t wrong : {0, 5, 10}) {
    try {
      advance_to(wrong, 11);
      ADD_FAILURE() << "moved from " << wrong;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, "events.cursor_moved");
    }
  }
  EXPECT_EQ(stands(), 9);
}

TEST_P(EventsOnEveryEngine, ThatWereDroppedResetTheReaderWhoMissedThem) {
  for (int n = 1; n <= 5; ++n) happen(ana, n);
  number(here);
  const auto numbered_at =
      read([](sql::Snapshot& s) { return read_after(s, 0, 1).events.front().numbered_at; });

  const auto too_early = write([&](sql::Tx& tx) { return drop_old(tx, numbered_at, 3); });
  const auto dropped =
      write([&](sql::Tx& tx) { return drop_old(tx, numbered_at + std::chrono::seconds(1), 3); });

  EXPECT_EQ(too_early, 0);
  EXPECT_EQ(dropped, 3);
  EXPECT_EQ(after(0), "reset to 5");
  EXPECT_EQ(after(2), "reset to 5");
  EXPECT_EQ(after(3), R"(4 a.happened {"n":4}, 5 a.happened {"n":5})");
  happen(ana, 6);
  number(here);
  EXPECT_EQ(after(5), R"(6 a.happened {"n":6})");
}

TEST_P(EventsOnEveryEngine, ResetAReaderWhoIsAheadOfARestoredStore) {
  happen(ana, 1);
  number(here);

  EXPECT_EQ(after(7), "reset to 1");
}

TEST_P(EventsOnEveryEngine, ReachTailsThroughTheSequencer) {
  std::string seen;
  const auto tail = [](sql::Database& db, Loop& on, Waker& numbered,
                       std::string& text) -> Task<void> {
    std::int64_t at = 0;
    while (at < 3) {
      const auto count = numbered.count();
      const auto news = co_await db.read([&](sql::Snapshot& s) { return read_after(s, at, 10); });
      for (const auto& event : news.events) {
        at = event.number;
        text += std::to_string(event.number) + event.body.dump() + " ";
      }
      if (news.events.empty())
        co_await numbered.wait(count, on.clock().steady() + std::chrono::hours(1));
    }
  };
  const auto story = [&]() -> Task<void> {
    CancelScope stop;
    Waker numbered(loop);
    Sequencer sequencer(*db, loop, here, numbered, config);
    TaskGroup group(loop, &stop);
    group.spawn(sequencer.run());
    TaskGroup readers(loop, &stop);
    readers.spawn(tail(*db, loop, numbered, seen));
    for (int n = 1; n <= 3; ++n) {
      co_await sleep_for(loop, std::chrono::milliseconds(700));
      co_await db->write([&](sql::Tx& tx) { append(tx, ana, "a.happened", n); });
    }
    co_await readers.join();
    stop.cancel({.kind = ErrorKind::cancelled, .message = "enough"});
    try {
      co_await group.join();
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().kind, ErrorKind::cancelled);
    }
  };

  loop.run(story());

  EXPECT_EQ(seen, "11 22 33 ");
}

TEST_P(EventsOnEveryEngine, AreThrownAwayByTheSequencerOnceTheyAreOld) {
  happen(ana, 1);
  number(here);
  const auto work_for_a_second = [&](std::chrono::hours keep) -> Task<void> {
    CancelScope stop;
    Waker numbered(loop);
    Sequencer sequencer(*db, loop, here, numbered,
                        {.keep = keep, .drop_every = std::chrono::minutes(0)});
    TaskGroup group(loop, &stop);
    group.spawn(sequencer.run());
    co_await sleep_for(loop, std::chrono::seconds(1));
    stop.cancel({.kind = ErrorKind::cancelled, .message = "enough"});
    try {
      co_await group.join();
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().kind, ErrorKind::cancelled);
    }
  };

  loop.run(work_for_a_second(std::chrono::hours(24)));
  EXPECT_EQ(after(0), R"(1 a.happened {"n":1})");
  loop.run(work_for_a_second(std::chrono::hours(0)));
  EXPECT_EQ(after(0), "reset to 1");
}

/// A store as it was when events were numbered where they were appended.
class EventsOfBefore : public EventsOnEveryEngine {
 protected:
  EventsOfBefore() : EventsOnEveryEngine(migrations().first(1)) {}

  void add(TenantId whose, const std::optional<int>& number, const std::string& body) {
    write([&](sql::Tx& tx) {
      tx.exec(
          "insert into events (number, tenant_id, kind, body, numbered_at) values (?, ?, "
          "'a.happened', ?, ?)",
          number, whose, body, number ? std::optional(loop.clock().now()) : std::nullopt);
    });
  }
};

TEST_P(EventsOfBefore, KeepTheirNumbersAndGoOnFromThem) {
  add(ana, 1, R"({"n":1})");
  add(bia, 2, R"({"n":2})");
  add(ana, std::nullopt, R"({"n":3})");
  write([](sql::Tx& tx) { tx.exec("update event_numbers set last_number = 2"); });

  const sql::Migrations rooms[] = {migrations()};
  engine->migrate(rooms);

  EXPECT_EQ(after(0), R"(1 a.happened {"n":1}, 2 a.happened {"n":2})");
  EXPECT_EQ(number(here).count, 1);
  EXPECT_EQ(after(1), R"(2 a.happened {"n":2}, 3 a.happened {"n":3})");
  const auto hers = read([&](sql::Snapshot& s) { return read_after(s, ana, 0, 10); });
  EXPECT_EQ(text_of(hers), R"(1 a.happened {"n":1}, 3 a.happened {"n":3})");
  const auto later = loop.clock().now() + std::chrono::seconds(1);
  EXPECT_EQ(write([&](sql::Tx& tx) { return drop_old(tx, later, 2); }), 2);
  EXPECT_EQ(after(2), R"(3 a.happened {"n":3})");
}

INSTANTIATE_ON_ALL_ENGINES(EventsOfBefore);
INSTANTIATE_ON_ALL_ENGINES(EventsOnEveryEngine);

/// Two connections to one MariaDB, as two processes have them.
class EventsOfTwoProcesses : public ::testing::Test {
 protected:
  EventsOfTwoProcesses() : config(sql::testing::TestMariadb::shared().fresh_database()) {
    const sql::Migrations rooms[] = {migrations()};
    first_engine->migrate(rooms);
  }

  sql::MariadbConfig config;
  TestLoop loop;
  std::unique_ptr<sql::Engine> first_engine = sql::open_mariadb(config);
  std::unique_ptr<sql::Engine> second_engine = sql::open_mariadb(config);
  std::unique_ptr<sql::Database> first = first_engine->attach(loop);
  std::unique_ptr<sql::Database> second = second_engine->attach(loop);
  TenantId tenant{};
};

TEST_F(EventsOfTwoProcesses, ThatCommitInAnotherOrderThanTheyBeganAreNeverMissed) {
  const auto read_from = [&](std::int64_t at) {
    return loop.run(second->read([&](sql::Snapshot& s) { return text_of(read_after(s, at, 10)); }));
  };
  // The first begins, the second begins and commits in between and is numbered and read.
  std::string seen_meanwhile;
  loop.run(first->write([&](sql::Tx& tx) {
    append(tx, tenant, "began.first", {});
    loop.run(second->write([&](sql::Tx& other) { append(other, tenant, "began.second", {}); }));
    loop.run(second->write([&](sql::Tx& other) { number_events(other, there, {}); }));
    seen_meanwhile = read_from(0);
  }));
  loop.run(second->write([&](sql::Tx& other) { number_events(other, there, {}); }));

  EXPECT_EQ(seen_meanwhile, "1 began.second null");
  EXPECT_EQ(read_from(1), "2 began.first null");
}

TEST_F(EventsOfTwoProcesses, GetEachNumberOnceWhoeverGivesIt) {
  for (int round = 0; round < 20; ++round) {
    auto& db = round % 2 == 0 ? *first : *second;
    loop.run(db.write([&](sql::Tx& tx) { append(tx, tenant, "a.happened", round); }));
    loop.run(db.write([&](sql::Tx& tx) {
      tx.exec("update event_numbers set lease_until = 0 where id = 1");
      number_events(tx, round % 2 == 0 ? here : there, {});
    }));
  }

  const auto all =
      loop.run(first->read([](sql::Snapshot& s) { return read_after(s, 0, 100).events; }));
  ASSERT_EQ(all.size(), 20U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].body, i);
}

TEST(WakerOfALoop, RemembersAWakeUpThatCameBeforeTheWait) {
  TestLoop loop;
  Waker waker(loop);
  const auto seen = waker.count();
  waker.wake();

  const auto story = [&]() -> Task<std::uint64_t> {
    co_return co_await waker.wait(seen, loop.clock().steady() + std::chrono::hours(1));
  };
  EXPECT_EQ(loop.run(story()), 1U);
  EXPECT_EQ(loop.fake_clock.steady(), Steady{});
}

TEST(WakerOfALoop, LetsGoWhenTheTimeHasPassed) {
  TestLoop loop;
  Waker waker(loop);

  const auto count = loop.run(waker.wait(0, loop.clock().steady() + std::chrono::seconds(5)));

  EXPECT_EQ(count, 0U);
  EXPECT_EQ(loop.fake_clock.steady() - Steady{}, std::chrono::seconds(5));
}

TEST(WakerOfALoop, MayEndWhileAWakeUpIsPosted) {
  TestLoop loop;
  {
    Waker waker(loop);
    const auto task = waker.wait(0, loop.clock().steady() + std::chrono::hours(1));
    task.handle().resume();
    waker.wake();
  }

  loop.run_posted();
  SUCCEED();
}

}  // namespace
}  // namespace mirante::events
