#include "base/csv.h"

#include <gtest/gtest.h>

namespace mirante {
namespace {

constexpr std::string_view mark = "\xEF\xBB\xBF";

TEST(Csv, QuotesWhatWouldBeMisread) {
  CsvWriter csv;
  csv.row({"a", "b,c", "say \"x\"", "two\nlines", ""});
  EXPECT_EQ(csv.text(), std::string(mark) + "a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",\r\n");
}

TEST(Csv, LetsNoSpreadsheetRunACell) {
  CsvWriter csv(';');
  csv.row({"=HYPERLINK(1)", "+1", "-1", "@a", "\tx"});
  csv.row({"a;b", "c,d"});
  EXPECT_EQ(csv.text(), std::string(mark) + "'=HYPERLINK(1);'+1;'-1;'@a;'\tx\r\n\"a;b\";c,d\r\n");
}

}  // namespace
}  // namespace mirante
