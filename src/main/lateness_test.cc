#include "main/lateness.h"

#include <gmock/gmock.h>

namespace mirante {
namespace {

using namespace std::chrono_literals;

std::string code_of(const Lateness& lateness) {
  const auto late = what_is_late(lateness);
  if (!late) return "";
  EXPECT_EQ(late->kind, ErrorKind::unavailable);
  return late->code;
}

TEST(Lateness, IsNoneWhereNothingIsDue) {
  EXPECT_EQ(code_of({}), "");
  EXPECT_EQ(code_of({.sweep = 0us, .operation = 0us, .sweep_interval = 300s}), "");
}

TEST(Lateness, OfAnOperationIsWhatNoRunnerTakesForMinutes) {
  EXPECT_EQ(code_of({.operation = 5min}), "");
  EXPECT_EQ(code_of({.operation = 5min + 1us}), "ready.operations_late");
  EXPECT_THAT(what_is_late({.operation = 7min})->message, ::testing::HasSubstr("7 minutes"));
}

TEST(Lateness, OfAScheduleIsWhatNobodyFiresForMinutes) {
  EXPECT_EQ(code_of({.schedule = 5min}), "");
  EXPECT_EQ(code_of({.schedule = 5min + 1us}), "ready.schedules_late");
  EXPECT_THAT(what_is_late({.schedule = 8min})->message, ::testing::HasSubstr("8 minutes"));
}

TEST(Lateness, OfASweepIsSeveralTurnsAndAtLeastTenMinutes) {
  EXPECT_EQ(code_of({.sweep = 10min, .sweep_interval = 30s}), "");
  EXPECT_EQ(code_of({.sweep = 10min + 1us, .sweep_interval = 30s}), "ready.sweeps_late");
  EXPECT_EQ(code_of({.sweep = 3h, .sweep_interval = 1h}), "");
  EXPECT_EQ(code_of({.sweep = 3h + 1us, .sweep_interval = 1h}), "ready.sweeps_late");
}

}  // namespace
}  // namespace mirante
