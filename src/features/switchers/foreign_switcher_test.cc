// Who is a second scheduler, and who only needed a server.
#include "features/switchers/foreign_switcher.h"

#include <gmock/gmock.h>

namespace mirante::switchers {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Midnight in UTC.
const Instant monday = *parse_iso8601("2026-03-02T00:00:00Z");
const inventory::ResourceRef server = inventory::switchable({}, {"sa-east-1"}, "i-1");

ForeignAct act(Instant at, Action action = Action::stop) {
  return {.ref = server, .at = at, .action = action, .principal = "role/x", .program = "Boto3"};
}
std::vector<ForeignAct> daily(std::chrono::seconds time, int days) {
  std::vector<ForeignAct> acts;
  for (int day = 0; day < days; ++day) acts.push_back(act(monday + std::chrono::days(day) + time));
  return acts;
}
std::vector<Switcher> judged(const std::vector<ForeignAct>& acts, const OwnActs& own = {},
                             const std::set<inventory::ResourceRef>& scheduled = {server}) {
  return foreign_switchers(acts, own, scheduled);
}

// semantics §7.3: another scheduler that fights us is detected and told; §2.10: our own calls are
// known by their user agent.
TEST(AForeignSwitcher, StopsAServerDayAfterDayAtTheSameTime) {
  auto acts = daily(22h, 5);
  acts[2].at += 9min;

  const auto found = judged(acts);

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].principal, "role/x");
  ASSERT_THAT(found[0].servers, SizeIs(1));
  EXPECT_EQ(found[0].servers[0].stops, 5);
  EXPECT_THAT(
      found[0].servers[0].habits,
      ElementsAre(Habit{
          .action = Action::stop, .days = 5, .of_days = 5, .last_at = monday + 4 * 24h + 22h}));
  EXPECT_FALSE(found[0].undoes());
}

TEST(AForeignSwitcher, IsKnownFromTheThirdDayOn) {
  EXPECT_THAT(judged(daily(22h, 2)), IsEmpty());
  EXPECT_THAT(judged(daily(22h, 3)), SizeIs(1));
}

TEST(AForeignSwitcher, IsNobodyWhoSwitchesByHandOnce) {
  EXPECT_THAT(judged({act(monday + 22h)}), IsEmpty());
  // Nor many times on one day.
  EXPECT_THAT(judged({act(monday + 22h), act(monday + 22h + 1min), act(monday + 22h + 2min)}),
              IsEmpty());
}

TEST(AForeignSwitcher, IsNobodyWhoComesWhenTheyCome) {
  std::vector<ForeignAct> acts;
  for (int day = 0; day < 20; ++day)  // Each day of three weeks, somewhere between 8 and 9.
    acts.push_back(act(monday + std::chrono::days(day) + 8h + std::chrono::minutes(day * 17 % 60),
                       Action::start));
  EXPECT_THAT(judged(acts), IsEmpty());
}

TEST(AForeignSwitcher, MayActShortlyBeforeAndAfterMidnight) {
  auto acts = daily(24h - 2min, 4);
  acts[1].at += 5min;
  acts[3].at += 5min;

  ASSERT_THAT(judged(acts), SizeIs(1));
  EXPECT_EQ(judged(acts)[0].servers[0].habits[0].days, 4);
}

TEST(AForeignSwitcher, IsNoPersonAtAConsole) {
  auto acts = daily(22h, 5);
  for (auto& one : acts) one.is_person = true;
  EXPECT_THAT(judged(acts), IsEmpty());
}

TEST(AForeignSwitcher, UndoesWhatWeDidOnAScheduledServer) {
  const OwnActs own{{server,
                     {{.at = monday + 19h, .action = Action::stop},
                      {.at = monday + 24h + 19h, .action = Action::stop}}}};
  const std::vector<ForeignAct> acts{act(monday + 20h, Action::start),
                                     act(monday + 24h + 22h, Action::start)};

  const auto found = judged(acts, own);

  ASSERT_THAT(found, SizeIs(1));
  EXPECT_TRUE(found[0].undoes());
  EXPECT_EQ(found[0].servers[0].undoing, (Undoing{.times = 2,
                                                  .ours = Action::stop,
                                                  .ours_at = monday + 24h + 19h,
                                                  .theirs_at = monday + 24h + 22h}));
  // Not where no schedule of ours wants the server so.
  EXPECT_THAT(judged(acts, own, {}), IsEmpty());
  // Nor once.
  EXPECT_THAT(judged({acts[0]}, own), IsEmpty());
}

TEST(AForeignSwitcher, UndoesNothingThatLiesLongBackOrIsTheSame) {
  const OwnActs own{{server,
                     {{.at = monday + 8h, .action = Action::stop},
                      {.at = monday + 24h + 8h, .action = Action::stop}}}};
  EXPECT_THAT(
      judged({act(monday + 12h + 1min, Action::start), act(monday + 24h + 14h, Action::start)},
             own),
      IsEmpty());
  EXPECT_THAT(judged({act(monday + 9h, Action::stop), act(monday + 24h + 10h, Action::stop)}, own),
              IsEmpty());
}

TEST(AForeignSwitcher, UndoesTheLastThatWeDidAndNothingBefore) {
  const OwnActs own{{server,
                     {{.at = monday + 8h, .action = Action::stop},
                      {.at = monday + 9h, .action = Action::start},
                      {.at = monday + 24h + 8h, .action = Action::stop},
                      {.at = monday + 24h + 9h, .action = Action::start}}}};
  // Started after we had started it again: that undoes nothing.
  EXPECT_THAT(
      judged({act(monday + 10h, Action::start), act(monday + 24h + 11h, Action::start)}, own),
      IsEmpty());
}

TEST(ForeignSwitchers, AreApartByWhoAndWithWhatAndThoseThatUndoComeFirst) {
  auto acts = daily(22h, 3);
  for (auto other : daily(7h, 3)) {
    other.principal = "role/z";
    other.action = Action::start;
    acts.push_back(other);
  }
  const OwnActs own{{server,
                     {{.at = monday + 6h, .action = Action::stop},
                      {.at = monday + 24h + 6h, .action = Action::stop}}}};

  const auto found = judged(acts, own);

  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].principal, "role/z");
  EXPECT_EQ(found[1].principal, "role/x");
}

}  // namespace
}  // namespace mirante::switchers
