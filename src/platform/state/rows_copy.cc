#include "platform/state/rows_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "platform/crypto/hash.h"

namespace mirante::state {

using sql::Arg, sql::Migrations, sql::PendingMigration, sql::RecordedMigration, sql::Row;
using sql::Snapshot, sql::Tx;

namespace {

[[noreturn]] void damaged(std::string message) {
  throw Failure(
      Error{.kind = ErrorKind::corrupt, .message = std::move(message), .code = "copy.damaged"});
}

/// "tenants" of "create table tenants (…"; empty for other statements.
std::string_view table_made_by(std::string_view statement) {
  constexpr std::string_view begin = "create table ";
  if (!statement.starts_with(begin)) return {};
  statement.remove_prefix(begin.size());
  return statement.substr(0, statement.find_first_of(" ("));
}

std::vector<std::string> tables_of(std::span<const Migrations> rooms) {
  std::vector<std::string> tables;
  for (const auto& migrations : rooms)
    for (const auto& migration : migrations)
      for (const auto& statement : or_throw(sql::split_statements(migration.sql)))
        if (const auto table = table_made_by(statement); !table.empty()) tables.emplace_back(table);
  return tables;
}

Json cell_json(const Row& row, std::size_t column) {
  struct Shown {
    Json operator()(std::nullptr_t) const { return nullptr; }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(const std::string& text) const { return text; }
    Json operator()(const std::vector<std::uint8_t>& bytes) const {
      return {{"base64", crypto::to_base64(bytes)}};
    }
  };
  return std::visit(Shown{}, row.cell(column));
}

Row::Cell read_cell(const Json& json) {
  if (json.is_null()) return nullptr;
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_object() && json.size() == 1 && json.contains("base64") &&
      json["base64"].is_string()) {
    auto bytes = crypto::from_base64(json["base64"].get_ref<const std::string&>());
    if (bytes) return *std::move(bytes);
  }
  damaged("holds a value of no known kind");
}

Arg to_arg(const Row::Cell& cell) {
  return std::visit([](const auto& value) { return Arg(value); }, cell);
}

/// Where the rows of one table go.
class Table {
 public:
  Table(Tx& tx, std::string name) : tx_(tx), name_(std::move(name)) {
    tx_.exec("delete from " + name_);
  }

  void add(const Json& row) {
    if (statement_.empty()) begin(row.size());
    if (row.size() != width_) damaged(fmt::format("has {} values, not {}", row.size(), width_));
    cells_.clear();
    for (const auto& cell : row) cells_.push_back(read_cell(cell));
    std::vector<Arg> args;
    args.reserve(cells_.size());
    for (const auto& cell : cells_) args.push_back(to_arg(cell));
    tx_.execute(statement_, args);
  }

 private:
  void begin(std::size_t width) {
    width_ = width;
    statement_ = "insert into " + name_ + " values (";
    for (std::size_t i = 0; i < width; ++i) statement_ += i == 0 ? "?" : ", ?";
    statement_ += ")";
  }

  Tx& tx_;
  std::string name_;
  std::string statement_;
  std::size_t width_ = 0;
  std::vector<Row::Cell> cells_;
};

std::vector<RecordedMigration> recorded_in(const Json& header) {
  std::vector<RecordedMigration> recorded;
  try {
    for (const auto& one : header.at("migrations")) {
      recorded.push_back({.room = one.at("room").get<std::string>(),
                          .number = one.at("number").get<int>(),
                          .name = one.at("name").get<std::string>(),
                          .checksum = one.at("checksum").get<std::string>(),
                          .is_done = true});
    }
  } catch (const nlohmann::json::exception&) {
    damaged("the copy does not begin with the migrations of its store");
  }
  return recorded;
}

}  // namespace

std::int64_t copy_rows_out(Snapshot& snapshot, std::span<const Migrations> rooms, const Json& about,
                           const PutLine& put) {
  auto header = about;
  auto& migrations = header["migrations"] = Json::array();
  for (const auto& row : snapshot.all("select room, number, name, checksum from schema_migrations "
                                      "where is_done = 1 order by room, number"))
    migrations.push_back({{"room", row.text(0)},
                          {"number", row.integer(1)},
                          {"name", row.text(2)},
                          {"checksum", row.text(3)}});
  const auto present = migrations_of_copy(rooms, header);
  put(header.dump());
  std::int64_t count = 0;
  for (const auto& table : tables_of(present)) {
    put(Json{{"table", table}}.dump());
    snapshot.each("select * from " + table, {}, [&](const Row& row) {
      auto line = Json::array();
      for (std::size_t column = 0; column < row.size(); ++column)
        line.push_back(cell_json(row, column));
      put(line.dump());
      ++count;
      return true;
    });
  }
  put(Json{{"rows", count}}.dump());
  return count;
}

std::vector<Migrations> migrations_of_copy(std::span<const Migrations> rooms, const Json& header) {
  const auto recorded = recorded_in(header);
  const auto pending = or_throw(sql::plan_migrations(rooms, recorded));
  std::vector<Migrations> present;
  for (const auto& migrations : rooms) {
    const auto missing =
        static_cast<std::size_t>(std::ranges::count_if(pending, [&](const PendingMigration& step) {
          return !migrations.empty() && step.migration.room == migrations.front().room;
        }));
    present.push_back(migrations.first(migrations.size() - missing));
  }
  return present;
}

void remove_rows(Tx& tx, std::span<const Migrations> rooms) {
  for (const auto& table : tables_of(rooms)) tx.exec("delete from " + table);
}

std::int64_t copy_rows_in(Tx& tx, std::span<const Migrations> rooms, const NextLine& next) {
  const auto tables = tables_of(rooms);
  std::optional<Table> table;
  std::int64_t count = 0, number = 1;
  for (std::string line; next(line);) {
    ++number;
    const auto json = Json::parse(line, nullptr, false);
    try {
      if (json.is_array() && table) {
        table->add(json);
        ++count;
      } else if (json.is_object() && json.contains("table") && json["table"].is_string()) {
        const auto name = json["table"].get<std::string>();
        if (std::ranges::find(tables, name) == tables.end())
          damaged("names a table that its store did not have");
        table.emplace(tx, name);
      } else if (json.is_object() && json.contains("rows")) {
        if (json["rows"] != count) damaged("counts other rows than there were");
        return count;
      } else {
        damaged("is neither a row nor a table");
      }
    } catch (const Failure& failure) {
      auto error = failure.error();
      error.message = fmt::format("line {} of the copy: {}", number, error.message);
      throw Failure(std::move(error));
    }
  }
  damaged("the copy ends too early");
}

}  // namespace mirante::state
