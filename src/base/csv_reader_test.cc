#include "base/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<CsvRow> rows(std::string_view text) { return or_throw(read_csv(text, 10)); }

std::string refusal(std::string_view text) {
  const auto read = read_csv(text, 2);
  return read ? "" : read.error().message;
}

TEST(CsvReader, TakesTheSeparatorFromTheFirstRow) {
  EXPECT_THAT(rows("a,b\n1;x,2\n"), ElementsAre(CsvRow{1, {"a", "b"}}, CsvRow{2, {"1;x", "2"}}));
  EXPECT_THAT(rows("a;b\n1,x;2\n"), ElementsAre(CsvRow{1, {"a", "b"}}, CsvRow{2, {"1,x", "2"}}));
  EXPECT_THAT(rows("a\tb\n1,x\t2"), ElementsAre(CsvRow{1, {"a", "b"}}, CsvRow{2, {"1,x", "2"}}));
}

TEST(CsvReader, TakesNoSeparatorFromAName) {
  EXPECT_THAT(rows("\"a;b\",c\n1,2\n"),
              ElementsAre(CsvRow{1, {"a;b", "c"}}, CsvRow{2, {"1", "2"}}));
}

TEST(CsvReader, SkipsTheMarkOfUtf8EmptyLinesAndSpaceAroundCells) {
  EXPECT_THAT(rows("\xEF\xBB\xBFname , b\r\n\r\n  Padaria São João ,\r\n"),
              ElementsAre(CsvRow{1, {"name", "b"}}, CsvRow{3, {"Padaria São João", ""}}));
}

TEST(CsvReader, KeepsWhatIsQuoted) {
  EXPECT_THAT(rows("a,b\n\"x, \"\"y\"\"\n z\", \" w \"\nlast,1"),
              ElementsAre(CsvRow{1, {"a", "b"}}, CsvRow{2, {"x, \"y\"\n z", " w "}},
                          CsvRow{4, {"last", "1"}}));
}

TEST(CsvReader, ReadsNothingFromNothing) {
  EXPECT_THAT(rows(""), ElementsAre());
  EXPECT_THAT(rows("\n\n"), ElementsAre());
}

TEST(CsvReader, NamesTheLineThatIsWrong) {
  EXPECT_EQ(refusal("a\nb\n\"c\nd\n"), "line 3: a quote (\") is not closed");
  EXPECT_THAT(refusal("a\n1\n2\n3\n"), HasSubstr("line 4: there may be 2 rows"));
  EXPECT_EQ(refusal("a\n1\n2\n"), "");
}

}  // namespace
}  // namespace mirante
