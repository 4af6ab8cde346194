// Rows of one table that are stored by few statements, as each statement costs something of its
// own, and values that are looked for by few:
//
//   sql::ManyRows rows("toys (tenant_id, id, name)");
//   for (const auto& toy : toys) rows.add(tenant, toy.id, toy.name);
//   rows.insert(tx);
//
// It refers to the values, which outlive `insert`.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "platform/sql/sql.h"

namespace mirante::sql {

class ManyRows {
 public:
  /// The table and its columns, in the order of the values.
  explicit ManyRows(std::string_view table) : table_(table) {}

  template <class... A>
  void add(A&&... values) {
    static_assert(!(std::is_same_v<A, std::string> || ...), "this text would be gone by then");
    MIRANTE_CHECK(width_ == 0 || width_ == sizeof...(A));
    width_ = sizeof...(A);
    (args_.emplace_back(values), ...);
  }

  /// Failure(conflict), code "sql.duplicate", where one has a key that is there; some of the others
  /// may be stored then.
  void insert(Tx& tx) const {
    for (std::size_t first = 0; first < args_.size();) {
      auto rows = rows_max;
      // Few different texts, as the engine keeps each of them prepared.
      while (rows * width_ > args_.size() - first) rows /= 2;
      tx.execute(statement(rows), Args(args_).subspan(first, rows * width_));
      first += rows * width_;
    }
  }

 private:
  static constexpr std::size_t rows_max = 32;

  std::string statement(std::size_t rows) const {
    std::string row = "(?";
    for (std::size_t i = 1; i < width_; ++i) row += ", ?";
    row += ")";
    auto text = "insert into " + std::string(table_) + " values " + row;
    for (std::size_t i = 1; i < rows; ++i) text += ", " + row;
    return text;
  }

  std::string_view table_;
  std::size_t width_ = 0;
  std::vector<Arg> args_;
};

/// Calls `take` with some of the values at a time, for `Query::one_of`: so few that the statements
/// are not many different ones.
template <class Value, class Take>
void each_part(const std::vector<Value>& values, Take take) {
  constexpr std::size_t at_once = 32;
  for (std::size_t first = 0; first < values.size(); first += at_once)
    take(std::span(values).subspan(first, std::min(at_once, values.size() - first)));
}

}  // namespace mirante::sql
