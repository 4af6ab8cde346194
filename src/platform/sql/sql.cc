#include "platform/sql/sql.h"

#include <fmt/format.h>

namespace mirante::sql {
namespace {

std::string_view name_of(const Row::Cell& cell) {
  switch (cell.index()) {
    case 0: return "NULL";
    case 1: return "a number";
    case 2: return "text";
    default: return "bytes";
  }
}

[[noreturn]] void wrong_type(std::size_t column, std::string_view wanted, std::string_view is) {
  throw Failure(Error{.kind = ErrorKind::corrupt,
                      .message = fmt::format("column {} of a stored row is {} where {} is expected",
                                             column, is, wanted),
                      .code = "sql.column_type"});
}

template <class T>
const T& cell_as(const std::vector<Row::Cell>& cells, std::size_t column, std::string_view wanted) {
  if (column >= cells.size()) wrong_type(column, wanted, "missing");
  if (const T* value = std::get_if<T>(&cells[column])) return *value;
  wrong_type(column, wanted, name_of(cells[column]));
}

}  // namespace

Row::Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}
Row::Row(const Row&) = default;
Row::Row(Row&&) noexcept = default;
Row& Row::operator=(const Row&) = default;
Row& Row::operator=(Row&&) noexcept = default;
Row::~Row() = default;

bool Row::is_null(std::size_t column) const {
  if (column >= cells_.size()) wrong_type(column, "a value", "missing");
  return std::holds_alternative<std::nullptr_t>(cells_[column]);
}

std::int64_t Row::integer(std::size_t column) const {
  return cell_as<std::int64_t>(cells_, column, "a number");
}

const std::string& Row::text(std::size_t column) const {
  return cell_as<std::string>(cells_, column, "text");
}

const std::vector<std::uint8_t>& Row::bytes(std::size_t column) const {
  return cell_as<std::vector<std::uint8_t>>(cells_, column, "bytes");
}

Id16 Row::id16(std::size_t column) const {
  const auto& stored = bytes(column);
  Id16 id{};
  if (stored.size() != id.size()) wrong_type(column, "an id of 16 bytes", "of another length");
  std::copy(stored.begin(), stored.end(), id.begin());
  return id;
}

}  // namespace mirante::sql
