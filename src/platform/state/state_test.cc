#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/testing/temporary_folder.h"
#include "platform/sql/engine.h"
#include "platform/sql/testing/test_loop.h"
#include "platform/sql/testing/test_mariadb.h"
#include "platform/state/rows_copy.h"
#include "platform/state/state_file.h"

namespace mirante::state {
namespace {

using ::testing::HasSubstr;
using Lines = std::vector<std::string>;

constexpr sql::Migration made_of[] = {
    {"toys", 1, "things",
     "create table things (id bigint not null primary key, name varchar(100) not null, raw "
     "longblob, token binary(16));"
     "create table arrivals (number bigint auto_number primary key, note varchar(10));"
     "insert into things (id, name) values (1, 'made by the migration')"},
    {"toys", 2, "colours", "alter table things add column colour varchar(20)"}};
const std::vector<sql::Migrations> old_rooms = {sql::Migrations(made_of, 1)};
const std::vector<sql::Migrations> rooms = {made_of};

/// A store of one of the two engines.
struct Store {
  sql::testing::TestLoop loop;
  std::unique_ptr<sql::Engine> engine;
  std::unique_ptr<sql::Database> db;

  Store(std::unique_ptr<sql::Engine> opened, std::span<const sql::Migrations> tables)
      : engine(std::move(opened)) {
    engine->migrate(tables);
    db = engine->attach(loop);
  }

  template <class Work>
  auto write(Work work) {
    return loop.run(db->write(std::move(work)));
  }
  Lines lines() {
    Lines lines;
    loop.run(db->read([&](sql::Snapshot& snapshot) {
      copy_rows_out(snapshot, rooms, {{"about", "toys"}},
                    [&](std::string_view line) { lines.emplace_back(line); });
    }));
    return lines;
  }
  std::int64_t take(const Lines& lines, std::span<const sql::Migrations> tables) {
    return write([&](sql::Tx& tx) {
      std::size_t at = 1;
      return copy_rows_in(tx, tables, [&](std::string& line) {
        if (at == lines.size()) return false;
        line = lines[at++];
        return true;
      });
    });
  }
  std::string refusal(const Lines& lines) {
    try {
      take(lines, rooms);
    } catch (const Failure& failure) {
      return failure.error().code + ": " + failure.error().message;
    }
    return "taken";
  }
};

std::unique_ptr<sql::Engine> in_memory() {
  return sql::open_sqlite({.path = ":memory:", .running = sql::Running::inline_});
}
std::unique_ptr<sql::Engine> on_mariadb() {
  return sql::open_mariadb(sql::testing::TestMariadb::shared().fresh_database());
}

void fill(Store& store) {
  const std::vector<std::uint8_t> raw{0, 255, 10, 13, 34, 92};
  const Id16 token{1, 2, 3};
  store.write([&](sql::Tx& tx) {
    tx.exec("insert into things (id, name, raw, token) values (?, ?, ?, ?)", -7,
            "São \"Paulo\"\n\\ 🏔", raw, token);
    tx.exec("insert into things (id, name) values (?, ?)", INT64_MIN, "");
    for (const auto* note : {"a", "b", "c"})
      tx.exec("insert into arrivals (note) values (?)", note);
    tx.exec("delete from arrivals where note = 'b'");
  });
}

TEST(RowsCopy, GoesFromEitherEngineToTheOtherAndBack) {
  Store first(in_memory(), rooms), second(on_mariadb(), rooms), third(in_memory(), rooms);
  fill(first);
  const auto lines = first.lines();

  EXPECT_EQ(second.take(lines, rooms), 5);
  EXPECT_EQ(third.take(second.lines(), rooms), 5);

  const auto sorted = [](Lines all) {
    std::ranges::sort(all);
    return all;
  };
  EXPECT_EQ(sorted(second.lines()), sorted(lines));
  EXPECT_EQ(sorted(third.lines()), sorted(lines));
  for (auto* store : {&second, &third})
    store->write([](sql::Tx& tx) {
      tx.exec("insert into arrivals (note) values (?)", "d");
      EXPECT_EQ(tx.one("select number from arrivals where note = 'd'")->integer(0), 4);
    });
}

TEST(RowsCopy, FitsTheTablesOfItsTimeWhichThenGrow) {
  Store old(in_memory(), old_rooms), present(in_memory(), old_rooms);
  fill(old);
  const auto lines = old.lines();

  const auto then = migrations_of_copy(rooms, Json::parse(lines.front()));
  ASSERT_EQ(then.size(), 1U);
  EXPECT_EQ(then.front().size(), 1U);
  present.take(lines, then);
  present.engine->migrate(rooms);

  EXPECT_EQ(present.write([](sql::Tx& tx) {
    return tx.one("select count(*) from things where colour is null")->integer(0);
  }),
            3);
}

TEST(RowsCopy, OfANewerProgramIsRefused) {
  Store present(in_memory(), rooms);
  const auto header = Json::parse(present.lines().front());
  EXPECT_EQ(header["about"], "toys");

  try {
    migrations_of_copy(old_rooms, header);
    FAIL() << "taken";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "sql.newer_schema");
  }
}

TEST(RowsCopy, ThatIsDamagedLeavesNothingAndNamesTheLine) {
  Store full(in_memory(), rooms), empty(in_memory(), rooms);
  fill(full);
  const auto lines = full.lines();
  const auto with = [&](std::size_t at, const std::string& line) {
    auto changed = lines;
    changed.at(at) = line;
    return changed;
  };

  EXPECT_THAT(empty.refusal({lines.begin(), lines.end() - 1}), HasSubstr("ends too early"));
  EXPECT_THAT(empty.refusal(with(2, "[1,")), HasSubstr("copy.damaged: line 3 of the copy"));
  EXPECT_THAT(empty.refusal(with(3, "[1,\"a\"]")),
              HasSubstr("line 4 of the copy: has 2 values, not 5"));
  EXPECT_THAT(empty.refusal(with(2, R"([1,"a",{"base64":"?"},null,null])")),
              HasSubstr("no known kind"));
  EXPECT_THAT(empty.refusal(with(1, R"({"table":"users"})")), HasSubstr("did not have"));
  EXPECT_THAT(empty.refusal(with(lines.size() - 1, R"({"rows":4})")), HasSubstr("other rows"));
  EXPECT_EQ(empty.write([](sql::Tx& tx) { return tx.one("select name from things")->text(0); }),
            "made by the migration");
}

class StateFile : public ::testing::Test {
 protected:
  mirante::testing::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "panel.state";

  void write(const Lines& lines) const {
    StateWriter writer(file);
    for (const auto& line : lines) writer.put(line);
    writer.finish();
  }
  std::string refusal() const {
    try {
      StateReader reader(file);
    } catch (const Failure& failure) {
      return failure.error().code;
    }
    return "";
  }
  std::string bytes() const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put_bytes(const std::string& text) const {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  }
};

TEST_F(StateFile, GivesItsLinesBackAsOftenAsAskedFor) {
  const Lines lines = {"{\"header\":1}", std::string(40'000, 'x'), "", "é"};
  write(lines);

  StateReader reader(file);

  EXPECT_EQ(reader.header(), lines.front());
  for (int i = 0; i < 2; ++i) {
    Lines read;
    const auto next = reader.lines();
    for (std::string line; next(line);) read.push_back(line);
    EXPECT_EQ(read, Lines(lines.begin() + 1, lines.end()));
  }
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(StateFile, IsOnlyThereWhenItIsWhole) {
  {
    StateWriter writer(file);
    writer.put("{}");
  }

  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_EQ(refusal(), "state.file");
}

TEST_F(StateFile, IsNeverWrittenOverAnother) {
  write({"{}"});

  try {
    StateWriter writer(file);
    FAIL() << "written over";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "state.exists");
  }
  EXPECT_EQ(refusal(), "");
}

TEST_F(StateFile, IsRefusedWhereverItWasCutOrChanged) {
  write({"{\"header\":1}", "[1,\"a\"]", "[2,\"b\"]"});
  const auto whole = bytes();

  for (std::size_t size = 0; size < whole.size(); ++size) {
    put_bytes(whole.substr(0, size));
    EXPECT_EQ(refusal(), "state.damaged") << "cut at " << size;
  }
  put_bytes("no backup at all\n");
  EXPECT_EQ(refusal(), "state.damaged");
  put_bytes("{\"header\":1}\n[1,\"b\"]\n{\"sha256\":\"00\"}\n");
  EXPECT_EQ(refusal(), "state.damaged");
}

}  // namespace
}  // namespace mirante::state
