#include "platform/sql/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/temporary_folder.h"
#include "platform/sql/engine.h"
#include "platform/sql/testing/store_suite.h"
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

Error failure_to_migrate(Engine& engine, std::span<const Migrations> rooms) {
  try {
    engine.migrate(rooms);
  } catch (const Failure& failure) {
    return failure.error();
  }
  return Error{.message = "no failure"};
}

constexpr Migration one_step[] = {{"toys", 1, "toys", "create table toys (id bigint not null);"}};
constexpr Migration games[] = {{"games", 1, "games", "create table games (id bigint not null);"}};

/// A store of its own on each engine, without tables.
class MigrateOnEveryEngine : public ::testing::TestWithParam<testing::EngineKind> {
 protected:
  std::unique_ptr<Engine> engine = testing::open_empty(GetParam(), {});
  const Migrations new_rooms[1] = {two_steps};
  const Migrations old_rooms[1] = {one_step};
};

TEST_P(MigrateOnEveryEngine, RefusesANewerRoomWithItsNumbersAndTheMend) {
  engine->migrate(new_rooms);

  const auto error = failure_to_migrate(*engine, old_rooms);

  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "sql.newer_schema");
  EXPECT_THAT(error.message, HasSubstr("\"toys\" is at step 2"));
  EXPECT_THAT(error.message, HasSubstr("steps up to 1"));
  EXPECT_THAT(error.message, HasSubstr("backup"));
}

constexpr Migration three_steps[] = {
    two_steps[0], two_steps[1], {"toys", 3, "unnamed", "drop index toys_name on toys;"}};

TEST_P(MigrateOnEveryEngine, DropsAnIndexInTheSameWords) {
  const Migrations rooms[] = {three_steps};
  engine->migrate(new_rooms);

  EXPECT_THAT(engine->migrate(rooms).applied, ElementsAre("toys 3 unnamed"));

  // Its name is free again.
  constexpr Migration again[] = {three_steps[0],
                                 three_steps[1],
                                 three_steps[2],
                                 {"toys", 4, "named", "create index toys_name on toys (name);"}};
  const Migrations all[] = {again};
  EXPECT_THAT(engine->migrate(all).applied, ElementsAre("toys 4 named"));
}

TEST_P(MigrateOnEveryEngine, TellsBeforehandWhatItWouldDoAndDoesNoneOfIt) {
  EXPECT_THAT(engine->plan(new_rooms), ElementsAre("toys 1 toys", "toys 2 names"));
  EXPECT_THAT(engine->plan(new_rooms), ElementsAre("toys 1 toys", "toys 2 names"));
  engine->migrate(old_rooms);

  EXPECT_THAT(engine->plan(new_rooms), ElementsAre("toys 2 names"));
  EXPECT_THAT(engine->migrate(new_rooms).applied, ElementsAre("toys 2 names"));
  EXPECT_THAT(engine->plan(new_rooms), IsEmpty());
  EXPECT_THROW(engine->plan(old_rooms), Failure);
}

TEST_P(MigrateOnEveryEngine, RefusesARoomThatItDoesNotKnow) {
  const Migrations more[] = {two_steps, games};
  engine->migrate(more);

  const auto error = failure_to_migrate(*engine, new_rooms);

  EXPECT_EQ(error.code, "sql.newer_schema");
  EXPECT_THAT(error.message, HasSubstr("\"games\""));
}

TEST_P(MigrateOnEveryEngine, RefusesAStepThatWasEditedAfterwards) {
  engine->migrate(old_rooms);
  const Migration edited[] = {
      {"toys", 1, "toys", "create table toys (id bigint not null, colour bigint);"}};
  const Migrations edited_rooms[] = {edited};

  const auto error = failure_to_migrate(*engine, edited_rooms);

  EXPECT_EQ(error.code, "sql.migration_changed");
  EXPECT_THAT(error.message, HasSubstr("step 1 (toys)"));
}

TEST_P(MigrateOnEveryEngine, PassesOverCommentsAndSpacesThatChanged) {
  engine->migrate(old_rooms);
  const Migration commented[] = {
      {"toys", 1, "toys", "-- What children want.\ncreate table toys\n  (id bigint not null);\n"}};
  const Migrations commented_rooms[] = {commented};

  EXPECT_THAT(engine->migrate(commented_rooms).applied, IsEmpty());
}

TEST_P(MigrateOnEveryEngine, NamesTheStepThatFails) {
  const Migration broken[] = {one_step[0], {"toys", 2, "typo", "create tabel more (id bigint)"}};
  const Migrations broken_rooms[] = {broken};

  const auto error = failure_to_migrate(*engine, broken_rooms);

  EXPECT_THAT(error.message, HasSubstr("step 2 (typo) of the stored data of \"toys\" failed"));
}

INSTANTIATE_ON_ALL_ENGINES(MigrateOnEveryEngine);

TEST(PlanMigrations, RefusesGapsInTheNumbers) {
  const Migration gap[] = {one_step[0], {"toys", 3, "later", "create table later (id bigint)"}};
  const Migrations rooms[] = {gap};

  const auto plan = plan_migrations(rooms, {});

  ASSERT_FALSE(plan.has_value());
  EXPECT_THAT(plan.error().message, HasSubstr("should have number 2"));
}

TEST(MigrateSqlite, BacksUpAFileThatHoldsSomethingBeforeItIsChanged) {
  const mirante::testing::TemporaryFolder folder;
  const auto file = folder.path() / "mirante.db";
  const Migrations old_rooms[] = {one_step};
  const Migrations new_rooms[] = {two_steps};
  const auto first = open_sqlite({.path = file, .running = Running::inline_})->migrate(old_rooms);
  {
    TestLoop loop;
    const auto engine = open_sqlite({.path = file, .running = Running::inline_});
    loop.run(
        engine->attach(loop)->write([](Tx& tx) { tx.exec("insert into toys (id) values (7)"); }));
  }

  const auto second = open_sqlite({.path = file, .running = Running::inline_})->migrate(new_rooms);
  const auto third = open_sqlite({.path = file, .running = Running::inline_})->migrate(new_rooms);

  EXPECT_EQ(first.backup, "");
  EXPECT_EQ(third.backup, "");
  ASSERT_THAT(second.backup, HasSubstr((folder.path() / "backups").string()));
  TestLoop loop;
  const auto backup = open_sqlite({.path = second.backup, .running = Running::inline_});
  EXPECT_THAT(backup->migrate(old_rooms).applied, IsEmpty());
  EXPECT_EQ(loop.run(backup->attach(loop)->read([](Snapshot& snapshot) {
    return snapshot.one("select id from toys")->integer(0);
  })),
            7);
}

TEST(MigrateSqlite, LeavesNothingOfAStepThatFailsInItsMiddle) {
  const mirante::testing::TemporaryFolder folder;
  const auto file = folder.path() / "mirante.db";
  const Migration broken[] = {{"toys", 1, "toys",
                               "create table toys (id bigint not null);"
                               "insert into nowhere (id) values (1)"}};
  const Migrations broken_rooms[] = {broken};
  const Migrations mended_rooms[] = {one_step};
  const auto engine = open_sqlite({.path = file, .running = Running::inline_});

  failure_to_migrate(*engine, broken_rooms);

  EXPECT_THAT(engine->migrate(mended_rooms).applied, ElementsAre("toys 1 toys"));
}

}  // namespace
}  // namespace mirante::sql
