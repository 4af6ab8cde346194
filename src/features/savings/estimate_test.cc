// What a schedule would save: by the same simulation that draws it, against staying on and against
// how the server ran.
#include "features/savings/estimate.h"

#include <gmock/gmock.h>

#include "features/savings/opportunity.h"

namespace mirante::savings {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const Zone brasilia = *Zone::named("America/Sao_Paulo");
/// A Monday, midnight in São Paulo.
const Instant monday = *parse_iso8601("2026-03-02T03:00:00Z");
const Span week{monday, monday + 7 * 24h};

constexpr std::uint8_t monday_to_friday = 0b0111110;

/// From Monday to Friday, 8 to 19.
schedules::Plan office(schedules::Mode mode = schedules::Mode::edges) {
  return {.schedules = {
              {.id = "office",
               .name = "office",
               .zone = brasilia,
               .mode = mode,
               .rules = {schedules::WindowRule{.window = {.begin = 8h, .end = 19h, .type = {}},
                                               .days = schedules::Weekdays{monday_to_friday}}},
               .calendars = {},
               .exceptions = {}}}};
}

RunHistory on_for(std::chrono::hours hours) {
  const Span known{monday - hours, monday};
  return {.known = known, .runs = {known}};
}

TEST(PlannedRuns, AreTheWindowsOnceTheFirstEndHasCome) {
  const auto planned = planned_runs(office(), on_for(48h), week);

  ASSERT_EQ(planned.runs.size(), 5U);
  // It is on, and nothing stops it before Monday's end.
  EXPECT_EQ(planned.runs.front(), (Span{monday, monday + 19h}));
  EXPECT_EQ(planned.runs.back(), (Span{monday + 4 * 24h + 8h, monday + 4 * 24h + 19h}));
}

TEST(PlannedRuns, BeginOffWhereTheServerIsOff) {
  const RunHistory off{.known = {monday - 48h, monday}, .runs = {}};

  const auto planned = planned_runs(office(), off, {monday, monday + 24h});

  EXPECT_THAT(planned.runs, ElementsAre(Span{monday + 8h, monday + 19h}));
}

TEST(PlannedRuns, GoOnWhereTheModeKeepsWhatWasOn) {
  const auto planned =
      planned_runs(office(schedules::Mode::keep_if_on), on_for(48h), {monday, monday + 24h});

  EXPECT_THAT(planned.runs, ElementsAre(Span{monday, monday + 24h}));
}

TEST(PlannedRuns, GoOnWhereAFreezeHoldsEverything) {
  auto plan = office();
  plan.freezes = {{.begin = monday, .end = std::nullopt, .reason = "x", .servers = {}}};

  EXPECT_THAT(planned_runs(plan, on_for(48h), week).runs, ElementsAre(week));
}

TEST(SavingOfASchedule, IsTheTimeOffAgainstStayingOn) {
  const auto planned = planned_runs(office(), on_for(48h), week);

  const auto saved = saved_by(planned, on_for(48h), prices::Grain::second);

  // 113 hours a week are outside, less the first 8 in which it is still on.
  EXPECT_EQ(saved.against_always_on, (113 - 8) * 3600);
  EXPECT_EQ(saved.against_history, (113 - 8) * 3600);
}

TEST(SavingOfASchedule, IsLessAgainstAServerThatRanByHalf) {
  const RunHistory half{.known = {monday - 48h, monday}, .runs = {{monday - 48h, monday - 24h}}};
  const auto planned = planned_runs(office(), half, week);

  const auto saved = saved_by(planned, half, prices::Grain::second);

  EXPECT_EQ(saved.against_always_on, 113 * 3600);
  EXPECT_EQ(saved.against_history, (84 - 55) * 3600);
}

TEST(SavingOfASchedule, IsLessThanNothingWhereItKeepsAServerOnForLonger) {
  const RunHistory off{.known = {monday - 48h, monday}, .runs = {}};

  const auto saved = saved_by(planned_runs(office(), off, week), off, prices::Grain::second);

  EXPECT_EQ(saved.against_history, -55 * 3600);
}

TEST(SavingOfASchedule, IsNotKnownAgainstAHistoryOfLessThanADay) {
  const auto history = on_for(23h);

  const auto saved =
      saved_by(planned_runs(office(), history, week), history, prices::Grain::second);

  EXPECT_FALSE(saved.against_history);
}

TEST(SavingOfAMonth, IsThatOf730Hours) {
  EXPECT_EQ(per_month(168 * 3600, week), month_seconds);
  EXPECT_EQ(per_month(84 * 3600, week), month_seconds / 2);
}

}  // namespace
}  // namespace mirante::savings
