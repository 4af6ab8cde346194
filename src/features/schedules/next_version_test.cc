#include "features/schedules/next_version.h"

#include <nlohmann/json.hpp>

#include "base/rng.h"
#include "features/schedules/schedule_json.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/surroundings_store.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::schedules {
namespace {

using namespace std::chrono_literals;

/// A schedule that starts servers at 08:00 UTC and is changed in the morning.
class NextVersionTest : public ::testing::Test {
 protected:
  sql::testing::TestLoop loop;
  std::unique_ptr<sql::Database> db =
      sql::open_memory(loop, std::vector<sql::Migrations>{migrations()});
  SeededRng rng{1};
  StoredSchedule schedule = [&] {
    const auto document = Json::parse(R"({"id": "s", "name": "s", "zone": "UTC", "mode": "edges",
        "rules": [{"point": {"at": "08:00", "days": "every_day", "action": "start"}}]})");
    return StoredSchedule{.tenant = TenantId::make(loop.clock(), rng),
                          .id = ScheduleId::make(loop.clock(), rng),
                          .schedule = parse_schedule(Field(document, "")),
                          .due_at = look_now,
                          .handled_until = at("06:00")};
  }();

  static Instant at(const std::string& time) {
    return *parse_iso8601("2026-03-02T" + time + ":00Z");
  }
  Instant begin(Instant now) {
    return loop.run(
        db->read([&](sql::Snapshot& snapshot) { return begin_of_next(snapshot, schedule, now); }));
  }
};

// semantics §1.8: the version is part of a fire's key; what an edit keeps of what was due.
TEST_F(NextVersionTest, WhatIsDueIsTheNextVersionsAndNothingBefore) {
  schedule.due_at = at("08:00");

  EXPECT_EQ(begin(at("08:05")), at("08:00") - 1us);
  EXPECT_EQ(begin(at("07:00")), at("07:00"));
}

TEST_F(NextVersionTest, OfOneThatNobodyHasLookedAtWhatItsRulesMadeDueCounts) {
  EXPECT_EQ(begin(at("08:05")), at("08:00") - 1us);
  schedule.handled_until = at("08:00");
  EXPECT_EQ(begin(at("08:05")), at("08:05"));
}

TEST_F(NextVersionTest, NothingIsMadeUpForTheTimeBeforeAChangeOfOneThatNobodyHasLookedAt) {
  EXPECT_EQ(begin(at("07:55")), at("07:55"));
}

TEST_F(NextVersionTest, TheEndOfAFreezeThatNobodyHasHeardIsTheNextVersions) {
  loop.run(db->write([&](sql::Tx& tx) {
    insert(tx, schedule.tenant,
           StoredFreeze{.id = FreezeId::make(loop.clock(), rng),
                        .begin = at("06:00"),
                        .end = at("07:30"),
                        .reason = "feriado",
                        .made_by = "ana"});
  }));

  EXPECT_EQ(begin(at("07:55")), at("07:30") - 1us);
  EXPECT_EQ(begin(at("07:15")), at("07:15"));
}

TEST_F(NextVersionTest, OneThatWasPausedCountsFromNow) {
  schedule.is_paused = true;

  EXPECT_EQ(begin(at("08:05")), at("08:05"));
}

}  // namespace
}  // namespace mirante::schedules
