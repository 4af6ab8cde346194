#include "features/operations/round.h"

#include <gtest/gtest.h>

#include "features/operations/testing/toy_cloud.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::operations {
namespace {

using namespace std::chrono_literals;

/// A toy that was to be switched on within two minutes, when the process died.
class RoundTest : public ::testing::Test {
 protected:
  sql::testing::TestLoop loop;
  testing::ToyCloud cloud{loop};
  testing::ToyKind kind{cloud, "on"};
  SeededRng rng{1};
  const Instant began{std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)};
  ProgressMap map{{0,
                   {.target = {},
                    .is_planned = true,
                    .steps = {{.name = "on", .time_limit = 120s}},
                    .past = {.began_at = began}}}};

  Settled look(Instant now) { return look(now, now); }
  Settled look(Instant asked_at, Instant now) {
    const Look seen{
        .ordinal = 0,
        .seen = Facts{.state = "off", .document = {{"state", "off"}, {"group", ""}, {"on_at", 0}}},
        .asked_at = asked_at};
    return settle(kind, Operation{}, map, {seen}, now, rng, RunnerConfig{});
  }
  static bool ends(const Settled& settled) {
    return std::ranges::any_of(settled.entries,
                               [](const Entry& entry) { return entry.what == Entry::What::ended; });
  }
};

TEST_F(RoundTest, WhatNobodyLivedToCallForIsStillCalledFor) {
  const auto settled = look(began + 20min);

  EXPECT_EQ(settled.ready, std::vector<std::int64_t>{0});
  EXPECT_FALSE(ends(settled));
}

TEST_F(RoundTest, WhatWasCalledForLateHasItsWholeTimeFromThenOn) {
  map.at(0).past.before = {{"on_at", 0}};
  map.at(0).past.attempts = {{.intended_at = began + 20min, .reply = Reply::accepted}};

  EXPECT_FALSE(ends(look(began + 21min)));
  EXPECT_TRUE(ends(look(began + 23min)));
}

TEST_F(RoundTest, WhatNobodyLivedToHearOfIsStillCalledFor) {
  map.at(0).past.before = {{"on_at", 0}};
  map.at(0).past.attempts = {{.intended_at = began}};

  const auto settled = look(began + 20min);

  EXPECT_EQ(settled.ready, std::vector<std::int64_t>{0});
  EXPECT_FALSE(ends(settled));
  EXPECT_TRUE(ends(look(began + 3h)));
}

TEST_F(RoundTest, WhatIsCalledForAgainHasItsTimeFromTheCallThatWasHeardOf) {
  map.at(0).past.before = {{"on_at", 0}};
  map.at(0).past.attempts = {
      {.intended_at = began},
      {.intended_at = began + 20min, .reply = Reply::accepted, .answered_at = began + 20min + 1s}};

  EXPECT_FALSE(ends(look(began + 21min)));
  EXPECT_TRUE(ends(look(began + 23min)));
}

TEST_F(RoundTest, WhatASlowAnswerTellsWasSoWhenItWasAskedFor) {
  const auto settled = look(began + 10s, began + 50s);

  const auto seen = std::ranges::find(settled.entries, Entry::What::observed, &Entry::what);
  ASSERT_NE(seen, settled.entries.end());
  EXPECT_EQ(seen->at, began + 10s);
}

TEST_F(RoundTest, WhatIsFoundHoursLaterIsToldAndNotDone) {
  const auto settled = look(began + 3h);

  EXPECT_TRUE(settled.ready.empty());
  EXPECT_TRUE(ends(settled));
}

}  // namespace
}  // namespace mirante::operations
