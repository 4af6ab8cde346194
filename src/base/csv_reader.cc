#include "base/csv_reader.h"

namespace mirante {
namespace {

constexpr std::string_view mark = "\xEF\xBB\xBF";

/// The first in the first row, beside what is quoted.
char separator_of(std::string_view text) {
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (c == ',' || c == ';' || c == '\t') return c;
    if (c == '\r' || c == '\n') break;
  }
  return ',';
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

/// Takes the text apart from its front to its end.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text), separator_(separator_of(text)) {}

  bool is_at_end() const { return rest_.empty(); }

  Result<CsvRow> row() {
    CsvRow row{.line = line_};
    while (true) {
      auto cell = is_quoted() ? quoted() : Result<std::string>(plain());
      if (!cell) return std::unexpected(cell.error());
      row.cells.push_back(*std::move(cell));
      if (rest_.empty() || rest_.front() != separator_) break;
      rest_.remove_prefix(1);
    }
    end_line();
    return row;
  }

 private:
  bool is_quoted() {
    const auto begin = rest_.find_first_not_of(' ');
    if (begin == std::string_view::npos || rest_[begin] != '"') return false;
    rest_.remove_prefix(begin + 1);
    return true;
  }

  std::string plain() {
    const char ends[] = {separator_, '\r', '\n', '\0'};
    const auto cell = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(cell.size());
    return trimmed(cell);
  }

  /// Behind the first quote. What stands between the last one and the separator is dropped only
  /// where it is space.
  Result<std::string> quoted() {
    const auto begun = line_;
    std::string text;
    while (true) {
      if (rest_.empty())
        return fail(ErrorKind::invalid,
                    "line " + std::to_string(begun) + ": a quote (\") is not closed");
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') {
        if (!rest_.starts_with('"')) break;
        rest_.remove_prefix(1);
      } else if (c == '\n') {
        ++line_;
      }
      text += c;
    }
    return text + plain();
  }

  void end_line() {
    if (rest_.starts_with('\r')) rest_.remove_prefix(1);
    if (rest_.starts_with('\n')) rest_.remove_prefix(1);
    ++line_;
  }

  std::string_view rest_;
  char separator_;
  int line_ = 1;
};

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text, std::size_t rows_max) {
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  Reader reader(text);
  std::vector<CsvRow> rows;
  while (!reader.is_at_end()) {
    auto row = reader.row();
    if (!row) return std::unexpected(row.error());
    if (row->cells.size() == 1 && row->cells.front().empty()) continue;
    if (rows.size() > rows_max)
      return fail(ErrorKind::invalid, "line " + std::to_string(row->line) + ": there may be " +
                                          std::to_string(rows_max) +
                                          " rows below the names of the columns; divide the table");
    rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace mirante
