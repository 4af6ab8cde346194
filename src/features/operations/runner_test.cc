// The spine as a whole, on toys: each test is one promise of the spine, with a ledger of the calls
// that really arrived.
#include "features/operations/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/audit/audit.h"
#include "features/operations/request_all.h"
#include "features/operations/testing/toy_cloud.h"
#include "features/policy/policy_store.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::operations {
namespace {

using namespace std::chrono_literals;
using sql::testing::TestLoop;
using testing::Bench;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SpineTest : public ::testing::Test {
 protected:
  TestLoop loop;
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, testing::all_migrations());
  Bench bench{*db, loop};
  testing::ToyCloud& cloud = bench.cloud;

  void pause(policy::PauseScope scope = policy::PauseScope::everything) {
    bench.run(db->write([&](sql::Tx& tx) {
      policy::put_pause(tx, bench.ana.tenant,
                        {.scope = scope,
                         .reason = "month-end closing",
                         .by = bench.ana.actor,
                         .since = loop.clock().now()});
    }));
  }
  Task<void> cancel_now(OperationId id) {
    co_await db->write([&](sql::Tx& tx) { cancel(tx, bench.ana, bench.spine, id); });
  }
  std::vector<std::string> audited() {
    return bench.run(db->read([&](sql::Snapshot& snapshot) {
      EXPECT_TRUE(audit::verify(snapshot, bench.ana.tenant).is_whole());
      std::vector<std::string> actions;
      for (const auto& record : audit::list(snapshot, bench.ana.tenant, {}, 100))
        actions.insert(actions.begin(),
                       Json::parse(record.content).at("action").get<std::string>());
      return actions;
    }));
  }
};

TEST_F(SpineTest, AnOperationSucceedsOnlyWhenTheWishedStateWasSeen) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  const auto asked_at = loop.clock().now();

  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(ended.state, State::succeeded);
  EXPECT_GE(*ended.finished_at - asked_at, cloud.takes);
  EXPECT_EQ(cloud.calls(), "on a\n");
  const auto target = bench.targets(id).at(0);
  EXPECT_EQ(target.observed_state, "on");
  EXPECT_EQ(target.reason, "seen on");
  EXPECT_THAT(target.request_ids, ::testing::ElementsAre("rq-on"));
  EXPECT_THAT(target.losses, SizeIs(1));
}

TEST_F(SpineTest, TheIntentionIsWrittenBeforeTheCallAndTheAnswerAfterIt) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  std::string journal_at_call;
  cloud.before_call = [&](const std::string&) { journal_at_call = bench.journal(id); };

  bench.run_until_ended(id);

  EXPECT_EQ(journal_at_call, "planned observed intended");
  EXPECT_EQ(bench.journal(id), "planned observed intended answered observed observed ended");
}

TEST_F(SpineTest, RequestOutcomeAndEndStandInTheAuditAndAmongTheEvents) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});

  bench.run_until_ended(id);

  EXPECT_THAT(audited(), ::testing::ElementsAre("operation.requested", "operation.outcome",
                                                "operation.ended"));
  const auto count = bench.run(db->read([](sql::Snapshot& snapshot) {
    return snapshot.one("select count(*) from events where kind = 'operation.ended'")->integer(0);
  }));
  EXPECT_EQ(count, 1);
}

TEST_F(SpineTest, WhatIsAlreadyAsWishedSucceedsWithoutACall) {
  bench.add_toys({"a"}, "on");
  const auto id = bench.ask("toys.on", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "");
  EXPECT_EQ(bench.targets(id).at(0).reason, "it is on already");
}

TEST_F(SpineTest, ManyTargetsGoIntoCallsOfFifty) {
  std::vector<std::string> ids;
  for (int i = 0; i < 120; ++i) ids.push_back("t" + std::to_string(100 + i));
  bench.add_toys(ids);
  const auto id = bench.ask("toys.on", ids);

  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(ended.state, State::succeeded);
  EXPECT_EQ(ended.done, 120);
  EXPECT_EQ(std::ranges::count(cloud.calls(), '\n'), 3);
}

TEST_F(SpineTest, OneWrongIdThatTheErrorNamesDoesNotHoldUpTheOthers) {
  bench.add_toys({"a", "b", "c"});
  cloud.named = {"b"};
  const auto id = bench.ask("toys.on", {"a", "b", "c"});

  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(ended.state, State::partial);
  EXPECT_EQ(bench.outcomes(id), "a succeeded, b failed Toy.Wrong, c succeeded");
  EXPECT_EQ(cloud.calls(), "on a,b,c -> Toy.Wrong\non a,c\n");
}

TEST_F(SpineTest, OneWrongIdThatNothingNamesIsFoundByHalves) {
  bench.add_toys({"a", "b", "c", "d", "e"});
  cloud.broken = {"d"};
  const auto id = bench.ask("toys.on", {"a", "b", "c", "d", "e"});

  bench.run_until_ended(id);

  EXPECT_EQ(bench.outcomes(id),
            "a succeeded, b succeeded, c succeeded, d failed Toy.Wrong, e succeeded");
  EXPECT_EQ(cloud.calls(),
            "on a,b,c,d,e -> Toy.Wrong\n"
            "on a,b\n"
            "on c,d,e -> Toy.Wrong\n"
            "on c\n"
            "on d,e -> Toy.Wrong\n"
            "on d -> Toy.Wrong\n"
            "on e\n");
}

TEST_F(SpineTest, ALackOfCapacityOfOneGroupDoesNotHoldUpAnother) {
  bench.add_toys({"a", "b", "c", "d"});
  cloud.toys["a"].group = cloud.toys["c"].group = "full";
  cloud.toys["b"].group = cloud.toys["d"].group = "free";
  cloud.full_groups = {"full"};
  const auto id = bench.ask("toys.on", {"a", "b", "c", "d"});

  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(ended.state, State::partial);
  EXPECT_EQ(bench.outcomes(id),
            "a failed Toy.NoRoom, b succeeded, c failed Toy.NoRoom, d succeeded");
  EXPECT_THAT(cloud.calls(), HasSubstr("on b,d\n"));
}

TEST_F(SpineTest, CapacityThatComesBackInTimeIsUsed) {
  bench.add_toys({"a", "b"});
  cloud.toys["a"].group = cloud.toys["b"].group = "small";
  cloud.full_groups = {"small"};
  const auto id = bench.ask("toys.on", {"a", "b"});
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 45s);
    cloud.full_groups.clear();
  };

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
}

TEST_F(SpineTest, ALostAnswerIsNotRepeatedWhenTheEffectIsSeen) {
  bench.add_toys({"a"});
  cloud.after_call = [&](const std::string&) {
    cloud.after_call = nullptr;
    throw Failure(ErrorKind::unavailable, "connection lost");
  };
  const auto id = bench.ask("toys.on", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "on a\n");
}

TEST_F(SpineTest, ALostCallIsRepeatedWhenThePresentProvesThatNothingHappened) {
  bench.add_toys({"a"});
  cloud.before_call = [&](const std::string&) {
    cloud.before_call = nullptr;
    throw Failure(ErrorKind::timeout, "no answer");
  };
  const auto id = bench.ask("toys.on", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "on a\n");
}

TEST_F(SpineTest, ALostAnswerThatNothingProvesIsGivenToAPerson) {
  bench.add_toys({"a"}, "on");
  cloud.after_call = [](const std::string&) {
    throw Failure(ErrorKind::unavailable, "connection lost");
  };
  const auto id = bench.ask("toys.poke", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::needs_person);
  EXPECT_EQ(bench.outcomes(id), "a needs_person toy.unknown");
  EXPECT_EQ(cloud.calls(), "poke a\n");
}

TEST_F(SpineTest, WhatFallsBackIsAFailureAndNotASuccess) {
  bench.add_toys({"a"});
  cloud.after_call = [&](const std::string&) {
    cloud.toys["a"].state = "off";
    cloud.toys["a"].switched_on_at = loop.clock().now();
  };
  const auto id = bench.ask("toys.on", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::failed);
  EXPECT_EQ(bench.outcomes(id), "a failed toy.fell_back");
}

TEST_F(SpineTest, WhatNeverComesIsAFailureWhenItsTimeIsUp) {
  bench.add_toys({"a"});
  cloud.stubborn = {"a"};
  const auto id = bench.ask("toys.on", {"a"});
  const auto asked_at = loop.clock().now();

  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(bench.outcomes(id), "a failed toy.late");
  EXPECT_GE(*ended.finished_at - asked_at, 120s);
  EXPECT_LE(*ended.finished_at - asked_at, 140s);
  EXPECT_EQ(cloud.calls(), "on a\n");
}

TEST_F(SpineTest, ThrottledCallsAreMadeAgain) {
  bench.add_toys({"a"});
  int times = 0;
  cloud.before_call = [&](const std::string&) {
    if (++times < 4) throw Failure(ErrorKind::throttled, "slow down");
  };
  const auto id = bench.ask("toys.on", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(times, 4);
}

TEST_F(SpineTest, AnUnknownTargetIsLookedForAgainBeforeItIsReported) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a", "late"});
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 5s);
    cloud.toys["late"] = {};
  };

  bench.run_until_ended(id);
  const auto never = bench.ask("toys.on", {"nobody"});
  bench.run_until_ended(never);

  EXPECT_EQ(bench.outcomes(id), "a succeeded, late succeeded");
  EXPECT_EQ(bench.outcomes(never), "nobody failed Toy.NotFound");
}

TEST_F(SpineTest, NothingIsCalledWhileThePresentCannotBeSeen) {
  bench.add_toys({"a"});
  cloud.blind = Error{.kind = ErrorKind::forbidden,
                      .message = "ec2:DescribeToys is missing",
                      .code = "UnauthorizedOperation"};
  const auto id = bench.ask("toys.on", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::failed);
  EXPECT_EQ(bench.outcomes(id), "a failed UnauthorizedOperation");
  EXPECT_THAT(bench.targets(id).at(0).reason, HasSubstr("nothing was done"));
  EXPECT_EQ(cloud.calls(), "");
}

TEST_F(SpineTest, AnOutageOfLooksIsWaitedFor) {
  bench.add_toys({"a"});
  cloud.blind = Error{.kind = ErrorKind::unavailable, .message = "no route"};
  const auto id = bench.ask("toys.on", {"a"});
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 200s);
    cloud.blind.reset();
  };

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
}

TEST_F(SpineTest, WhatWasSentAndCannotBeSeenIsGivenToAPerson) {
  bench.add_toys({"a"});
  cloud.after_call = [&](const std::string&) {
    cloud.blind = Error{.kind = ErrorKind::forbidden, .message = "no", .code = "AccessDenied"};
  };
  const auto id = bench.ask("toys.on", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::needs_person);
  EXPECT_THAT(bench.targets(id).at(0).reason, HasSubstr("the call was sent, but"));
}

TEST_F(SpineTest, CancelledBeforeTheCallNothingHappens) {
  bench.add_toys({"a"});
  cloud.blind = Error{.kind = ErrorKind::unavailable, .message = "no route"};
  const auto id = bench.ask("toys.on", {"a"});
  bench.meanwhile = [&](Runner& runner) -> Task<void> {
    co_await sleep_for(loop, 3s);
    co_await cancel_now(id);
    runner.wake();
    cloud.blind.reset();
  };

  EXPECT_EQ(bench.run_until_ended(id).state, State::cancelled);
  EXPECT_EQ(cloud.calls(), "");
  EXPECT_EQ(bench.targets(id).at(0).reason, "cancelled by ana before anything was sent");
}

TEST_F(SpineTest, CancelledBetweenLookAndCallNothingHappens) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  // The look takes 100 ms; the wish is taken back while it is under way, and nobody is woken.
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 50ms);
    co_await cancel_now(id);
  };

  EXPECT_EQ(bench.run_until_ended(id).state, State::cancelled);
  EXPECT_EQ(cloud.calls(), "");
}

TEST_F(SpineTest, CancelledAfterTheCallItIsObservedToItsEndAndSaysSo) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  bench.meanwhile = [&](Runner& runner) -> Task<void> {
    co_await sleep_for(loop, 3s);
    co_await cancel_now(id);
    runner.wake();
  };

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_THAT(bench.targets(id).at(0).reason, HasSubstr("observed to its end"));
}

TEST_F(SpineTest, WhatHasEndedCannotBeCancelled) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  bench.run_until_ended(id);

  try {
    bench.run(cancel_now(id));
    FAIL() << "it was cancelled";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "operation.ended");
  }
}

TEST_F(SpineTest, APauseRefusesARequestAndRecordsIt) {
  bench.add_toys({"a"});
  pause();

  const auto asked = bench.ask({.kind = "toys.off", .targets = {bench.toy("a")}});

  EXPECT_EQ(asked.state, State::refused);
  EXPECT_EQ(bench.outcomes(asked.id), "a refused policy.paused");
  EXPECT_THAT(audited(),
              ::testing::ElementsAre("operation.requested", "operation.targets_refused"));
  bench.run_for(10s);
  EXPECT_EQ(cloud.calls(), "");
}

TEST_F(SpineTest, APersonWithAReasonActsDespiteAPause) {
  bench.add_toys({"a"});
  pause();

  const auto asked = bench.ask({.kind = "toys.on",
                                .targets = {bench.toy("a")},
                                .despite_pause = "the customer waits on the phone"});

  EXPECT_EQ(bench.run_until_ended(asked.id).state, State::succeeded);
}

TEST_F(SpineTest, APauseThatComesAfterTheRequestStillRefusesTheCall) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  pause();

  EXPECT_EQ(bench.run_until_ended(id).state, State::refused);
  EXPECT_EQ(bench.outcomes(id), "a refused policy.paused");
  EXPECT_EQ(cloud.calls(), "");
}

TEST_F(SpineTest, APauseDoesNotLeaveAChangeHalfWay) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.saga", {"a"});
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 3s);
    pause();
  };

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "on a\noff a\non a\n");
}

TEST_F(SpineTest, AServerMarkedNeverSwitchOffIsRefusedAndTheOthersAreNot) {
  bench.add_toys({"a", "b"}, "on");
  bench.run(db->write([&](sql::Tx& tx) {
    policy::put_never_switch_off(tx, bench.ana.tenant,
                                 {.account = bench.account,
                                  .region = Region{"sa-east-1"},
                                  .server = "a",
                                  .reason = "licences",
                                  .by = bench.ana.actor,
                                  .since = loop.clock().now()});
  }));

  const auto id = bench.ask("toys.off", {"a", "b"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::partial);
  EXPECT_EQ(bench.outcomes(id), "a refused policy.never_switch_off, b succeeded");
  EXPECT_EQ(cloud.calls(), "off b\n");
}

TEST_F(SpineTest, OfManyThatAreAskedForAtOnceEachIsItsOwn) {
  bench.add_toys({"a", "b", "c"}, "on");
  std::vector<Checked> requests;
  for (const auto* id : {"a", "b", "c"})
    requests.push_back(check(bench.ana, bench.spine,
                             {.kind = "toys.off",
                              .targets = {bench.toy(id)},
                              .names = {{bench.toy(id), "toy"}},
                              .idempotency_key = id}));

  const auto asked = bench.run(db->write([&](sql::Tx& tx) {
    policy::put_never_switch_off(tx, bench.ana.tenant,
                                 {.account = bench.account,
                                  .region = Region{"sa-east-1"},
                                  .server = "b",
                                  .reason = "licences",
                                  .by = bench.ana.actor,
                                  .since = loop.clock().now()});
    return request_all(tx, bench.spine, requests);
  }));

  ASSERT_THAT(asked, SizeIs(3));
  EXPECT_EQ(asked[1].state, State::refused);
  EXPECT_EQ(bench.run_until_ended(asked[0].id).state, State::succeeded);
  EXPECT_EQ(bench.run_until_ended(asked[2].id).state, State::succeeded);
  EXPECT_EQ(bench.targets(asked[2].id).at(0).name, "toy");
  EXPECT_EQ(bench.outcomes(asked[1].id), "b refused policy.never_switch_off");
  EXPECT_EQ(audited()[2], "operation.targets_refused");
}

TEST_F(SpineTest, AKnownKeyAmongManyIsAConflictAndStoresNothing) {
  bench.add_toys({"a", "b"});
  const auto ask_for = [&](std::vector<std::string> ids) {
    std::vector<Checked> requests;
    for (const auto& id : ids)
      requests.push_back(
          check(bench.ana, bench.spine,
                {.kind = "toys.on", .targets = {bench.toy(id)}, .idempotency_key = id}));
    return bench.run(
        db->write([&](sql::Tx& tx) { return request_all(tx, bench.spine, requests).size(); }));
  };
  ask_for({"a"});

  EXPECT_THROW(ask_for({"b", "a"}), Failure);

  EXPECT_EQ(audited().size(), 1u);
  EXPECT_EQ(ask_for({"b"}), 1u);
}

TEST_F(SpineTest, ARefusalOfThePlanIsAnOutcomeOfItsTarget) {
  bench.add_toys({"a", "b"});
  cloud.toys["a"].state = "glued";
  const auto id = bench.ask("toys.on", {"a", "b"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::partial);
  EXPECT_EQ(bench.outcomes(id), "a refused toy.glued, b succeeded");
}

TEST_F(SpineTest, StepsOfOneTargetFollowEachOther) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.saga", {"a"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "on a\noff a\non a\n");
}

TEST_F(SpineTest, AFailedStepTakesTheEarlierOnesBack) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.saga", {"a"}, {{"fail_at", 2}});

  EXPECT_EQ(bench.run_until_ended(id).state, State::failed);
  EXPECT_EQ(cloud.calls(), "on a\noff a\non a\noff a\n");
  EXPECT_EQ(bench.targets(id).at(0).reason_code, "toy.hopeless");
  EXPECT_EQ(bench.targets(id).at(0).reason,
            "this step never works; everything was put back as it was");
}

TEST_F(SpineTest, AFailureWhileTakingBackIsGivenToAPerson) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.saga", {"a"}, {{"fail_at", 2}, {"undo_fails", true}});

  EXPECT_EQ(bench.run_until_ended(id).state, State::needs_person);
  EXPECT_THAT(bench.targets(id).at(0).reason, HasSubstr("putting things back failed as well"));
}

TEST_F(SpineTest, TwoOperationsNeverChangeOneThingAtTheSameTime) {
  bench.add_toys({"a"});
  const auto first = bench.ask("toys.on", {"a"});
  loop.fake_clock.advance(1ms);
  const auto second = bench.ask("toys.off", {"a"});
  std::string reason_meanwhile;
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 5s);
    const auto found = co_await db->read(
        [&](sql::Snapshot& snapshot) { return targets_of(snapshot, bench.ana.tenant, second); });
    reason_meanwhile = found.at(0).reason;
  };

  EXPECT_EQ(bench.run_until_ended(second).state, State::succeeded);
  EXPECT_EQ(bench.operation(first).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "on a\noff a\n");
  EXPECT_EQ(reason_meanwhile,
            "operation " + first.text() + " is changing a; this waits for its end");
}

TEST_F(SpineTest, TwoRunnersCarryOutAnOperationOnce) {
  bench.add_toys({"a", "b"});
  const auto id = bench.ask("toys.on", {"a", "b"});
  bench.meanwhile = [&](Runner&) -> Task<void> {
    Runner other(bench.services(), bench.config);
    TaskGroup group(loop, nullptr);
    group.spawn(other.run());
    co_await sleep_for(loop, 40s);
    other.stop();
    co_await group.join();
  };

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "on a,b\n");
}

TEST_F(SpineTest, ARunnerThatSleptThroughItsLeaseMakesNoCall) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  // While the first runner looks, its process is stopped for longer than the lease: here the store
  // is handed to another holder, which is what the next runner would do.
  bench.meanwhile = [&](Runner&) -> Task<void> {
    co_await sleep_for(loop, 50ms);
    co_await db->write([&](sql::Tx& tx) {
      tx.exec("update operations set fence = fence + 1, lease_holder = 'other', lease_until = ?",
              tx.now() + 20s);
    });
    co_await sleep_for(loop, 15s);
    EXPECT_EQ(cloud.calls(), "");
  };

  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "on a\n");
}

TEST_F(SpineTest, AKindThatThisProgramDoesNotKnowNeedsAPerson) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  bench.run(db->write([](sql::Tx& tx) { tx.exec("update operations set version = 9"); }));

  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(ended.state, State::needs_person);
  EXPECT_THAT(ended.reason, HasSubstr("does not know \"toys.on\" in version 9"));
  EXPECT_EQ(bench.outcomes(id), "a needs_person operation.unknown_version");
}

TEST_F(SpineTest, AnOperationThatIsInterruptedAgainAndAgainNeedsAPerson) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  bench.run(db->write([](sql::Tx& tx) { tx.exec("update operations set tries = 10"); }));

  EXPECT_EQ(bench.run_until_ended(id).state, State::needs_person);
  EXPECT_EQ(cloud.calls(), "");
}

TEST_F(SpineTest, DamagedRowsOfOneOperationDoNotHoldUpTheOthers) {
  bench.add_toys({"a", "b"});
  const auto damaged = bench.ask("toys.on", {"a"});
  bench.run(db->write([](sql::Tx& tx) { tx.exec("update operations set params = '{'"); }));
  const auto fine = bench.ask("toys.on", {"b"});

  EXPECT_EQ(bench.run_until_ended(fine).state, State::succeeded);
  const auto state = bench.run(db->read([&](sql::Snapshot& snapshot) {
    return snapshot.one("select state from operations where id = ?", damaged)->text(0);
  }));
  EXPECT_EQ(state, "needs_person");
}

TEST_F(SpineTest, WhatIsLeftWhenTheProcessDrainsIsCarriedOnByTheNextAtOnce) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});

  bench.run_for(3s);
  EXPECT_EQ(bench.operation(id).state, State::running);
  const auto drained_at = loop.clock().now();
  const auto ended = bench.run_until_ended(id);

  EXPECT_EQ(ended.state, State::succeeded);
  EXPECT_LE(*ended.finished_at - drained_at, cloud.takes + 2s);
  EXPECT_EQ(cloud.calls(), "on a\n");
}

TEST_F(SpineTest, ADrainWaitsForTheAnswerOfACall) {
  bench.add_toys({"a"}, "on");
  const auto id = bench.ask("toys.poke", {"a"});

  // The look ends after 100 ms, the call after 200.
  bench.meanwhile = [&](Runner& runner) -> Task<void> {
    co_await sleep_for(loop, 150ms);
    runner.stop();
  };
  bench.run_until_ended(id);
  bench.meanwhile = nullptr;

  EXPECT_THAT(bench.journal(id), HasSubstr("intended answered"));
  EXPECT_EQ(bench.run_until_ended(id).state, State::succeeded);
  EXPECT_EQ(cloud.calls(), "poke a\n");
}

TEST_F(SpineTest, AnIdempotencyKeyGivesBackTheFirstOperation) {
  bench.add_toys({"a"});
  const RequestDraft draft{
      .kind = "toys.on", .targets = {bench.toy("a")}, .idempotency_key = "fire-1"};

  const auto first = bench.ask(draft);
  const auto second = bench.ask(draft);

  EXPECT_TRUE(first.is_new);
  EXPECT_FALSE(second.is_new);
  EXPECT_EQ(first.id, second.id);
  EXPECT_THAT(audited(), SizeIs(1));
}

TEST_F(SpineTest, AnIdempotencyKeyForSomethingElseIsAConflict) {
  bench.add_toys({"a", "b"});
  bench.ask({.kind = "toys.on", .targets = {bench.toy("a")}, .idempotency_key = "fire-1"});

  try {
    bench.ask({.kind = "toys.on", .targets = {bench.toy("b")}, .idempotency_key = "fire-1"});
    FAIL() << "it was taken";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "operation.key_reused");
    EXPECT_EQ(failure.error().kind, ErrorKind::conflict);
  }
}

TEST_F(SpineTest, BadRequestsAreRefusedWithTheFieldAndChangeNothing) {
  const auto field_of = [&](const RequestDraft& draft) {
    try {
      bench.ask(draft);
      return std::string("taken");
    } catch (const Failure& failure) {
      return failure.error().field;
    }
  };
  const auto a = bench.toy("a");

  EXPECT_EQ(field_of({.kind = "toys.eat", .targets = {a}}), "kind");
  EXPECT_EQ(field_of({.kind = "toys.on", .params = {{"bad", 1}}, .targets = {a}}), "params.bad");
  EXPECT_EQ(field_of({.kind = "toys.on", .targets = {}}), "targets");
  EXPECT_EQ(field_of({.kind = "toys.on", .targets = {a}, .idempotency_key = std::string(151, 'k')}),
            "idempotency_key");
  EXPECT_THAT(audited(), IsEmpty());
}

TEST_F(SpineTest, WithoutThePermissionNothingIsRequested) {
  bench.ana.permissions.reset();

  EXPECT_THROW(bench.ask("toys.on", {"a"}), Failure);
}

TEST_F(SpineTest, AnotherTenantsOperationCannotBeCancelled) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  auto stranger = bench.ana;
  stranger.tenant = TenantId::make(loop.clock(), bench.rng);

  try {
    bench.run(db->write([&](sql::Tx& tx) { cancel(tx, stranger, bench.spine, id); }));
    FAIL() << "it was cancelled";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().kind, ErrorKind::not_found);
  }
}

}  // namespace
}  // namespace mirante::operations
