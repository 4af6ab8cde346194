// Tables that people paste: what is read is read the same once it was written down again, and the
// rest is refused as invalid.
//
// Links: mirante_base
// Covers: src/base/csv_reader.cc
#include <string>
#include <string_view>

#include "base/csv_reader.h"

namespace {

using Rows = std::vector<mirante::CsvRow>;

std::string written(const Rows& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      text += i == 0 ? "\"" : ",\"";
      for (const char c : row.cells[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto rows = mirante::read_csv(text, 50);
  if (!rows) {
    MIRANTE_CHECK(rows.error().kind == mirante::ErrorKind::invalid);
    return 0;
  }
  const auto again = mirante::read_csv(written(*rows), 50);
  MIRANTE_CHECK(again.has_value() && again->size() == rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i)
    MIRANTE_CHECK((*again)[i].cells == (*rows)[i].cells);
  return 0;
}
