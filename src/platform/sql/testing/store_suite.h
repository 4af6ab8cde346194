// Store suites on every engine with one line. A suite derives from StoreTest, names the migrations
// that it needs, and is written with TEST_P:
//
//   class AccountsStore : public sql::testing::StoreTest {
//    protected:
//     AccountsStore() : StoreTest({accounts::migrations()}) {}
//   };
//   TEST_P(AccountsStore, FindsWhatItInserted) {
//     write([&](sql::Tx& tx) { insert(tx, tenant, account); });
//     EXPECT_EQ(read([&](sql::Snapshot& s) { return find(s, tenant, account.id); }), account);
//   }
//   INSTANTIATE_ON_ALL_ENGINES(AccountsStore);
//
// Each test gets an empty, migrated database of its own; closures run on the test's thread. MariaDB
// is a private server that the test binary starts; where its program is missing the test fails.
// Link mirante_sql_testing in TEST_DEPS.
#pragma once

#include <gtest/gtest.h>

#include "platform/sql/engine.h"
#include "platform/sql/testing/test_loop.h"

namespace mirante::sql::testing {

enum class EngineKind : std::uint8_t { sqlite, mariadb };

/// "sqlite", "mariadb".
std::string name_of(EngineKind kind);

/// An empty database of its own with `rooms` migrated, closures inline.
std::unique_ptr<Engine> open_empty(EngineKind kind, std::vector<Migrations> rooms);

class StoreTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  explicit StoreTest(std::vector<Migrations> rooms)
      : engine(open_empty(GetParam(), std::move(rooms))), db(engine->attach(loop)) {}

  template <class Work>
  auto write(Work work) {
    return loop.run(db->write(std::move(work)));
  }
  template <class Work>
  auto read(Work work) {
    return loop.run(db->read(std::move(work)));
  }

  TestLoop loop;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Database> db;
};

}  // namespace mirante::sql::testing

// A macro because GoogleTest's own registration is one.
#define INSTANTIATE_ON_ALL_ENGINES(Suite)                              \
  INSTANTIATE_TEST_SUITE_P(                                            \
      Engines, Suite,                                                  \
      ::testing::Values(::mirante::sql::testing::EngineKind::sqlite,   \
                        ::mirante::sql::testing::EngineKind::mariadb), \
      [](const auto& info) { return ::mirante::sql::testing::name_of(info.param); })
