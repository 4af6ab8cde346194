// A statement that grows together with its arguments, for lists that are filtered in many ways:
//
//   sql::Query query("select id from toys t where t.tenant_id = ?", tenant);
//   query.one_of("t.colour", filter.colours);
//   if (filter.since) query.add(" and t.made_at >= ?", *filter.since);
//   snapshot.each(query.statement(), query.args(), take);
//
// What stands in the statement is ours, never a caller's: values go into arguments. Those refer to
// the values, which outlive the query.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sql/sql.h"

namespace mirante::sql {

class Query {
 public:
  template <class... A>
  explicit Query(std::string_view text, const A&... values) {
    add(text, values...);
  }
  // A copy's arguments would refer to the texts of the other.
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// As many `?` as values.
  template <class... A>
  void add(std::string_view text, const A&... values) {
    statement_ += text;
    (args_.emplace_back(values), ...);
  }

  /// " and COLUMN in (…)"; nothing where there are no values, which limit nothing.
  template <class Values>
  void one_of(std::string_view column, const Values& values) {
    if (values.empty()) return;
    statement_ += " and ";
    add_one_of(column, values);
  }
  /// The same without " and ", of at least one value.
  template <class Values>
  void add_one_of(std::string_view column, const Values& values) {
    statement_ += std::string(column) + " in (";
    for (auto value = values.begin(); value != values.end(); ++value) {
      statement_ += value == values.begin() ? "?" : ", ?";
      args_.emplace_back(*value);
    }
    statement_ += ")";
  }

  /// "COLUMN like …"; '!' takes what follows it literally (like_text).
  void add_like(std::string_view column, std::string pattern) {
    texts_.push_back(std::move(pattern));
    add(std::string(column) + " like ? escape '!'", texts_.back());
  }

  const std::string& statement() const { return statement_; }
  Args args() const { return args_; }

 private:
  std::string statement_;
  std::vector<Arg> args_;
  std::deque<std::string> texts_;  // Arguments point into it; it never moves what it holds.
};

/// What the pattern of `add_like` must hold to mean exactly this text.
inline std::string like_text(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '!' || c == '%' || c == '_') pattern += '!';
    pattern += c;
  }
  return pattern;
}

}  // namespace mirante::sql
