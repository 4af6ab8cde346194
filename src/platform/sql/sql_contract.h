// What every relational store promises, whichever engine answers. Typed over a factory that opens
// an empty database:
//
//   struct SqliteFile { std::unique_ptr<Engine> open(std::vector<Migrations> rooms); };
//   INSTANTIATE_TYPED_TEST_SUITE_P(SqliteFile, SqlContract, SqliteFile);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/task_group.h"
#include "platform/sql/engine.h"
#include "platform/sql/testing/test_loop.h"

namespace mirante::sql {

inline constexpr Migration contract_migrations[] = {
    {"contract", 1, "things",
     "create table things (id bigint not null primary key, name varchar(100) not null,"
     "  note longtext, amount bigint, raw longblob, token binary(16));"
     "create unique index things_name on things (name);"
     "create table pairs (a varchar(50) not null, b bigint not null, value bigint not null,"
     "  primary key (a, b));"
     "create table arrivals (number bigint auto_number primary key, note varchar(10));"
     "create table tags (a varchar(50) not null, b bigint not null, primary key (a, b))"}};

template <class Factory>
class SqlContract : public ::testing::Test {
 protected:
  SqlContract() : engine(factory.open({contract_migrations})), db(engine->attach(loop)) {}

  template <class Work>
  auto write(Work work) {
    return loop.run(db->write(std::move(work)));
  }
  template <class Work>
  auto read(Work work) {
    return loop.run(db->read(std::move(work)));
  }
  void insert(std::int64_t id, std::string name) {
    write([&](Tx& tx) { tx.exec("insert into things (id, name) values (?, ?)", id, name); });
  }
  /// "1 ball, 2 kite"
  std::string things() {
    return read([](Snapshot& snapshot) {
      std::string text;
      for (const auto& row : snapshot.all("select id, name from things order by id"))
        text += (text.empty() ? "" : ", ") + std::to_string(row.integer(0)) + " " + row.text(1);
      return text;
    });
  }
  /// What `work` fails with; no code when it does not fail.
  template <class Work>
  Error failure_of(Work work) {
    try {
      write(std::move(work));
    } catch (const Failure& failure) {
      return failure.error();
    }
    return Error{.message = "no failure"};
  }

  Factory factory;
  testing::TestLoop loop;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Database> db;
};

TYPED_TEST_SUITE_P(SqlContract);

TYPED_TEST_P(SqlContract, GivesBackEveryKindOfValueExactly) {
  const std::vector<std::uint8_t> raw{0, 255, 0, 1};
  const Id16 token{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0};
  const std::string note = "ação ✓ 😀 '\"\\ \n" + std::string(100'000, 'x');

  this->write([&](Tx& tx) {
    tx.exec("insert into things (id, name, note, amount, raw, token) values (?, ?, ?, ?, ?, ?)",
            std::numeric_limits<std::int64_t>::max(), "", note,
            std::numeric_limits<std::int64_t>::min(), raw, token);
  });
  this->read([&](Snapshot& snapshot) {
    const auto row = snapshot.one("select id, name, note, amount, raw, token from things");

    ASSERT_TRUE(row.has_value());
    EXPECT_EQ(row->integer(0), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(row->text(1), "");
    EXPECT_EQ(row->text(2), note);
    EXPECT_EQ(row->integer(3), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(row->bytes(4), raw);
    EXPECT_EQ(row->id16(5), token);
  });
}

TYPED_TEST_P(SqlContract, TellsNullFromEmpty) {
  this->write([](Tx& tx) {
    tx.exec("insert into things (id, name, note, amount, raw) values (?, ?, ?, ?, ?)", 1, "none",
            nullptr, std::optional<int>(), std::optional<std::string>());
    tx.exec("insert into things (id, name, note, raw) values (?, ?, ?, ?)", 2, "empty", "",
            std::vector<std::uint8_t>());
  });
  this->read([](Snapshot& snapshot) {
    const auto rows = snapshot.all("select note, raw from things order by id");

    EXPECT_TRUE(rows[0].is_null(0));
    EXPECT_TRUE(rows[0].is_null(1));
    EXPECT_EQ(rows[0].maybe(0, &Row::text), std::nullopt);
    EXPECT_EQ(rows[1].text(0), "");
    EXPECT_EQ(rows[1].bytes(1), std::vector<std::uint8_t>());
  });
}

TYPED_TEST_P(SqlContract, RefusesToReadAColumnAsAnotherType) {
  this->insert(1, "ball");

  const auto error =
      this->failure_of([](Tx& tx) { tx.one("select name from things")->integer(0); });

  EXPECT_EQ(error.kind, ErrorKind::corrupt);
  EXPECT_THAT(error.message, ::testing::HasSubstr("column 0"));
}

TYPED_TEST_P(SqlContract, AddsUpToWholeNumbers) {
  this->write([](Tx& tx) {
    tx.exec("insert into pairs (a, b, value) values ('x', 1, ?)", 9'007'199'254'740'993);
    tx.exec("insert into pairs (a, b, value) values ('x', 2, ?)", 1);
  });
  this->read([](Snapshot& snapshot) {
    const auto row = snapshot.one(
        "select sum(value), count(*), max(b), coalesce(sum(value), 0) from pairs where a = ?", "x");

    EXPECT_EQ(row->integer(0), 9'007'199'254'740'994);
    EXPECT_EQ(row->integer(1), 2);
    EXPECT_EQ(row->integer(2), 2);
    EXPECT_EQ(row->integer(3), 9'007'199'254'740'994);
  });
}

TYPED_TEST_P(SqlContract, ComparesTextByteByByte) {
  this->insert(1, "ball");
  this->insert(2, "Ball");
  this->insert(3, "ball ");
  this->insert(4, "bàll");

  const auto found = this->read([](Snapshot& snapshot) {
    return std::tuple(snapshot.one("select id from things where name = ?", "ball ")->integer(0),
                      snapshot.one("select count(*) from things where name like 'b%'")->integer(0),
                      snapshot.one("select name from things order by name")->text(0));
  });

  EXPECT_EQ(found, std::tuple(3, 3, "Ball"));
}

TYPED_TEST_P(SqlContract, CountsMatchedRowsEvenWhenNothingChanged) {
  this->insert(1, "ball");

  const auto counts = this->write([](Tx& tx) {
    return std::tuple(tx.exec("update things set name = ? where id = ?", "ball", 1),
                      tx.exec("update things set name = ? where id = ?", "kite", 2),
                      tx.exec("delete from things where id = ?", 1));
  });

  EXPECT_EQ(counts, std::tuple(1, 0, 1));
}

TYPED_TEST_P(SqlContract, NamesADuplicate) {
  this->insert(1, "ball");

  const auto error =
      this->failure_of([](Tx& tx) { tx.exec("insert into things (id, name) values (2, 'ball')"); });

  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "sql.duplicate");
  EXPECT_THAT(error.message, ::testing::HasSubstr("insert into things"));
}

TYPED_TEST_P(SqlContract, KeepsTheTransactionAfterADuplicateThatWasCaught) {
  this->insert(1, "ball");

  this->write([](Tx& tx) {
    tx.exec("insert into things (id, name) values (2, 'kite')");
    EXPECT_THROW(tx.exec("insert into things (id, name) values (3, 'ball')"), Failure);
    tx.exec("insert into things (id, name) values (4, 'doll')");
  });

  EXPECT_EQ(this->things(), "1 ball, 2 kite, 4 doll");
}

TYPED_TEST_P(SqlContract, UpsertInsertsThenSetsTheOthers) {
  for (const int value : {10, 20})
    this->write([&](Tx& tx) {
      tx.put("pairs", {"a", "b"}, {"value"}, "x", 1, value);
      tx.put("pairs", {"a", "b"}, {"value"}, "y", 1, value + 1);
    });

  const auto sum = this->read([](Snapshot& snapshot) {
    return snapshot.one("select sum(value) * 100 + count(*) from pairs")->integer(0);
  });
  EXPECT_EQ(sum, (20 + 21) * 100 + 2);
}

TYPED_TEST_P(SqlContract, UpsertWithoutOthersLeavesTheRow) {
  for (int round = 0; round < 2; ++round)
    this->write([](Tx& tx) {
      tx.put("tags", {"a", "b"}, {}, "x", 1);
      tx.put("tags", {"a", "b"}, {}, "x", 2);
    });

  const auto rows = this->read(
      [](Snapshot& snapshot) { return snapshot.one("select count(*) from tags")->integer(0); });
  EXPECT_EQ(rows, 2);
}

TYPED_TEST_P(SqlContract, UpsertDoesNotTouchARowThatMeetsAnotherUniqueKey) {
  this->insert(1, "ball");

  const auto error =
      this->failure_of([](Tx& tx) { tx.put("things", {"id"}, {"name"}, 2, "ball"); });

  EXPECT_EQ(error.code, "sql.duplicate");
  EXPECT_EQ(this->things(), "1 ball");
}

TYPED_TEST_P(SqlContract, StoresNothingOfAClosureThatThrows) {
  EXPECT_THROW(this->write([](Tx& tx) {
    tx.exec("insert into things (id, name) values (1, 'ball')");
    throw Failure(ErrorKind::refused, "no balls");
  }),
               Failure);

  EXPECT_EQ(this->things(), "");
}

TYPED_TEST_P(SqlContract, UndoesOnlyTheWriterThatThrowsAmongMany) {
  const auto one_writer = [](Database& db, int id) -> Task<void> {
    try {
      co_await db.write([&](Tx& tx) {
        tx.exec("insert into things (id, name) values (?, ?)", id, std::to_string(id));
        if (id % 3 == 0) throw Failure(ErrorKind::refused, "divisible");
      });
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().kind, ErrorKind::refused);
      EXPECT_EQ(id % 3, 0);
    }
  };
  const auto all_writers = [&]() -> Task<void> {
    TaskGroup group(this->loop, nullptr);
    for (int id = 1; id <= 100; ++id) group.spawn(one_writer(*this->db, id));
    co_await group.join();
  };

  this->loop.run(all_writers());

  const auto stored = this->read(
      [](Snapshot& snapshot) { return snapshot.one("select count(*) from things")->integer(0); });
  EXPECT_EQ(stored, 67);
}

TYPED_TEST_P(SqlContract, CallsAfterCommitOnTheLoopOnlyForWhatWasCommitted) {
  std::string calls;

  this->write([&](Tx& tx) {
    tx.exec("insert into things (id, name) values (1, 'ball')");
    tx.after_commit([&] { calls += "committed "; });
  });
  EXPECT_THROW(this->write([&](Tx& tx) {
    tx.after_commit([&] { calls += "undone "; });
    throw Failure(ErrorKind::refused, "no");
  }),
               Failure);
  this->loop.run_posted();

  EXPECT_EQ(calls, "committed ");
}

TYPED_TEST_P(SqlContract, AnnouncesToEveryLoopOnlyWhatWasCommitted) {
  testing::TestLoop other_loop;
  const auto other = this->engine->attach(other_loop);
  int heard = 0;
  int heard_elsewhere = 0;
  this->db->on_announcement([&] { ++heard; });
  other->on_announcement([&] { ++heard_elsewhere; });

  this->write([](Tx& tx) { tx.exec("insert into things (id, name) values (1, 'ball')"); });
  EXPECT_THROW(this->write([](Tx& tx) {
    tx.announce();
    throw Failure(ErrorKind::refused, "no");
  }),
               Failure);
  this->loop.run_posted();
  EXPECT_EQ(heard, 0);
  this->write([](Tx& tx) {
    tx.exec("insert into things (id, name) values (2, 'kite')");
    tx.announce();
  });
  while (heard == 0) this->loop.turn();
  while (heard_elsewhere == 0) other_loop.turn();

  EXPECT_EQ(heard, 1);
  EXPECT_EQ(heard_elsewhere, 1);
}

TYPED_TEST_P(SqlContract, CountsUpInAutoNumberColumns) {
  for (int i = 0; i < 3; ++i)
    this->write([](Tx& tx) { tx.exec("insert into arrivals (note) values ('x')"); });
  this->write([](Tx& tx) { tx.exec("delete from arrivals where note = 'x'"); });
  this->write([](Tx& tx) { tx.exec("insert into arrivals (note) values ('y')"); });

  const auto number = this->read(
      [](Snapshot& snapshot) { return snapshot.one("select number from arrivals")->integer(0); });
  EXPECT_EQ(number, 4);
}

TYPED_TEST_P(SqlContract, StopsReadingWhenTheReaderHasEnough) {
  for (int id = 1; id <= 5; ++id) this->insert(id, std::to_string(id));

  const auto seen = this->read([](Snapshot& snapshot) {
    std::int64_t sum = 0;
    snapshot.each("select id from things order by id", {}, [&](const Row& row) {
      sum += row.integer(0);
      return row.integer(0) < 3;
    });
    return sum;
  });

  EXPECT_EQ(seen, 6);
}

TYPED_TEST_P(SqlContract, RunsTheSameStatementInsideItsOwnLoop) {
  for (int id = 1; id <= 3; ++id) this->insert(id, std::to_string(id));

  const auto pairs = this->read([](Snapshot& snapshot) {
    int count = 0;
    for (int round = 0; round < 2; ++round)
      snapshot.each("select id from things", {}, [&](const Row&) {
        snapshot.each("select id from things", {}, [&](const Row&) { return ++count > 0; });
        return true;
      });
    return count;
  });

  EXPECT_EQ(pairs, 18);
}

TYPED_TEST_P(SqlContract, TakesLimitAsAnArgument) {
  for (int id = 1; id <= 5; ++id) this->insert(id, std::to_string(id));

  const auto rows = this->read([](Snapshot& snapshot) {
    return snapshot.all("select id from things order by id limit ? offset ?", 2, 1);
  });

  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].integer(0), 2);
}

TYPED_TEST_P(SqlContract, NamesTheStatementThatIsWrong) {
  const auto error = this->failure_of([](Tx& tx) { tx.exec("insert into nowhere values (1)"); });
  const auto miscounted =
      this->failure_of([](Tx& tx) { tx.exec("delete from things where id = ?"); });
  const auto writing_read = this->failure_of([](Tx& tx) { tx.one("delete from things"); });
  const auto reading_write = this->failure_of([](Tx& tx) { tx.exec("select 1"); });

  EXPECT_EQ(error.kind, ErrorKind::internal);
  EXPECT_THAT(error.message, ::testing::HasSubstr("insert into nowhere"));
  EXPECT_THAT(miscounted.message, ::testing::HasSubstr("takes 1 arguments, 0 were given"));
  EXPECT_EQ(writing_read.code, "sql.wrong_statement");
  EXPECT_EQ(reading_write.code, "sql.wrong_statement");
}

TYPED_TEST_P(SqlContract, TreatsDoubleQuotesAsNames) {
  this->insert(1, "ball");

  const auto error =
      this->failure_of([](Tx& tx) { tx.one("select id from things where name = \"ball\""); });

  EXPECT_EQ(error.code, "sql.wrong_statement");
}

TYPED_TEST_P(SqlContract, ReadsForUpdateWhatItIsAboutToWrite) {
  this->insert(1, "ball");

  this->write([](Tx& tx) {
    const auto row = tx.one_for_update("select name from things where id = ?", 1);
    tx.exec("update things set name = ? where id = ?", row->text(0) + "s", 1);
  });

  EXPECT_EQ(this->things(), "1 balls");
}

TYPED_TEST_P(SqlContract, KeepsEveryOneOfManyIncrements) {
  this->write([](Tx& tx) { tx.put("pairs", {"a", "b"}, {"value"}, "count", 1, 0); });
  const auto increment = [](Database& db) -> Task<void> {
    co_await db.write([](Tx& tx) {
      const auto row = tx.one_for_update("select value from pairs where a = 'count' and b = 1");
      tx.exec("update pairs set value = ? where a = 'count' and b = 1", row->integer(0) + 1);
    });
  };
  const auto all = [&]() -> Task<void> {
    TaskGroup group(this->loop, nullptr);
    for (int i = 0; i < 50; ++i) group.spawn(increment(*this->db));
    co_await group.join();
  };

  this->loop.run(all());

  const auto value = this->read(
      [](Snapshot& snapshot) { return snapshot.one("select value from pairs")->integer(0); });
  EXPECT_EQ(value, 50);
}

TYPED_TEST_P(SqlContract, ReadsOneMoment) {
  this->insert(1, "ball");

  const auto counts = this->read([](Snapshot& snapshot) {
    const auto count = [&] { return snapshot.one("select count(*) from things")->integer(0); };
    const auto first = count();
    return std::pair(first, count());
  });

  EXPECT_EQ(counts, std::pair(std::int64_t{1}, std::int64_t{1}));
}

TYPED_TEST_P(SqlContract, TellsTheEnginesTime) {
  const auto [first, second] = this->write([](Tx& tx) { return std::pair(tx.now(), tx.now()); });

  EXPECT_GE(first, or_throw(parse_iso8601("2026-01-01T00:00:00Z")));
  EXPECT_GE(second, first);
}

TYPED_TEST_P(SqlContract, CancelledCallersStillGetTheirAnswer) {
  const auto cancelled = [](Database& db) -> Task<std::int64_t> {
    CancelScope scope;
    scope.cancel({.kind = ErrorKind::cancelled, .message = "changed my mind"});
    co_return co_await db
        .write([](Tx& tx) { return tx.exec("insert into things (id, name) values (1, 'ball')"); })
        .under(scope);
  };

  EXPECT_EQ(this->loop.run(cancelled(*this->db)), 1);
  EXPECT_EQ(this->things(), "1 ball");
}

TYPED_TEST_P(SqlContract, FindsNothingWrongWithAHealthyStore) {
  this->insert(1, "ball");

  EXPECT_THAT(this->engine->check(), ::testing::IsEmpty());
}

REGISTER_TYPED_TEST_SUITE_P(
    SqlContract, GivesBackEveryKindOfValueExactly, TellsNullFromEmpty,
    RefusesToReadAColumnAsAnotherType, AddsUpToWholeNumbers, ComparesTextByteByByte,
    CountsMatchedRowsEvenWhenNothingChanged, NamesADuplicate,
    KeepsTheTransactionAfterADuplicateThatWasCaught, UpsertInsertsThenSetsTheOthers,
    UpsertWithoutOthersLeavesTheRow, UpsertDoesNotTouchARowThatMeetsAnotherUniqueKey,
    StoresNothingOfAClosureThatThrows, UndoesOnlyTheWriterThatThrowsAmongMany,
    CallsAfterCommitOnTheLoopOnlyForWhatWasCommitted, AnnouncesToEveryLoopOnlyWhatWasCommitted,
    CountsUpInAutoNumberColumns, StopsReadingWhenTheReaderHasEnough,
    RunsTheSameStatementInsideItsOwnLoop, TakesLimitAsAnArgument, NamesTheStatementThatIsWrong,
    TreatsDoubleQuotesAsNames, ReadsForUpdateWhatItIsAboutToWrite, KeepsEveryOneOfManyIncrements,
    ReadsOneMoment, TellsTheEnginesTime, CancelledCallersStillGetTheirAnswer,
    FindsNothingWrongWithAHealthyStore);

}  // namespace mirante::sql
