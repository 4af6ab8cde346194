// How rows of MariaDB's binary protocol become ours.
#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "platform/sql/mariadb_session.h"

namespace mirante::sql {
namespace {

constexpr unsigned binary_charset = 63;
constexpr std::size_t first_guess = 256;  // Longer values are fetched a second time, in full.

enum class Sort : std::uint8_t { integer, decimal, text, bytes };

struct Column {
  Sort sort = Sort::text;
  std::int64_t number = 0;
  std::vector<char> buffer;
  unsigned long length = 0;
  my_bool is_null = 0;
  my_bool is_cut = 0;
  bool is_unsigned = false;
};

Sort sort_of(const MYSQL_FIELD& field) {
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG: return Sort::integer;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: return Sort::decimal;  // Sums of integers are decimals.
    case MYSQL_TYPE_NULL:
    case MYSQL_TYPE_VARCHAR:
    case MYSQL_TYPE_VAR_STRING:
    case MYSQL_TYPE_STRING:
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_BLOB:
      return field.charsetnr == binary_charset && field.type != MYSQL_TYPE_NULL ? Sort::bytes
                                                                                : Sort::text;
    default:
      throw Failure(
          ErrorKind::internal,
          fmt::format("column \"{}\" has a type that the store does not use", field.name));
  }
}

std::int64_t whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole =
      error == std::errc{} &&
      std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end))
              .find_first_not_of(".0") == std::string_view::npos;
  if (!is_whole)
    throw Failure(ErrorKind::internal,
                  fmt::format("{} is no whole number; the store holds no others", text));
  return number;
}

class Columns {
 public:
  explicit Columns(MYSQL_STMT* statement) : statement_(statement) {
    const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> metadata(
        mysql_stmt_result_metadata(statement), mysql_free_result);
    const auto count = mysql_stmt_field_count(statement);
    columns_.resize(count);
    binds_.resize(count);
    for (unsigned i = 0; i < count; ++i) bind(i, *mysql_fetch_field_direct(metadata.get(), i));
    mysql_stmt_bind_result(statement, binds_.data());
  }

  Row row() {
    std::vector<Row::Cell> cells;
    cells.reserve(columns_.size());
    for (unsigned i = 0; i < columns_.size(); ++i) cells.push_back(cell(i));
    return Row(std::move(cells));
  }

 private:
  void bind(unsigned index, const MYSQL_FIELD& field) {
    auto& column = columns_[index];
    auto& bind = binds_[index];
    column.sort = sort_of(field);
    column.is_unsigned = (field.flags & UNSIGNED_FLAG) != 0;
    bind.is_null = &column.is_null;
    bind.error = &column.is_cut;
    bind.length = &column.length;
    if (column.sort == Sort::integer) {
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = &column.number;
      bind.is_unsigned = column.is_unsigned ? 1 : 0;
      return;
    }
    column.buffer.resize(first_guess);
    bind.buffer_type = column.sort == Sort::bytes ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
    bind.buffer = column.buffer.data();
    bind.buffer_length = column.buffer.size();
  }

  std::string_view whole_text(unsigned index) {
    auto& column = columns_[index];
    if (column.length > column.buffer.size()) {
      column.buffer.resize(column.length);
      auto& bind = binds_[index];
      bind.buffer = column.buffer.data();
      bind.buffer_length = column.buffer.size();
      mysql_stmt_fetch_column(statement_, &bind, index, 0);
      mysql_stmt_bind_result(statement_, binds_.data());  // The next rows use the longer buffer.
    }
    return {column.buffer.data(), column.length};
  }

  Row::Cell cell(unsigned index) {
    const auto& column = columns_[index];
    if (column.is_null != 0) return nullptr;
    switch (column.sort) {
      case Sort::integer:
        if (column.is_unsigned && column.number < 0)
          throw Failure(ErrorKind::internal, "a number over 2^63 is stored");
        return column.number;
      case Sort::decimal: return whole_number(whole_text(index));
      case Sort::text: return std::string(whole_text(index));
      case Sort::bytes: {
        const auto bytes = whole_text(index);
        return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
      }
    }
    return nullptr;
  }

  MYSQL_STMT* statement_;
  std::vector<Column> columns_;
  std::vector<MYSQL_BIND> binds_;
};

}  // namespace

void MariadbSession::fetch_rows(MYSQL_STMT* statement,
                                const std::function<bool(const Row&)>& take) {
  Columns columns(statement);
  for (;;) {
    const int code = mysql_stmt_fetch(statement);
    if (code == MYSQL_NO_DATA) return;
    if (code == 1) throw_error(mysql_stmt_errno(statement), mysql_stmt_error(statement), "fetch");
    if (!take(columns.row())) return;
  }
}

}  // namespace mirante::sql
