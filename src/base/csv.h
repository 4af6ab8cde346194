// Tables as CSV (RFC 4180) for spreadsheets, which need a mark that the text is UTF-8 and run what
// looks like a formula: names and tags come from outside.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace mirante {

/// Of the names of columns; what stands below them is the same. `none`: as programs know them.
enum class CsvLanguage : std::uint8_t { none, portuguese };

/// What spreadsheets of a language want.
struct CsvForm {
  char separator = ',';
  CsvLanguage language = CsvLanguage::none;
};

class CsvWriter {
 public:
  explicit CsvWriter(char separator = ',');

  /// Quoted where need be. What begins like a formula gets an apostrophe in front, which
  /// spreadsheets take for "this is text".
  void cell(std::string_view text);
  void end_row();
  void row(std::initializer_list<std::string_view> cells);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  char separator_;
  bool is_begun_ = false;
};

}  // namespace mirante
