// The contract on every engine and in every way of running it.
#include "platform/sql/sql_contract.h"

#include "base/testing/temporary_folder.h"
#include "platform/sql/simulated_disk.h"
#include "platform/sql/testing/test_mariadb.h"

namespace mirante::sql {
namespace {

using mirante::testing::TemporaryFolder;
using testing::TestMariadb;

std::unique_ptr<Engine> migrated(std::unique_ptr<Engine> engine,
                                 const std::vector<Migrations>& rooms) {
  engine->migrate(rooms);
  return engine;
}

struct SqliteMemory {
  std::unique_ptr<Engine> open(const std::vector<Migrations>& rooms) {
    return migrated(open_sqlite({.path = ":memory:", .running = Running::inline_}), rooms);
  }
};

struct SqliteFileThreads {
  TemporaryFolder folder;
  std::unique_ptr<Engine> open(const std::vector<Migrations>& rooms) {
    return migrated(open_sqlite({.path = folder.path() / "panel.db"}), rooms);
  }
};

struct SqliteSimulatedDisk {
  Effects effects;
  SimulatedDisk disk{&effects};
  std::unique_ptr<Engine> open(const std::vector<Migrations>& rooms) {
    return migrated(
        open_sqlite(
            {.path = "panel.db", .running = Running::inline_, .disk = &disk, .effects = &effects}),
        rooms);
  }
};

struct MariadbInline {
  std::unique_ptr<Engine> open(const std::vector<Migrations>& rooms) {
    return migrated(open_mariadb(TestMariadb::shared().fresh_database()), rooms);
  }
};

struct MariadbThreads {
  std::unique_ptr<Engine> open(const std::vector<Migrations>& rooms) {
    auto config = TestMariadb::shared().fresh_database();
    config.running = Running::threads;
    config.writers = 3;  // More than the default, so that they meet each other.
    return migrated(open_mariadb(config), rooms);
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(SqliteMemory, SqlContract, SqliteMemory);
INSTANTIATE_TYPED_TEST_SUITE_P(SqliteFileThreads, SqlContract, SqliteFileThreads);
INSTANTIATE_TYPED_TEST_SUITE_P(SqliteSimulatedDisk, SqlContract, SqliteSimulatedDisk);
INSTANTIATE_TYPED_TEST_SUITE_P(MariadbInline, SqlContract, MariadbInline);
INSTANTIATE_TYPED_TEST_SUITE_P(MariadbThreads, SqlContract, MariadbThreads);

}  // namespace
}  // namespace mirante::sql
