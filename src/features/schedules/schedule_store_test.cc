#include "features/schedules/schedule_store.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/rng.h"
#include "features/schedules/schedule_json.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::schedules {
namespace {

using namespace std::chrono_literals;

/// A schedule that is due, and that somebody has read in order to carry it out.
class ScheduleStoreTest : public ::testing::Test {
 protected:
  sql::testing::TestLoop loop;
  std::unique_ptr<sql::Database> db =
      sql::open_memory(loop, std::vector<sql::Migrations>{migrations()});
  SeededRng rng{1};
  const TenantId tenant = TenantId::make(loop.clock(), rng);
  const Instant now = loop.clock().now();
  const ScheduleId id = ScheduleId::make(loop.clock(), rng);

  template <class Work>
  auto write(Work work) {
    return loop.run(db->write(std::move(work)));
  }

  void SetUp() override {
    const auto document = Json::parse(R"({"id": "s", "name": "s", "zone": "UTC", "mode": "edges",
        "rules": [{"point": {"at": "08:00", "days": "every_day", "action": "start"}}]})");
    const StoredSchedule schedule{.tenant = tenant,
                                  .id = id,
                                  .schedule = parse_schedule(Field(document, "")),
                                  .targets = {.filter = {.regions = {Region{"sa-east-1"}}}},
                                  .handled_until = now - 1h};
    write([&](sql::Tx& tx) { insert(tx, schedule); });
  }
  StoredSchedule read() {
    return *loop.run(db->read([&](sql::Snapshot& snapshot) { return find(snapshot, tenant, id); }));
  }
  StoredSchedule read_in(sql::Tx& tx) { return *find(tx, tenant, id); }
  bool move(const StoredSchedule& as_read, Instant due_at, Instant handled_until) {
    return write([&](sql::Tx& tx) {
      return move_due(tx, as_read, {.due_at = due_at, .handled_until = handled_until});
    });
  }
  void look() {
    write([&](sql::Tx& tx) { look_at_all(tx, tenant); });
  }
};

TEST_F(ScheduleStoreTest, AScheduleIsReadWhenItsDatabasesAreToBeLookedAtThoughNothingIsDue) {
  const auto due_then = [&](Instant at) {
    return loop.run(
        db->read([&](sql::Snapshot& snapshot) { return due(snapshot, at, 10).size(); }));
  };
  write([&](sql::Tx& tx) {
    return move_due(tx, read_in(tx),
                    {.due_at = now + 3h, .watch_at = now + 1h, .handled_until = now});
  });

  EXPECT_EQ(due_then(now + 1h - 1s), 0u);
  EXPECT_EQ(due_then(now + 1h), 1u);
  EXPECT_EQ(due_then(now + 4h), 1u);  // Due, and to be looked at: once.
  EXPECT_EQ(loop.run(db->read([](sql::Snapshot& snapshot) { return next_due(snapshot); })),
            now + 1h);
}

TEST_F(ScheduleStoreTest, WhatWasDecidedBeforeSomethingAroundItChangedIsNotCarriedOut) {
  move(read(), now - 1s, now - 1h);
  const auto decided_of = read();

  look();

  EXPECT_FALSE(move(decided_of, now + 1h, now - 1s));
  EXPECT_TRUE(move(read(), now + 1h, now - 1s));
}

TEST_F(ScheduleStoreTest, OfTwoChangesInARowTheSecondIsNoticedToo) {
  look();
  const auto decided_of = read();

  look();

  EXPECT_FALSE(move(decided_of, now + 1h, now));
  EXPECT_TRUE(is_look_now(*read().due_at));
}

TEST_F(ScheduleStoreTest, WhatEndsByHandEndsAfterAllThatWasHandled) {
  const auto end = [&] {
    return write([&](sql::Tx& tx) { return unhandled_from(tx, tenant, now); });
  };

  EXPECT_EQ(end(), now);
  move(read(), now + 1h, now + 2s);
  EXPECT_EQ(end(), now + 2s + 1us);
}

TEST_F(ScheduleStoreTest, LeavesOutFallbackTypesThatOlderVersionsLetBeSaved) {
  auto settings = to_json(read().settings);
  settings["fallback_types"] = {"t3.small",  "t3.medium",  "t3.large",
                                "t3.xlarge", "t3.2xlarge", "t3a.small"};
  write([&](sql::Tx& tx) {
    tx.exec("update schedules set settings = ? where id = ?", settings.dump(), id);
  });

  const std::vector<std::string> first_five{"t3.small", "t3.medium", "t3.large", "t3.xlarge",
                                            "t3.2xlarge"};
  EXPECT_EQ(to_json(read().settings)["fallback_types"], Json(first_five));
}

}  // namespace
}  // namespace mirante::schedules
