#include "base/csv.h"

namespace mirante {

CsvWriter::CsvWriter(char separator) : text_("\xEF\xBB\xBF"), separator_(separator) {}

void CsvWriter::cell(std::string_view text) {
  if (is_begun_) text_ += separator_;
  is_begun_ = true;
  const bool is_formula =
      !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  const bool is_quoted = text.find_first_of("\"\r\n") != std::string_view::npos ||
                         text.find(separator_) != std::string_view::npos;
  if (is_quoted) text_ += '"';
  if (is_formula) text_ += '\'';
  for (const char c : text) {
    if (c == '"') text_ += '"';
    text_ += c;
  }
  if (is_quoted) text_ += '"';
}

void CsvWriter::end_row() {
  text_ += "\r\n";
  is_begun_ = false;
}

void CsvWriter::row(std::initializer_list<std::string_view> cells) {
  for (const auto text : cells) cell(text);
  end_row();
}

}  // namespace mirante
