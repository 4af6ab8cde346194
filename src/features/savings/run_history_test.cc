// When a server ran, by what was seen of it, and what AWS bills for that.
#include "features/savings/run_history.h"

#include <gmock/gmock.h>

namespace mirante::savings {
namespace {

using namespace std::chrono_literals;
using inventory::StateSpan;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Instant at(const std::string& time) { return *parse_iso8601("2026-03-" + time + ":00Z"); }

/// A server that runs since the 2nd, 8:00, and was looked at until the 4th, 8:00.
inventory::Resource running(const std::string& launched) {
  inventory::Resource server{.state = "running",
                             .observed_at = at("04T08:00"),
                             .changed_at = at("02T08:00"),
                             .first_seen_at = at("02T08:00")};
  server.summary = R"({"launch_time":"2026-)" + launched + R"(:00Z"})";
  return server;
}

TEST(HistoryOfAServer, BeginsAtItsLaunchAlsoWhereNobodyHadLookedYet) {
  const auto history = run_history(running("01-20T03:00"), {}, at("01T00:00"));

  EXPECT_EQ(history.known, (Span{at("01T00:00"), at("04T08:00")}));
  EXPECT_THAT(history.runs, ElementsAre(history.known));
}

TEST(HistoryOfAServer, IsNotKnownBeforeTheFirstLookWhereItDidNotRun) {
  auto server = running("02-20T03:00");
  server.state = "stopped";

  const auto history = run_history(server, {}, at("01T00:00"));

  EXPECT_EQ(history.known.begin, at("02T08:00"));
  EXPECT_THAT(history.runs, IsEmpty());
}

TEST(HistoryOfAServer, JoinsVersionsOfOneState) {
  auto server = running("02-20T03:00");
  server.first_seen_at = at("01T00:00");
  const std::vector<StateSpan> earlier{{"running", at("01T00:00"), at("01T19:00")},
                                       {"running", at("01T19:00"), at("02T08:00")}};

  const auto history = run_history(server, earlier, at("01T00:00"));

  EXPECT_THAT(history.runs, ElementsAre(Span{at("01T00:00"), at("04T08:00")}));
}

TEST(HistoryOfAServer, CountsOnlyRunning) {
  auto server = running("03-02T07:55");
  server.first_seen_at = at("01T00:00");
  const std::vector<StateSpan> earlier{{"running", at("01T00:00"), at("01T19:00")},
                                       {"stopping", at("01T19:00"), at("01T19:01")},
                                       {"stopped", at("01T19:01"), at("02T07:59")},
                                       {"pending", at("02T07:59"), at("02T08:00")}};

  const auto history = run_history(server, earlier, at("01T00:00"));

  EXPECT_THAT(history.runs, ElementsAre(Span{at("01T00:00"), at("01T19:00")},
                                        Span{at("02T08:00"), at("04T08:00")}));
}

TEST(HistoryOfAServer, TakesAStartThatWasSeenLateFromItsLaunch) {
  auto server = running("03-02T07:55");
  server.first_seen_at = at("01T00:00");
  const std::vector<StateSpan> earlier{{"stopped", at("01T00:00"), at("02T08:00")}};

  const auto history = run_history(server, earlier, at("01T00:00"));

  EXPECT_THAT(history.runs, ElementsAre(Span{at("02T07:55"), at("04T08:00")}));
}

TEST(HistoryOfAServer, EndsWhenItWasLastLookedAt) {
  const auto history = run_history(running("03-02T08:00"), {}, at("03T00:00"));

  EXPECT_EQ(history.known, (Span{at("03T00:00"), at("04T08:00")}));
}

TEST(HistoryOfAServer, IsEmptyWhereNothingIsKnownOfTheTime) {
  const auto history = run_history(running("03-02T08:00"), {}, at("05T00:00"));

  EXPECT_EQ(seconds_of({history.known}), 0);
  EXPECT_THAT(history.runs, IsEmpty());
}

TEST(SpansOfTime, AreCutOutOfEachOther) {
  const std::vector<Span> runs{{at("02T00:00"), at("03T00:00")}, {at("03T12:00"), at("04T00:00")}};
  const std::vector<Span> office{{at("02T08:00"), at("02T19:00")},
                                 {at("03T08:00"), at("03T19:00")}};

  EXPECT_THAT(outside(runs, office), ElementsAre(Span{at("02T00:00"), at("02T08:00")},
                                                 Span{at("02T19:00"), at("03T00:00")},
                                                 Span{at("03T19:00"), at("04T00:00")}));
  EXPECT_THAT(outside(runs, {}), runs);
  EXPECT_THAT(
      cut(runs, {at("02T23:00"), at("03T13:00")}),
      ElementsAre(Span{at("02T23:00"), at("03T00:00")}, Span{at("03T12:00"), at("03T13:00")}));
}

TEST(BilledTime, IsEachSecondAndAtLeastAMinuteForEachStart) {
  const std::vector<Span> runs{{at("02T00:00"), at("02T00:00") + 20s},
                               {at("02T01:00"), at("02T01:00") + 90s}};

  EXPECT_EQ(billed_seconds(runs, prices::Grain::second), 60 + 90);
}

TEST(BilledTime, IsEachHourThatWasBegunWhereAwsBillsHours) {
  const std::vector<Span> runs{{at("02T00:00"), at("02T00:00") + 20s},
                               {at("02T01:00"), at("02T02:00")},
                               {at("02T03:00"), at("02T04:00") + 1s}};

  EXPECT_EQ(billed_seconds(runs, prices::Grain::hour), (1 + 1 + 2) * 3600);
}

TEST(BilledTime, OfDatabasesIsEachSecondAndAtLeastTenMinutesForEachStart) {
  const std::vector<Span> runs{{at("02T00:00"), at("02T00:00") + 20s},
                               {at("02T01:00"), at("02T01:11")}};

  EXPECT_EQ(billed_seconds(runs, prices::Grain::ten_minutes), 600 + 660);
}

TEST(BilledStates, OfDatabasesAreAllButThoseInWhichTheyAreOffOrNotThereYet) {
  for (const auto* state : {"available", "backing-up", "modifying", "storage-full", "rebooting"})
    EXPECT_TRUE(is_billed(inventory::database_kind, state)) << state;
  for (const auto* state : {"stopped", "stopping", "starting", "creating", "failed", ""})
    EXPECT_FALSE(is_billed(inventory::database_kind, state)) << state;
  EXPECT_TRUE(is_billed(inventory::instance_kind, "running"));
  EXPECT_FALSE(is_billed(inventory::instance_kind, "available"));
}

TEST(MoneyOfTime, IsRoundedOnce) {
  EXPECT_EQ(at_hourly({.nanos = 41'600'000}, 3600).nanos, 41'600'000);
  EXPECT_EQ(at_hourly({.nanos = 41'600'000}, 1).nanos, 11'556);
  EXPECT_EQ(at_hourly({.nanos = 41'600'000}, 0).nanos, 0);
}

}  // namespace
}  // namespace mirante::savings
