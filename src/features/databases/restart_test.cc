#include "features/databases/restart.h"

#include <gtest/gtest.h>

namespace mirante::databases {
namespace {

using namespace std::chrono_literals;

const Instant due = *parse_iso8601("2026-03-09T22:07:00Z");

inventory::Version was(const char* state, Instant from, Instant until, const char* body = "{}") {
  return {.version = 1, .state = state, .body = body, .from = from, .until = until};
}
inventory::Resource is(const char* state, Instant since) {
  return {.ref = {.account = {}, .region = Region("sa-east-1"), .kind = "database", .id = "db:a"},
          .state = state,
          .changed_at = since};
}
constexpr auto* announced = R"({"AutomaticRestartTime": "2026-03-09T22:07:00Z"})";

/// Stopped for seven days, and seen on its way up at `seen`.
std::optional<AwsStart> seen_up(Instant seen, const char* body = announced,
                                const std::vector<Instant>& asked = {}) {
  return start_by_aws(is("available", seen + 5min),
                      {was("starting", seen, seen + 5min), was("stopped", due - 168h, seen, body),
                       was("stopping", due - 169h, due - 168h)},
                      asked);
}

TEST(AwsStart, IsAStartSeenFromTheInstantOnThatAwsHadAnnounced) {
  EXPECT_EQ(seen_up(due + 3min), (AwsStart{.due = due, .seen = due + 3min}));
  EXPECT_EQ(seen_up(due), (AwsStart{.due = due, .seen = due}));
}

TEST(AwsStart, IsNoneWhereSomebodyStartedItBefore) {
  EXPECT_EQ(seen_up(due - 1s), std::nullopt);
  EXPECT_EQ(seen_up(due - 72h), std::nullopt);
}

TEST(AwsStart, IsNoneWhereThePanelWasAskedToStartItAtAboutThatTime) {
  EXPECT_EQ(seen_up(due + 3min, announced, {due - 10min}), std::nullopt);
  EXPECT_EQ(seen_up(due + 3min, announced, {due + 3min}), std::nullopt);
  EXPECT_TRUE(seen_up(due + 3min, announced, {due - 2h, due + 4min}));
}

TEST(AwsStart, IsNotKnownWhereNobodyLookedForADay) {
  EXPECT_TRUE(seen_up(due + 24h));
  EXPECT_EQ(seen_up(due + 24h + 1s), std::nullopt);
}

TEST(AwsStart, IsNoneWhereAwsAnnouncedNothing) {
  EXPECT_EQ(seen_up(due + 3min, "{}"), std::nullopt);
}

TEST(AwsStart, CountsTheLastStopAlone) {
  const auto again = due + 1h;
  EXPECT_EQ(start_by_aws(is("available", again + 2h),
                         {was("starting", again + 1h, again + 2h),
                          was("stopped", again, again + 1h,
                              R"({"AutomaticRestartTime": "2026-03-16T23:07:00Z"})"),
                          was("available", due + 10min, again),
                          was("stopped", due - 168h, due + 10min, announced)},
                         {}),
            std::nullopt);
}

TEST(AwsStart, IsOverOnceItIsStoppedAgain) {
  for (const auto* state : {"stopping", "stopped", "failed", "deleting"})
    EXPECT_EQ(start_by_aws(is(state, due + 1h),
                           {was("available", due + 3min, due + 1h),
                            was("stopped", due - 168h, due + 3min, announced)},
                           {}),
              std::nullopt)
        << state;
}

TEST(AwsStart, IsAnnouncedWhileTheDatabaseIsOff) {
  auto database = is("stopped", due - 168h);
  database.summary = R"({"automatic_restart_time": "2026-03-09T22:07:00Z"})";
  EXPECT_EQ(announced_start(database), due);
  database.state = "available";
  EXPECT_EQ(announced_start(database), std::nullopt);
}

}  // namespace
}  // namespace mirante::databases
