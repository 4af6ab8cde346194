// Tables for people: columns as wide as their widest cell, counted in what a terminal shows rather
// than in bytes. What comes from AWS (names, tags, messages) may hold anything, so control
// characters, which could move the cursor or change a terminal's title, are made visible first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mirante::commands {

/// How many columns of a terminal the text takes: 0 for marks that stand on the letter before, 2
/// for wide letters. What is no UTF-8 counts one for each byte.
std::size_t display_width(std::string_view text);

/// The same text with control characters and broken UTF-8 replaced by U+FFFD.
std::string printable(std::string_view text);

class Table {
 public:
  explicit Table(std::vector<std::string> titles) : titles_(std::move(titles)) {}

  /// As many cells as there are titles.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  /// Titles and rows, two spaces between columns, no spaces at the ends of lines.
  std::string text() const;

 private:
  std::vector<std::string> titles_;
  std::vector<std::vector<std::string>> rows_;
};

/// Names and values, one a line, values in one column: how a single thing is shown. Lines of a
/// value that has several stand under each other. A pair with an empty name goes on with the value
/// above it.
std::string sheet(const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace mirante::commands
