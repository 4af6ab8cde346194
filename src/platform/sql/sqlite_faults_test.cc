// What the SQLite engine does when the disk, the process or the file lets it down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <fstream>
#include <latch>

#include "base/task_group.h"
#include "base/testing/temporary_folder.h"
#include "platform/sql/engine.h"
#include "platform/sql/simulated_disk.h"
#include "platform/sql/sql_contract.h"

namespace mirante::sql {
namespace {

using mirante::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TestLoop;

/// A panel on a simulated disk, which counts how many of its writes were confirmed.
struct Panel {
  explicit Panel(SimulatedDisk& disk, Effects* effects)
      : engine(open_sqlite(
            {.path = "panel.db", .running = Running::inline_, .disk = &disk, .effects = effects})),
        db(engine->attach(loop)) {}

  void migrate() {
    const Migrations rooms[] = {contract_migrations};
    engine->migrate(rooms);
  }
  std::int64_t read_number(std::string statement) {
    return loop.run(
        db->read([&](Snapshot& snapshot) { return snapshot.one(statement)->integer(0); }));
  }
  /// Two rows that belong together, `count` times.
  Task<void> write_pairs(int first, int count, int& confirmed) {
    for (int i = first; i < first + count; ++i) {
      co_await db->write([&](Tx& tx) {
        tx.exec("insert into pairs (a, b, value) values ('left', ?, 0)", i);
        tx.exec("insert into pairs (a, b, value) values ('right', ?, 0)", i);
      });
      ++confirmed;
    }
  }

  TestLoop loop;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Database> db;
};

class CrashingDisk : public ::testing::TestWithParam<SimulatedDisk::Loss> {};

TEST_P(CrashingDisk, KeepsWhatWasConfirmedAndNothingHalfAtEveryEffect) {
  constexpr int writes = 6;
  SeededRng rng(7);
  bool has_finished = false;
  for (std::uint64_t k = 1; !has_finished; ++k) {
    SCOPED_TRACE("crash at effect " + std::to_string(k));
    SimulatedDisk disk;
    {
      Panel(disk, nullptr).migrate();
    }
    Effects effects;
    disk.survive(SimulatedDisk::Loss::nothing, &effects);
    effects.crash_at(k);
    int confirmed = 0;
    try {
      Panel panel(disk, &effects);
      const auto task = panel.write_pairs(1, writes, confirmed);
      task.handle().resume();
      has_finished = task.handle().done();
    } catch (const Failure&) {
      EXPECT_TRUE(effects.is_crashed());  // It died while it opened the file.
    }

    disk.survive(GetParam(), nullptr, &rng);
    Panel next(disk, nullptr);

    const auto pairs = next.read_number("select count(*) from pairs where a = 'left'");
    EXPECT_EQ(pairs, next.read_number("select count(*) from pairs where a = 'right'"));
    EXPECT_GE(pairs, confirmed);
    EXPECT_LE(pairs, confirmed + 1);
    EXPECT_THAT(next.engine->check(), IsEmpty());
    int more = 0;
    next.loop.run(next.write_pairs(100, 2, more));
    EXPECT_EQ(more, 2);
  }
}

TEST_P(CrashingDisk, FinishesTheTablesOfANewStoreAfterACrashAtAnyEffect) {
  SeededRng rng(11);
  bool has_finished = false;
  for (std::uint64_t k = 1; !has_finished; ++k) {
    SCOPED_TRACE("crash at effect " + std::to_string(k));
    Effects effects;
    SimulatedDisk disk(&effects);
    effects.crash_at(k);
    try {
      Panel(disk, &effects).migrate();
      has_finished = !effects.is_crashed();
    } catch (const Failure&) {
      EXPECT_TRUE(effects.is_crashed());
    }

    disk.survive(GetParam(), nullptr, &rng);
    Panel next(disk, nullptr);
    next.migrate();

    EXPECT_EQ(next.read_number("select count(*) from things"), 0);
    EXPECT_THAT(next.engine->check(), IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(Losses, CrashingDisk,
                         ::testing::Values(SimulatedDisk::Loss::nothing,
                                           SimulatedDisk::Loss::unsynced,
                                           SimulatedDisk::Loss::some),
                         [](const auto& info) {
                           switch (info.param) {
                             case SimulatedDisk::Loss::nothing: return "nothing";
                             case SimulatedDisk::Loss::unsynced: return "unsynced";
                             case SimulatedDisk::Loss::some: return "some";
                           }
                           return "unknown";
                         });

Error failure_of_write(Panel& panel, int first, int& confirmed) {
  try {
    panel.loop.run(panel.write_pairs(first, 1, confirmed));
  } catch (const Failure& failure) {
    return failure.error();
  }
  return Error{.message = "no failure"};
}

TEST(FullDisk, IsNamedAndLeavesEverythingAsItWas) {
  SimulatedDisk disk;
  Panel panel(disk, nullptr);
  panel.migrate();
  int confirmed = 0;
  panel.loop.run(panel.write_pairs(1, 1, confirmed));
  disk.limit_bytes(disk.bytes_used() + 100);

  const auto error = failure_of_write(panel, 2, confirmed);

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_EQ(error.code, "sql.disk_full");
  EXPECT_THAT(error.message, HasSubstr("panel.db"));
  EXPECT_EQ(panel.read_number("select count(*) from pairs"), 2);
  disk.limit_bytes(std::nullopt);
  panel.loop.run(panel.write_pairs(2, 1, confirmed));
  EXPECT_EQ(panel.read_number("select count(*) from pairs"), 4);
}

TEST(FailingDisk, ConfirmsOnlyWhatIsStoredWhicheverEffectFails) {
  for (const auto fault : {SimulatedDisk::Fault::full, SimulatedDisk::Fault::io_error}) {
    for (std::uint64_t k = 1; k <= 40; ++k) {
      SCOPED_TRACE("fault at effect " + std::to_string(k));
      SimulatedDisk disk;
      int confirmed = 0;
      {
        Panel panel(disk, nullptr);
        panel.migrate();
        disk.fail_at(k, fault);
        for (int i = 1; i <= 8; ++i) failure_of_write(panel, i, confirmed);
      }
      disk.survive(SimulatedDisk::Loss::unsynced);
      Panel next(disk, nullptr);

      EXPECT_EQ(next.read_number("select count(*) from pairs"), confirmed * 2);
      EXPECT_GE(confirmed, 7);
      EXPECT_THAT(next.engine->check(), IsEmpty());
    }
  }
}

Error failure_to_open(const std::filesystem::path& file) {
  try {
    open_sqlite({.path = file, .running = Running::inline_});
  } catch (const Failure& failure) {
    return failure.error();
  }
  return Error{.message = "no failure"};
}

TEST(DamagedFile, ThatIsNoDatabaseIsNamedWithItsMend) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "mirante.db";
  std::ofstream(file) << std::string(8192, 'x');

  const auto error = failure_to_open(file);

  EXPECT_EQ(error.kind, ErrorKind::corrupt);
  EXPECT_EQ(error.code, "sql.corrupt");
  EXPECT_THAT(error.message, HasSubstr(file.string()));
  EXPECT_THAT(error.message, HasSubstr("backup"));
}

TEST(DamagedFile, IsFoundAtStartWhenAPageInItsMiddleIsOverwritten) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "mirante.db";
  {
    TestLoop loop;
    const auto engine = open_sqlite({.path = file, .running = Running::inline_});
    const Migrations rooms[] = {contract_migrations};
    engine->migrate(rooms);
    loop.run(engine->attach(loop)->write([](Tx& tx) {
      for (int i = 0; i < 1000; ++i)
        tx.exec("insert into things (id, name) values (?, ?)", i, std::to_string(i));
    }));
  }
  std::fstream damaged(file, std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(5 * 4096);
  damaged << std::string(4096, '\x5a');
  damaged.close();

  const auto error = failure_to_open(file);

  EXPECT_EQ(error.code, "sql.corrupt");
  EXPECT_THAT(error.message, HasSubstr(file.string()));
}

TEST(MissingFolder, IsNamed) {
  const auto error = failure_to_open("/nowhere/at/all/mirante.db");

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_THAT(error.message, HasSubstr("/nowhere/at/all/mirante.db"));
}

/// A store on threads whose writer can be held inside a closure.
class ThreadedStore : public ::testing::Test {
 protected:
  ThreadedStore() : engine(open_sqlite({.path = folder.path() / "mirante.db"})) {
    const Migrations rooms[] = {contract_migrations};
    engine->migrate(rooms);
    db = engine->attach(loop);
  }
  std::int64_t count_of_pairs() {
    return loop.run(db->read(
        [](Snapshot& snapshot) { return snapshot.one("select count(*) from pairs")->integer(0); }));
  }

  TemporaryFolder folder;
  TestLoop loop;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Database> db;
};

TEST_F(ThreadedStore, WaitsForTheRunningClosureOfADroppedTask) {
  std::latch is_inside(1);
  std::atomic<bool> has_ended = false;
  const auto inserting = [&](int value) -> Task<void> {
    co_await db->write([&](Tx& tx) {
      is_inside.count_down();
      for (int i = 0; i < 2000; ++i)
        tx.exec("insert into pairs (a, b, value) values ('dropped', ?, ?)", i, value);
      has_ended = true;
    });
  };
  auto dropped = inserting(7);

  dropped.handle().resume();
  is_inside.wait();
  dropped = Task<void>();

  EXPECT_TRUE(has_ended);  // Its captures were alive to the end.
}

TEST_F(ThreadedStore, NeverBeginsTheQueuedClosureOfADroppedTask) {
  std::latch is_inside(1);
  std::latch may_end(1);
  bool was_begun = false;
  const auto hold = [&]() -> Task<void> {
    co_await db->write([&](Tx&) {
      is_inside.count_down();
      may_end.wait();
    });
  };
  const auto begin = [&]() -> Task<void> { co_await db->write([&](Tx&) { was_begun = true; }); };
  const auto holding = hold();
  auto queued = begin();

  holding.handle().resume();
  is_inside.wait();
  queued.handle().resume();
  queued = Task<void>();
  may_end.count_down();
  while (!holding.handle().done()) loop.turn();
  EXPECT_EQ(count_of_pairs(), 0);

  EXPECT_FALSE(was_begun);
}

TEST_F(ThreadedStore, OutlivesADatabaseThatWasGivenUpWithWorkUnderWay) {
  std::latch is_inside(1);
  std::latch may_end(1);
  {
    TestLoop short_lived;
    const auto other = engine->attach(short_lived);
    const auto write = [&]() -> Task<void> {
      co_await other->write([&](Tx& tx) {
        tx.exec("insert into pairs (a, b, value) values ('x', 1, 1)");
        is_inside.count_down();
        may_end.wait();
      });
    };
    auto task = write();
    task.handle().resume();
    is_inside.wait();
    may_end.count_down();
    task = Task<void>();
  }

  EXPECT_EQ(loop.run(db->write([](Tx& tx) {
    return tx.exec("insert into pairs (a, b, value) values ('y', 1, 1)");
  })),
            1);
  EXPECT_EQ(count_of_pairs(), 2);
}

TEST_F(ThreadedStore, ReadersSeeTheLastCommitWhileAWriterIsInItsClosure) {
  std::latch is_inside(1);
  std::latch may_end(1);
  const auto write = [&]() -> Task<void> {
    co_await db->write([&](Tx& tx) {
      tx.exec("insert into pairs (a, b, value) values ('x', 1, 1)");
      is_inside.count_down();
      may_end.wait();
    });
  };
  const auto writing = write();
  writing.handle().resume();
  is_inside.wait();

  const auto during = count_of_pairs();
  may_end.count_down();
  while (!writing.handle().done()) loop.turn();

  EXPECT_EQ(during, 0);
  EXPECT_EQ(count_of_pairs(), 1);
}

TEST_F(ThreadedStore, CommitsTheOthersWhenAClosureInTheirMidstThrows) {
  std::string outcome;
  const auto writer = [&](int id) -> Task<void> {
    try {
      co_await db->write([&](Tx& tx) {
        tx.exec("insert into pairs (a, b, value) values ('x', ?, 1)", id);
        if (id == 2) throw Failure(ErrorKind::refused, "no");
      });
      outcome += "stored ";
    } catch (const Failure&) {
      outcome += "refused ";
    }
  };
  std::latch is_inside(1);
  std::latch may_end(1);
  const auto together = [&]() -> Task<void> {
    TaskGroup group(loop, nullptr);
    group.spawn([](Database& store, std::latch& inside, std::latch& end) -> Task<void> {
      co_await store.write([&](Tx&) {
        inside.count_down();
        end.wait();
      });
    }(*db, is_inside, may_end));
    is_inside.wait();
    for (int id = 1; id <= 3; ++id) group.spawn(writer(id));
    may_end.count_down();
    co_await group.join();
  };

  loop.run(together());

  EXPECT_EQ(outcome, "stored refused stored ");
  EXPECT_EQ(count_of_pairs(), 2);
}

TEST(SqliteFile, HoldsEverythingWithoutItsLogOnceTheEngineHasEnded) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "panel.db";
  {
    TestLoop loop;
    const auto engine = open_sqlite({.path = path});
    const Migrations rooms[] = {contract_migrations};
    engine->migrate(rooms);
    const auto db = engine->attach(loop);
    loop.run(db->write(
        [](Tx& tx) { tx.exec("insert into pairs (a, b, value) values ('left', 1, 0)"); }));
  }

  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path.string() + "-wal"));
}

}  // namespace
}  // namespace mirante::sql
