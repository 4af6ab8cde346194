// Reads tables as CSV (RFC 4180) that people made with spreadsheets or typed: the first row names
// the columns and tells the separator, a mark of UTF-8 in front is skipped, empty lines are no
// rows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mirante {

struct CsvRow {
  int line = 0;  // Where it begins, from 1.
  std::vector<std::string> cells;

  friend bool operator==(const CsvRow&, const CsvRow&) = default;
};

/// All rows, the one with the names first; cells without the space around them, unless it is
/// quoted. The separator is the first of comma, semicolon and tab that stands in the first row.
/// Error(invalid) names the line: a quote that is not closed, or more than `rows_max` rows.
Result<std::vector<CsvRow>> read_csv(std::string_view text, std::size_t rows_max);

}  // namespace mirante
