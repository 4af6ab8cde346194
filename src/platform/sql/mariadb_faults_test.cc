// What the MariaDB engine does when connections, locks or the server let it down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "base/testing/temporary_folder.h"
#include "platform/sql/sql_contract.h"
#include "platform/sql/testing/cut_proxy.h"
#include "platform/sql/testing/test_mariadb.h"

namespace mirante::sql {
namespace {

using mirante::testing::TemporaryFolder;
using testing::CutProxy;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::TestLoop;
using testing::TestMariadb;

const Migrations rooms[] = {contract_migrations};

/// One store on `config`, with the contract's tables.
struct Store {
  explicit Store(MariadbConfig config) : engine(open_mariadb(std::move(config))) {
    engine->migrate(rooms);
    db = engine->attach(loop);
  }
  Error failure_of(std::function<void(Tx&)> work) {
    try {
      loop.run(db->write(std::move(work)));
    } catch (const Failure& failure) {
      return failure.error();
    }
    return Error{.message = "no failure"};
  }
  std::int64_t count() {
    return loop.run(
        db->read([](Snapshot& s) { return s.one("select count(*) from pairs")->integer(0); }));
  }

  TestLoop loop;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Database> db;
};

void insert_pair(Tx& tx, int number) {
  tx.exec("insert into pairs (a, b, value) values ('x', ?, 0)", number);
}

class LostConnection : public ::testing::Test {
 protected:
  static MariadbConfig through(const TemporaryFolder& folder) {
    auto config = TestMariadb::shared().fresh_database();
    config.socket = (folder.path() / "proxy").string();
    return config;
  }

  TemporaryFolder folder;
  CutProxy proxy{(folder.path() / "proxy").string(), TestMariadb::shared().socket()};
  MariadbConfig config = through(folder);
};

TEST_F(LostConnection, BeforeCommitRunsTheClosureAgain) {
  Store store(config);
  int runs = 0;
  proxy.cut_at("commit", CutProxy::Cut::before);

  store.loop.run(store.db->write([&](Tx& tx) {
    ++runs;
    insert_pair(tx, 1);
  }));

  EXPECT_EQ(runs, 2);
  EXPECT_EQ(store.count(), 1);
  EXPECT_EQ(proxy.cuts(), 1);
}

TEST_F(LostConnection, AfterCommitIsFoundOutAndNothingRunsTwice) {
  Store store(config);
  int runs = 0;
  proxy.cut_at("commit", CutProxy::Cut::after);

  store.loop.run(store.db->write([&](Tx& tx) {
    ++runs;
    tx.exec("insert into pairs (a, b, value) values ('x', ?, 0)", runs);
  }));

  EXPECT_EQ(runs, 1);
  EXPECT_EQ(store.count(), 1);
  EXPECT_EQ(proxy.cuts(), 1);
}

TEST_F(LostConnection, ThatTheServerDoesNotNoticeIsEndedThereBeforeTheClosureRunsAgain) {
  Store store(config);
  int runs = 0;
  proxy.cut_at("commit", CutProxy::Cut::half_open);

  store.loop.run(store.db->write([&](Tx& tx) {
    ++runs;
    insert_pair(tx, 1);
  }));

  EXPECT_EQ(runs, 2);
  EXPECT_EQ(store.count(), 1);
}

TEST_F(LostConnection, AtTheBeginningOfATransactionIsNotSeenOutside) {
  Store store(config);
  store.loop.run(store.db->write([](Tx& tx) { insert_pair(tx, 1); }));
  proxy.cut_at("start transaction", CutProxy::Cut::before);

  store.loop.run(store.db->write([](Tx& tx) { insert_pair(tx, 2); }));

  EXPECT_EQ(store.count(), 2);
  EXPECT_EQ(proxy.cuts(), 1);
}

TEST_F(LostConnection, OfAReaderRunsItAgain) {
  Store store(config);
  store.loop.run(store.db->write([](Tx& tx) { insert_pair(tx, 1); }));
  EXPECT_EQ(store.count(), 1);
  proxy.cut_at("start transaction with consistent snapshot, read only", CutProxy::Cut::before);

  EXPECT_EQ(store.count(), 1);
  EXPECT_EQ(proxy.cuts(), 1);
}

TEST_F(LostConnection, ThatDoesNotComeBackAfterCommitSaysThatTheOutcomeIsUnknown) {
  config.connect_for = std::chrono::milliseconds(50);
  Store store(config);
  store.loop.run(store.db->write([](Tx& tx) { insert_pair(tx, 1); }));

  proxy.cut_at("commit", CutProxy::Cut::after);
  const auto error = store.failure_of([&](Tx& tx) {
    insert_pair(tx, 2);
    proxy.refuse(true);
  });
  proxy.refuse(false);

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_EQ(error.code, "sql.unknown_outcome");
  EXPECT_EQ(store.count(), 2);
}

TEST_F(LostConnection, ThatDoesNotComeBackBeforeCommitStoresNothing) {
  config.connect_for = std::chrono::milliseconds(50);
  Store store(config);

  proxy.cut_at("start transaction", CutProxy::Cut::before);
  proxy.refuse(true);
  const auto error = store.failure_of([](Tx& tx) { insert_pair(tx, 1); });
  proxy.refuse(false);

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_EQ(error.code, "sql.unavailable");
  EXPECT_THAT(error.message, HasSubstr(config.socket));
  EXPECT_EQ(store.count(), 0);
}

TEST_F(LostConnection, OfManyWritersCommitsEachExactlyOnce) {
  config.running = Running::threads;
  config.writers = 2;
  Store store(config);
  proxy.cut_at("commit", CutProxy::Cut::after, 3);
  const auto writer = [](Database& db, int number) -> Task<void> {
    co_await db.write([&](Tx& tx) { insert_pair(tx, number); });
  };
  const auto all = [&]() -> Task<void> {
    TaskGroup group(store.loop, nullptr);
    for (int number = 0; number < 60; ++number) group.spawn(writer(*store.db, number));
    co_await group.join();
  };

  store.loop.run(all());

  EXPECT_EQ(store.count(), 60);
  EXPECT_GT(proxy.cuts(), 0);
}

TEST(KilledServer, ThatIsStartedAgainLosesNothingThatWasConfirmed) {
  TestMariadb server;
  Store store(server.fresh_database());
  store.loop.run(store.db->write([](Tx& tx) { insert_pair(tx, 1); }));
  int runs = 0;

  store.loop.run(store.db->write([&](Tx& tx) {
    insert_pair(tx, 2);
    if (++runs > 1) return;
    server.kill();
    server.start();
  }));

  EXPECT_EQ(runs, 2);
  EXPECT_EQ(store.count(), 2);
}

TEST(KilledServer, ThatStaysAwayIsNamed) {
  TestMariadb server;
  auto config = server.fresh_database();
  config.connect_for = std::chrono::milliseconds(50);
  Store store(config);
  server.kill();

  const auto error = store.failure_of([](Tx& tx) { insert_pair(tx, 1); });

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_THAT(error.message, HasSubstr(config.database));
}

TEST(Deadlock, IsRunAgainUntilBothWritersAreThrough) {
  const auto config = TestMariadb::shared().fresh_database();
  Store first(config);
  Store second(config);
  first.loop.run(first.db->write([](Tx& tx) {
    insert_pair(tx, 1);
    insert_pair(tx, 2);
  }));
  std::latch both_hold_one(2);
  std::atomic<int> runs = 0;
  // Each locks one row, waits for the other, then wants the other's row.
  const auto cross = [&](Store& store, int mine, int other) {
    bool is_first_run = true;
    store.loop.run(store.db->write([&, is_first_run](Tx& tx) mutable {
      ++runs;
      tx.exec("update pairs set value = value + 1 where a = 'x' and b = ?", mine);
      if (std::exchange(is_first_run, false)) both_hold_one.arrive_and_wait();
      tx.exec("update pairs set value = value + 1 where a = 'x' and b = ?", other);
    }));
  };

  std::jthread beside([&] { cross(second, 2, 1); });
  cross(first, 1, 2);
  beside.join();

  EXPECT_GE(runs, 3);
  const auto sum = first.loop.run(first.db->read(
      [](Snapshot& s) { return s.one("select sum(value) from pairs")->integer(0); }));
  EXPECT_EQ(sum, 4);
}

TEST(ReadForUpdate, HoldsTheRowAgainstAnotherProcess) {
  const auto config = TestMariadb::shared().fresh_database();
  Store first(config);
  Store second(config);
  first.loop.run(first.db->write([](Tx& tx) { insert_pair(tx, 1); }));
  const auto add_slowly = [](Store& store) {
    for (int i = 0; i < 50; ++i)
      store.loop.run(store.db->write([](Tx& tx) {
        const auto row = tx.one_for_update("select value from pairs where a = 'x' and b = 1");
        tx.exec("update pairs set value = ? where a = 'x' and b = 1", row->integer(0) + 1);
      }));
  };

  std::jthread beside([&] { add_slowly(second); });
  add_slowly(first);
  beside.join();

  const auto value = first.loop.run(
      first.db->read([](Snapshot& s) { return s.one("select value from pairs")->integer(0); }));
  EXPECT_EQ(value, 100);
}

Error failure_to_open(const MariadbConfig& config) {
  try {
    open_mariadb(config)->migrate(rooms);
  } catch (const Failure& failure) {
    return failure.error();
  }
  return Error{.message = "no failure"};
}

TEST(OpenMariadb, NamesAWrongPasswordAtOnceWithoutShowingIt) {
  auto config = TestMariadb::shared().fresh_database();
  config.user = "somebody";
  config.password = "s3cr3t";

  const auto error = failure_to_open(config);

  EXPECT_EQ(error.kind, ErrorKind::unauthorized);
  EXPECT_EQ(error.code, "sql.refused");
  EXPECT_THAT(error.message, HasSubstr("somebody"));
  EXPECT_THAT(error.message, Not(HasSubstr("s3cr3t")));
}

TEST(OpenMariadb, NamesADatabaseThatIsNotThere) {
  auto config = TestMariadb::shared().fresh_database();
  config.database = "nowhere";

  EXPECT_THAT(failure_to_open(config).message, HasSubstr("nowhere"));
}

TEST(OpenMariadb, RefusesADatabaseOfOthersThatComparesTextDifferently) {
  const auto config = TestMariadb::shared().fresh_database();
  TestMariadb::shared().run("create table " + config.database +
                            ".theirs (name varchar(10) collate utf8mb4_general_ci)");
  TestMariadb::shared().run("alter database " + config.database +
                            " character set utf8mb4 collate utf8mb4_general_ci");

  const auto error = failure_to_open(config);

  EXPECT_EQ(error.code, "sql.collation");
  EXPECT_THAT(error.message, HasSubstr("utf8mb4_general_ci"));
}

TEST(MigrateMariadb, GoesOnAtTheStatementAtWhichItWasCutOff) {
  const auto config = TestMariadb::shared().fresh_database();
  const Migration broken[] = {{"toys", 1, "toys",
                               "create table toys (id bigint not null primary key);"
                               "insert into toys (id) values (1);"
                               "insert into nowhere (id) values (1);"
                               "create table more_toys (id bigint not null)"}};
  const Migrations toys[] = {broken};
  const auto engine = open_mariadb(config);
  EXPECT_THROW(engine->migrate(toys), Failure);
  EXPECT_THROW(engine->migrate(toys), Failure);

  TestMariadb::shared().run("create table " + config.database + ".nowhere (id bigint)");
  const auto report = engine->migrate(toys);

  EXPECT_THAT(report.applied, ElementsAre("toys 1 toys"));
  TestLoop loop;
  const auto db = engine->attach(loop);
  EXPECT_EQ(loop.run(db->read([](Snapshot& s) {
    return s.one("select (select count(*) from toys) + (select count(*) from nowhere)")->integer(0);
  })),
            2);
}

TEST(MigrateMariadb, TakesAStatementForDoneThatHadItsEffectBeforeItCouldBeRecorded) {
  const auto config = TestMariadb::shared().fresh_database();
  const Migration toys[] = {{"toys", 1, "toys",
                             "create table toys (id bigint not null primary key);"
                             "alter table toys add column name varchar(10);"}};
  const Migrations all[] = {toys};
  const auto engine = open_mariadb(config);
  engine->migrate(all);
  // As a crash between the second statement and its record would leave it.
  TestMariadb::shared().run("update " + config.database +
                            ".schema_migrations set statements_done = 1, is_done = 0");

  const auto report = engine->migrate(all);

  EXPECT_THAT(report.applied, ElementsAre("toys 1 toys"));
  EXPECT_THAT(engine->migrate(all).applied, IsEmpty());
}

TEST(MigrateMariadb, DoesEachStepOnceWhenTwoProcessesStartTogether) {
  const auto config = TestMariadb::shared().fresh_database();
  std::vector<std::string> applied[2];
  {
    std::jthread beside([&] { applied[0] = open_mariadb(config)->migrate(rooms).applied; });
    applied[1] = open_mariadb(config)->migrate(rooms).applied;
  }

  EXPECT_EQ(applied[0].size() + applied[1].size(), 1U);
}

}  // namespace
}  // namespace mirante::sql
