// A hurried clock goes on from where it is, and tells when waiting ends by the machine's.
#include "base/clock_pace.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;

class Hurried : public ::testing::Test {
 protected:
  // Of the whole process, as the others' tests may not notice.
  ~Hurried() override { set_clock_pace(1); }

  /// How long the machine's clock takes for so much of ours.
  static std::chrono::nanoseconds machine_for(std::chrono::microseconds time) {
    const auto now = clock.steady();
    return machine_time_of(now + time) - machine_time_of(now);
  }
  static constexpr auto off_by = 10us;  // Microseconds are rounded.

  static inline const SystemClock clock;
};

TEST_F(Hurried, TakesAMinuteForAnHour) {
  EXPECT_NEAR(machine_for(1h) / 1ns, 1h / 1ns, off_by / 1ns);

  set_clock_pace(60);

  EXPECT_NEAR(machine_for(1h) / 1ns, 1min / 1ns, off_by / 1ns);
  EXPECT_EQ(clock_pace(), 60);
}

TEST_F(Hurried, MayGoSlowAgainSoThatNobodySleepsForLong) {
  set_clock_pace(60);
  const auto at = clock.steady() + 24h;

  EXPECT_LT(sleep_limit_for(at), machine_time_of(at));
  const auto past = clock.steady() - 1s;
  EXPECT_EQ(sleep_limit_for(past), machine_time_of(past));
}

TEST_F(Hurried, GoesOnFromWhereItIs) {
  auto now = clock.now();
  auto steady = clock.steady();
  for (const double times : {1'000.0, 1.0, 60.0, 0.5, 1'000'000.0, 1.0}) {
    set_clock_pace(times);
    EXPECT_GE(clock.now(), now) << times;
    EXPECT_GE(clock.steady(), steady) << times;
    now = clock.now();
    steady = clock.steady();
  }
}

TEST_F(Hurried, KeepsWhatItHasGained) {
  set_clock_pace(1'000'000);
  const auto before = clock.now();
  while (clock.now() - before < 1'000s) {
  }
  set_clock_pace(1);

  EXPECT_GE(clock.now() - before, 1'000s);
}

TEST(ClockPace, TakesNothingFromWhoReadTheMachinesClockJustBeforeItWasSet) {
  const Pace pace{.since = 5s, .ahead = 3s, .times = 1'000'000};

  EXPECT_EQ(pace.ahead_at(5s - 1us), 3s);
  EXPECT_EQ(pace.ahead_at(5s), 3s);
  EXPECT_EQ(pace.ahead_at(5s + 1us), 3s + 999'999us);
}

}  // namespace
}  // namespace mirante
