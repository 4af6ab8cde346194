// Jobs: work that changes nothing at AWS, seen through the runner.
#include "features/operations/job_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/operations/testing/toy_cloud.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::operations {
namespace {

using namespace std::chrono_literals;
using testing::Bench;
using ::testing::HasSubstr;

class JobTest : public ::testing::Test {
 protected:
  sql::testing::TestLoop loop;
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, testing::all_migrations());
  Bench bench{*db, loop};

  void work_is(testing::ToyJob::Work work) {
    bench.kinds.add(std::make_unique<testing::ToyJob>(std::move(work)));
  }
  Target read(const std::string& id, Outcome outcome = Outcome::succeeded) {
    return {.ref = bench.toy(id), .outcome = outcome};
  }
};

TEST_F(JobTest, ItsReportsAreItsTargets) {
  work_is([this](JobContext& context, const Json& params) -> Task<void> {
    context.progress(1, 2);
    co_await context.report({read("a")});
    context.progress(2, 2);
    co_await context.report(
        {read("b", params.at("b_fails").get<bool>() ? Outcome::failed : Outcome::succeeded)});
  });
  const auto whole = bench.ask("toys.count", {}, {{"b_fails", false}});
  const auto in_part = bench.ask("toys.count", {}, {{"b_fails", true}});

  EXPECT_EQ(bench.run_until_ended(whole).state, State::succeeded);
  EXPECT_EQ(bench.run_until_ended(in_part).state, State::partial);
  EXPECT_EQ(bench.outcomes(in_part), "a succeeded, b failed");
  EXPECT_EQ(bench.operation(whole).done, 2);
}

TEST_F(JobTest, ALaterReportOfATargetReplacesTheEarlierOne) {
  work_is([this](JobContext& context, const Json&) -> Task<void> {
    co_await context.report({read("a", Outcome::failed)});
    co_await context.report({read("a")});
  });
  const auto id = bench.ask("toys.count", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(bench.outcomes(id), "a succeeded");
}

TEST_F(JobTest, WhatItWritesBesideAReportCommitsWithIt) {
  work_is([this](JobContext& context, const Json&) -> Task<void> {
    try {
      co_await context.report({read("a", Outcome::failed)}, [](sql::Tx&) {
        throw Failure(ErrorKind::refused, "not beside this");
      });
    } catch (const Failure&) {
    }
    co_await context.report({read("b")});
  });
  const auto id = bench.ask("toys.count", {});

  bench.run_until_ended(id);

  EXPECT_THAT(bench.outcomes(id), ::testing::Not(HasSubstr("a failed")));
}

TEST_F(JobTest, ItsProgressIsSeenWhileItRuns) {
  work_is([](JobContext& context, const Json&) -> Task<void> {
    for (int i = 1; i <= 100; ++i) {
      context.progress(i, 100);
      co_await sleep_for(context.loop(), 100ms);
    }
  });
  const auto id = bench.ask("toys.count", {});
  std::int64_t seen = 0;
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 5s);
    seen =
        (co_await db->read([&](sql::Snapshot& s) { return find(s, bench.ana.tenant, id); }))->done;
  };

  const auto ended = bench.run_until_ended(id);

  EXPECT_GT(seen, 30);
  EXPECT_LT(seen, 60);
  EXPECT_EQ(ended.done, 100);
}

TEST_F(JobTest, CancelledItsWaitsEndAndItIsCancelled) {
  work_is([](JobContext& context, const Json&) -> Task<void> {
    co_await sleep_for(context.loop(), 1h);
  });
  const auto id = bench.ask("toys.count", {"a"});
  bench.meanwhile = [&](Runner& runner) -> Task<void> {
    co_await sleep_for(loop, 3s);
    co_await db->write([&](sql::Tx& tx) { cancel(tx, bench.ana, bench.spine, id); });
    runner.wake();
  };
  const auto asked_at = loop.clock().now();

  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(ended.state, State::cancelled);
  EXPECT_LT(*ended.finished_at - asked_at, 10s);
  EXPECT_EQ(bench.outcomes(id), "a cancelled operation.cancelled");
}

TEST_F(JobTest, AFailureInPassingIsTriedAgain) {
  int runs = 0;
  work_is([&](JobContext&, const Json&) -> Task<void> {
    if (++runs < 3) throw Failure(ErrorKind::unavailable, "no network");
    co_return;
  });
  const auto id = bench.ask("toys.count", {});

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(runs, 3);
}

TEST_F(JobTest, AFailureThatStaysEndsItWithItsReason) {
  work_is([](JobContext&, const Json&) -> Task<void> {
    throw Failure(Error{.kind = ErrorKind::forbidden, .message = "not allowed", .code = "No"});
    co_return;
  });
  const auto id = bench.ask("toys.count", {"a"});

  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(ended.state, State::failed);
  EXPECT_EQ(ended.reason, "not allowed");
  EXPECT_EQ(bench.outcomes(id), "a failed No");
}

TEST_F(JobTest, AFailureInPassingThatDoesNotPassEndsItAtLast) {
  int runs = 0;
  work_is([&](JobContext&, const Json&) -> Task<void> {
    ++runs;
    throw Failure(ErrorKind::unavailable, "no network");
    co_return;
  });
  const auto id = bench.ask("toys.count", {});

  EXPECT_EQ(bench.run_until_ended(id).state, State::failed);
  EXPECT_EQ(runs, 5);
}

TEST_F(JobTest, InterruptedByTheEndOfTheProcessItRunsAgainInTheNext) {
  int runs = 0;
  work_is([&](JobContext& context, const Json&) -> Task<void> {
    ++runs;
    co_await sleep_for(context.loop(), 10s);
  });
  const auto id = bench.ask("toys.count", {});

  bench.run_for(5s);
  EXPECT_EQ(bench.operation(id).state, State::running);

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(runs, 2);
}

TEST_F(JobTest, ThatLostItsLeaseWritesNothingMore) {
  work_is([this](JobContext& context, const Json&) -> Task<void> {
    co_await sleep_for(context.loop(), 5s);
    co_await context.report({read("a")});
  });
  const auto id = bench.ask("toys.count", {});
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 1s);
    co_await db->write([&](sql::Tx& tx) {
      tx.exec("update operations set fence = fence + 1, lease_holder = 'other', lease_until = ?",
              tx.now() + 1h);
    });
    co_await sleep_for(loop, 30s);
  };

  bench.run_until_ended(id, 40s);

  EXPECT_EQ(bench.operation(id).state, State::running);
  EXPECT_EQ(bench.outcomes(id), "");
}

TEST_F(JobTest, APauseDoesNotHoldIt) {
  work_is([](JobContext&, const Json&) -> Task<void> { co_return; });
  bench.run(db->write([&](sql::Tx& tx) {
    tx.exec(
        "insert into pauses (tenant_id, scope, scope_id, reason, by_kind, by_id, by_name, since) "
        "values (?, 'everything', ?, 'x', 'user', '', 'ana', 0)",
        bench.ana.tenant, Id16{});
  }));

  EXPECT_EQ(bench.run_until_ended(bench.ask("toys.count", {"a"})).state, State::succeeded);
}

}  // namespace
}  // namespace mirante::operations
