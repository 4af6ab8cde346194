// Whether a store says that something was committed, whoever did it.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <set>

#include "base/testing/temporary_folder.h"
#include "platform/sql/engine.h"
#include "platform/sql/simulated_disk.h"
#include "platform/sql/testing/test_loop.h"
#include "platform/sql/testing/test_mariadb.h"

namespace mirante::sql {
namespace {

constexpr Migration migrations[] = {
    {"versions", 1, "things", "create table things (id bigint not null primary key);"}};

class Version : public ::testing::Test {
 protected:
  void open(SqliteConfig config) { use(open_sqlite(std::move(config))); }
  void open_file(int readers = 3) { open({.path = file(), .readers = readers}); }
  void use(std::unique_ptr<Engine> opened) {
    engine = std::move(opened);
    engine->migrate(std::vector<Migrations>{migrations});
    db = engine->attach(loop);
  }
  std::filesystem::path file() const { return folder.path() / "panel.db"; }

  void insert(std::int64_t id) {
    loop.run(db->write([&](Tx& tx) { tx.exec("insert into things (id) values (?)", id); }));
  }
  std::int64_t count() {
    return loop.run(db->read([](Snapshot& snapshot) {
      return snapshot.one("select count(*) from things")->integer(0);
    }));
  }
  void expect_to_tell_each_commit() {
    std::set<StoreVersion> seen{engine->version().value()};
    for (int id = 1; id <= 50; ++id) {
      insert(id);
      const auto after = engine->version().value();
      EXPECT_TRUE(seen.insert(after).second) << "commit " << id;
      EXPECT_EQ(count(), id);
      EXPECT_EQ(engine->version(), after);
    }
  }

  mirante::testing::TemporaryFolder folder;
  testing::TestLoop loop;
  Effects effects;
  SimulatedDisk disk{&effects};
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Database> db;
};

TEST_F(Version, TellsEachCommitOfAFile) {
  open_file();
  expect_to_tell_each_commit();
}

TEST_F(Version, TellsEachCommitInMemory) {
  open({.path = ":memory:", .running = Running::inline_});
  expect_to_tell_each_commit();
}

TEST_F(Version, TellsEachCommitOnASimulatedDisk) {
  open({.path = "panel.db", .running = Running::inline_, .disk = &disk, .effects = &effects});
  expect_to_tell_each_commit();
}

TEST_F(Version, TellsWhatAnotherProgramCommits) {
  open_file();
  insert(1);
  const auto before = engine->version().value();

  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "select * from things", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(engine->version(), before);
  ASSERT_EQ(sqlite3_exec(other, "begin; delete from things", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(engine->version(), before);
  EXPECT_EQ(count(), 1);
  ASSERT_EQ(sqlite3_exec(other, "commit", nullptr, nullptr, nullptr), SQLITE_OK);

  EXPECT_NE(engine->version(), before);
  EXPECT_EQ(count(), 0);
  sqlite3_close(other);
}

TEST_F(Version, StaysWhereAClosureIsUndone) {
  open_file();
  insert(1);
  const auto before = engine->version().value();

  EXPECT_THROW(loop.run(db->write([](Tx& tx) {
    tx.exec("delete from things");
    throw Failure(ErrorKind::conflict, "no");
  })),
               Failure);

  EXPECT_EQ(engine->version(), before);
  EXPECT_EQ(count(), 1);
}

TEST_F(Version, TellsCommitsAfterTheLogBeganAnew) {
  open_file();
  for (int id = 1; id <= 3; ++id) insert(id);
  std::set<StoreVersion> seen{engine->version().value()};

  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "pragma wal_checkpoint(restart)", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(other);

  for (int id = 4; id <= 9; ++id) {
    insert(id);
    EXPECT_TRUE(seen.insert(engine->version().value()).second) << id;
    EXPECT_EQ(count(), id);
  }
}

TEST_F(Version, IsNotKnownOfAServerThatOthersWriteTo) {
  use(open_mariadb(testing::TestMariadb::shared().fresh_database()));

  EXPECT_EQ(engine->version(), std::nullopt);
}

}  // namespace
}  // namespace mirante::sql
