#include "platform/sql/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/engine.h"
#include "platform/sql/testing/test_loop.h"

namespace mirante::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TestLoop;

TEST(SplitStatements, EndsAtSemicolonsOutsideQuotesAndComments) {
  const auto statements = split_statements(
      "-- tables; of the room\n"
      "create table a (x varchar(10) default ';');\n"
      "/* two; */ insert into a (x) values ('it''s; fine');;\n"
      "create index \"odd;name\" on a (x)");

  ASSERT_TRUE(statements.has_value());
  EXPECT_THAT(*statements, ElementsAre("create table a (x varchar(10) default ';')",
                                       "insert into a (x) values ('it''s; fine')",
                                       "create index \"odd;name\" on a (x)"));
}

TEST(SplitStatements, RefusesAQuoteWithoutEnd) {
  const auto statements = split_statements("insert into a values ('x);");

  ASSERT_FALSE(statements.has_value());
  EXPECT_THAT(statements.error().message, HasSubstr("has no end"));
}

constexpr Migration two_steps[] = {{"toys", 1, "toys", "create table toys (id bigint not null);"},
                                   {"toys", 2, "names",
                                    "alter table toys add column name varchar(50);"
                                    "create index toys_name on toys (name);"}};

TEST(OpenMemory, GivesADatabaseWithTheRoomsTables) {
  TestLoop loop;
  const auto db = open_memory(loop, {two_steps});

  loop.run(
      db->write([](Tx& tx) { tx.exec("insert into toys (id, name) values (?, ?)", 7, "ball"); }));
  const auto name = loop.run(db->read([](Snapshot& snapshot) {
    return snapshot.one("select name from toys where id = ?", 7)->text(0);
  }));

  EXPECT_EQ(name, "ball");
}

TEST(Migrate, AppliesEachStepOnce) {
  const auto engine = open_sqlite({.path = ":memory:", .running = Running::inline_});
  const Migrations rooms[] = {two_steps};

  const auto first = engine->migrate(rooms);
  const auto second = engine->migrate(rooms);

  EXPECT_THAT(first.applied, ElementsAre("toys 1 toys", "toys 2 names"));
  EXPECT_THAT(second.applied, IsEmpty());
}

}  // namespace
}  // namespace mirante::sql
