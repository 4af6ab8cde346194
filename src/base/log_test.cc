// Log lines: one event, one line, whatever the facts hold.
#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::log {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

template <class Work>
std::string lines_of(Work work) {
  ::testing::internal::CaptureStderr();
  work();
  return ::testing::internal::GetCapturedStderr();
}

TEST(LogLines, HaveATimeALevelAnEventAndFacts) {
  EXPECT_THAT(lines_of([] { info("toy.on", kv("id", 7), kv("name", "a")); }),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z info toy\\.on id=7 name=a\n"));
}

TEST(LogLines, QuoteWhatCouldBeReadInTwoWays) {
  const auto shown = [](std::string value) {
    const auto line = lines_of([&] { info("e", kv("k", value)); });
    return line.substr(line.find("k=") + 2);
  };

  EXPECT_EQ(shown("plain-1.2/3"), "plain-1.2/3\n");
  EXPECT_EQ(shown(""), "\"\"\n");
  EXPECT_EQ(shown("a b"), "\"a b\"\n");
  EXPECT_EQ(shown("a=b"), "\"a=b\"\n");
  EXPECT_EQ(shown("say \"a\\b\""), "\"say \\\"a\\\\b\\\"\"\n");
  EXPECT_EQ(shown("a\nb\rc"), "\"a\\nb\\rc\"\n");
  EXPECT_EQ(shown("ação"), "ação\n");
}

TEST(LogLines, ShowNoBytesThatATerminalWouldObey) {
  const auto line = lines_of([] { info("e", kv("k", std::string("\x1b[2Ja\0b\x7f\t", 9))); });

  EXPECT_THAT(line, EndsWith("k=\"\\x1b[2Ja\\x00b\\x7f\\x09\"\n"));
}

TEST(LogLines, ShowIdsByTheirText) {
  const OperationId id{.bytes = {1}};

  EXPECT_THAT(lines_of([&] { warning("e", kv("op", id), kv("in", Region{"sa-east-1"})); }),
              EndsWith("e op=" + id.text() + " in=sa-east-1\n"));
}

TEST(LogLines, OfACallNameItsTenantAndTrace) {
  const CallContext ctx{.tenant = {.bytes = {2}}, .actor = {}, .permissions = {}, .trace = "t-1"};

  EXPECT_THAT(lines_of([&] { info("e", ctx, kv("a", 1)); }),
              HasSubstr("e tenant=" + ctx.tenant.text() + " trace=t-1 a=1"));
}

TEST(LogLines, BelowTheLevelAreDropped) {
  const auto all = [] {
    debug("d");
    info("i");
    warning("w");
    error("e");
  };

  const auto usual = lines_of(all);
  set_level(Level::warning);
  const auto few = lines_of(all);
  set_level(Level::info);

  EXPECT_THAT(usual, MatchesRegex("[^\n]* info i\n[^\n]* warning w\n[^\n]* error e\n"));
  EXPECT_THAT(few, MatchesRegex("[^\n]* warning w\n[^\n]* error e\n"));
}

}  // namespace
}  // namespace mirante::log
