#include "main/commands/table.h"

#include <gtest/gtest.h>

namespace mirante::commands {
namespace {

TEST(Table, AlignsColumnsByWhatATerminalShows) {
  Table table({"NAME", "STATE"});
  table.add({"São Paulo", "running"});
  table.add({"サーバ", "stopped"});
  table.add({"e\u0301", "pending"});

  EXPECT_EQ(table.text(),
            "NAME       STATE\n"
            "São Paulo  running\n"
            "サーバ     stopped\n"
            "e\u0301          pending\n");
}

TEST(Table, ShowsControlCharactersInsteadOfSendingThemToTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\nc\x7f"), "a\uFFFD[2Jb\uFFFDc\uFFFD");
  EXPECT_EQ(printable("a\u009Bb"), "a\uFFFDb");
  EXPECT_EQ(printable("user\u202Etxt.exe"), "user\uFFFDtxt.exe");
}

TEST(Table, ReplacesWhatIsNoUtf8ByteByByte) {
  EXPECT_EQ(printable("a\xFF\xC3"), "a\uFFFD\uFFFD");
  EXPECT_EQ(printable("\xC0\xAF"), "\uFFFD\uFFFD");            // Overlong.
  EXPECT_EQ(printable("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // A surrogate.
  EXPECT_EQ(printable("ção"), "ção");
}

TEST(Table, LeavesNoSpacesAtTheEndsOfLines) {
  Table table({"A", "B"});
  table.add({"x", ""});

  EXPECT_EQ(table.text(), "A  B\nx\n");
}

TEST(Sheet, PutsLinesOfAValueUnderEachOther) {
  EXPECT_EQ(sheet({{"Tags", "a = 1\nb = 2"}, {"Region", "sa-east-1"}}),
            "Tags    a = 1\n"
            "        b = 2\n"
            "Region  sa-east-1\n");
}

}  // namespace
}  // namespace mirante::commands
