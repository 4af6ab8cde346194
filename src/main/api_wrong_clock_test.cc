// A process whose clock is wrong, beside those that keep time, over one store.
#include <gmock/gmock.h>

#include "main/testing/one_account.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

class WrongClock : public testing::OneAccount {
 protected:
  WrongClock() {
    const auto made =
        ask("POST", "/api/v1/schedules",
            {{"name", "Noite"},
             {"zone", "America/Sao_Paulo"},
             {"mode", "edges"},
             {"rules", {{{"point", {{"days", "every_day"}, {"at", "19:00"}, {"action", "stop"}}}}}},
             {"targets", {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}}},
             {"settings", {{"preflight_hours", 0}}}});
    EXPECT_EQ(made.status, 201) << made.body;
    loop.run(sleep_for(loop, *parse_iso8601("2026-03-02T21:58:00Z") - loop.clock().now()));
  }
  /// Of a process that takes it for 19:03 at 18:58.
  firing::Scheduler hasty(std::chrono::microseconds clock_off_max) {
    return firing::Scheduler(
        {.db = *db, .loop = others_loop, .spine = rooms.operations().spine, .wake = others_wake},
        {.clock_off_max = clock_off_max});
  }
  Json stops() { return get("/api/v1/operations?kind=servers.stop")["operations"]; }

  SimulatedLoop others_loop{*parse_iso8601("2026-03-02T22:03:00Z")};
  events::Waker others_wake{others_loop};
};

TEST_F(WrongClock, FiresNothingWhereItIsTwoSecondsOffTheStores) {
  auto scheduler = hasty(firing::SchedulerConfig{}.clock_off_max);

  EXPECT_FALSE(others_loop.run(scheduler.look()));

  EXPECT_EQ(scheduler.figures().clock_off, 5min);
  EXPECT_THAT(stops(), SizeIs(0));
}

TEST_F(WrongClock, WouldFireTooEarlyIfNobodyLookedAtIt) {
  auto scheduler = hasty(1h);

  EXPECT_TRUE(others_loop.run(scheduler.look()));

  EXPECT_THAT(stops(), SizeIs(1));
}

TEST_F(WrongClock, LeavesTheWorkToOthers) {
  auto scheduler = hasty(firing::SchedulerConfig{}.clock_off_max);
  others_loop.run(scheduler.look());

  loop.run(sleep_for(loop, 3min));

  EXPECT_THAT(stops(), SizeIs(1));
  EXPECT_FALSE(others_loop.run(scheduler.look()));
}

}  // namespace
}  // namespace mirante
