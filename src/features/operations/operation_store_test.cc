#include "features/operations/operation_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/operations/journal.h"
#include "features/operations/lease_store.h"
#include "features/operations/testing/toy_cloud.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::operations {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class OperationsStore : public sql::testing::StoreTest {
 protected:
  OperationsStore() : StoreTest(testing::all_migrations()) {}

  Operation an_operation(std::string key = "") {
    loop.fake_clock.advance(1ms);  // Ids are ordered by their millisecond.
    Operation operation{.tenant = tenant,
                        .id = OperationId::make(loop.clock(), rng),
                        .kind = "servers.stop",
                        .version = 1,
                        .params = {{"force", true}},
                        .despite_pause = "phone",
                        .by = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
                        .request_hash = "abc",
                        .requested_at = loop.clock().now(),
                        .total = 2};
    operation.idempotency_key = key.empty() ? operation.id.text() : key;
    return operation;
  }
  std::vector<Target> two_targets() {
    return {{.ref = {account, Region{"sa-east-1"}, "i-1"},
             .name = "web-1",
             .losses = {{.code = "memory", .text = "what is in memory"}}},
            {.ref = {account, Region{"us-east-1"}, "i-2"},
             .outcome = Outcome::refused,
             .reason_code = "policy.paused",
             .reason = "paused",
             .observed_state = "running",
             .observed_at = loop.clock().now(),
             .request_ids = {"rq-1", "rq-2"}}};
  }
  Operation stored(std::string key = "") {
    const auto operation = an_operation(std::move(key));
    write([&](sql::Tx& tx) { insert(tx, operation, two_targets(), tx.now()); });
    return operation;
  }
  std::optional<Claim> claimed(OperationId id, std::string holder) {
    return write([&](sql::Tx& tx) { return claim(tx, tenant, id, holder, 60s); });
  }
  std::string held_by(const Claim& claim) {
    try {
      write([&](sql::Tx& tx) { hold(tx, claim, 60s); });
      return "held";
    } catch (const Failure& failure) {
      return failure.error().code;
    }
  }
  void expire(OperationId id) {
    write([&](sql::Tx& tx) {
      tx.exec("update operations set lease_until = ? where id = ?", tx.now() - 1s, id);
    });
  }

  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  TenantId other = TenantId::make(loop.clock(), rng);
  AccountId account = AccountId::make(loop.clock(), rng);
};

TEST_P(OperationsStore, GivesBackWhatItWasGiven) {
  const auto operation = stored();

  EXPECT_EQ(read([&](sql::Snapshot& s) { return find(s, tenant, operation.id); }), operation);
  EXPECT_EQ(read([&](sql::Snapshot& s) { return targets_of(s, tenant, operation.id); }),
            two_targets());
  EXPECT_THAT(read([&](sql::Snapshot& s) { return places_of(s, tenant, operation.id); }),
              ::testing::UnorderedElementsAre(std::pair(account, Region{"sa-east-1"}),
                                              std::pair(account, Region{"us-east-1"})));
}

TEST_P(OperationsStore, AnotherTenantSeesNothing) {
  const auto operation = stored("key");

  EXPECT_THAT(read([&](sql::Snapshot& s) { return places_of(s, other, operation.id); }), IsEmpty());
  EXPECT_EQ(read([&](sql::Snapshot& s) { return find(s, other, operation.id); }), std::nullopt);
  EXPECT_THAT(read([&](sql::Snapshot& s) { return targets_of(s, other, operation.id); }),
              IsEmpty());
  EXPECT_THAT(read([&](sql::Snapshot& s) { return list(s, other, {}, {}, 10); }), IsEmpty());
  EXPECT_EQ(write([&](sql::Tx& tx) { return find_by_key(tx, other, "key"); }), std::nullopt);
  EXPECT_FALSE(write(
      [&](sql::Tx& tx) { return ask_to_cancel(tx, other, operation.id, tx.now(), operation.by); }));
}

TEST_P(OperationsStore, NarrowsAListByEverythingThatIsAskedFor) {
  const auto operation = stored();
  const auto count = [&](const OperationFilter& filter) {
    return read([&](sql::Snapshot& s) { return list(s, tenant, filter, {}, 9); }).size();
  };

  EXPECT_EQ(count({.states = {State::failed, State::running}}), 1u);
  EXPECT_EQ(count({.states = {State::failed}}), 0u);
  EXPECT_EQ(count({.kinds = {"none", operation.kind}}), 1u);
  EXPECT_EQ(count({.kinds = {"none"}}), 0u);
  EXPECT_EQ(count({.accounts = {{account}}}), 1u);
  EXPECT_EQ(count({.accounts = {{AccountId::make(loop.clock(), rng)}}}), 0u);
  EXPECT_EQ(count({.accounts = std::vector<AccountId>{}}), 0u);
  EXPECT_EQ(count({.accounts = std::vector<AccountId>{}, .or_new_of = operation.by.id}), 0u);
  EXPECT_EQ(count({.since = operation.requested_at}), 1u);
  EXPECT_EQ(count({.since = operation.requested_at + 1us}), 0u);
  EXPECT_EQ(count({.until = operation.requested_at}), 0u);
  EXPECT_EQ(count({.actors = {"nobody", operation.by.name}}), 1u);
  EXPECT_EQ(count({.actors = {"nobody"}}), 0u);
}

TEST_P(OperationsStore, ListsWhatSomebodyAskedForBeforeItHasTargets) {
  auto operation = stored();
  operation.id = OperationId::make(loop.clock(), rng);
  operation.idempotency_key = operation.id.text();
  write([&](sql::Tx& tx) { insert(tx, operation, {}, loop.clock().now()); });
  const auto listed = [&](std::string by) {
    return read([&](sql::Snapshot& s) {
      return list(s, tenant, {.accounts = std::vector<AccountId>{}, .or_new_of = by}, std::nullopt,
                  10);
    });
  };

  EXPECT_THAT(listed(operation.by.id), ::testing::ElementsAre(operation));
  EXPECT_TRUE(listed("us_other").empty());
}

TEST_P(OperationsStore, CountsOutcomesOfSomeAccountsAlone) {
  const auto operation = stored();
  const auto counted = [&](const sql::Within& within) {
    return read([&](sql::Snapshot& s) { return outcomes_of(s, tenant, {operation.id}, within); });
  };

  EXPECT_EQ(counted(std::vector{account}).at(operation.id), read([&](sql::Snapshot& s) {
                                                              return outcomes_of(s, tenant,
                                                                                 {operation.id});
                                                            }).at(operation.id));
  EXPECT_TRUE(counted(std::vector{AccountId::make(loop.clock(), rng)}).empty());
  EXPECT_TRUE(counted(std::vector<AccountId>{}).empty());
}

TEST_P(OperationsStore, CountsOutcomesAndKeepsNamesOfTargetsThroughAChange) {
  const auto operation = stored();
  auto targets = read([&](sql::Snapshot& s) { return targets_of(s, tenant, operation.id); });
  const auto name = targets[0].name;
  ASSERT_NE(name, "");
  auto target = replay(targets, {}).at(0).target;
  target.outcome = Outcome::succeeded;
  write([&](sql::Tx& tx) { put_target(tx, tenant, operation.id, 0, target); });

  const auto counts =
      read([&](sql::Snapshot& s) { return outcomes_of(s, tenant, {operation.id}); });
  EXPECT_EQ(counts.at(operation.id),
            (OutcomeCounts{{Outcome::succeeded, 1}, {Outcome::refused, 1}}));
  EXPECT_EQ(read([&](sql::Snapshot& s) { return targets_of(s, tenant, operation.id); })[0].name,
            name);
  EXPECT_TRUE(
      read([&](sql::Snapshot& s) { return outcomes_of(s, other, {operation.id}); }).empty());
}

TEST_P(OperationsStore, ListsNewestFirstPageByPageAndByState) {
  const auto first = stored();
  const auto second = stored();
  const auto third = stored();
  write([&](sql::Tx& tx) { finish(tx, tenant, second.id, State::failed, tx.now(), "c", "r"); });

  const auto page = read([&](sql::Snapshot& s) { return list(s, tenant, {}, {}, 2); });
  const auto rest = read([&](sql::Snapshot& s) { return list(s, tenant, {}, second.id, 2); });
  const auto failed =
      read([&](sql::Snapshot& s) { return list(s, tenant, {.states = {State::failed}}, {}, 9); });

  ASSERT_THAT(page, SizeIs(2));
  EXPECT_EQ(page[0].id, third.id);
  ASSERT_THAT(rest, SizeIs(1));
  EXPECT_EQ(rest[0].id, first.id);
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].reason, "r");
}

TEST_P(OperationsStore, ListsInAnyOrderPageByPageAndWhatIsAlikeNewestFirst) {
  std::vector<OperationId> ids;
  for (const auto* name : {"Zoë", "ana", "Zoë"}) {
    auto operation = an_operation();
    operation.by.name = name;
    operation.kind = ids.empty() ? "servers.start" : "servers.stop";
    write([&](sql::Tx& tx) { insert(tx, operation, two_targets(), tx.now()); });
    ids.push_back(operation.id);
  }
  using By = OperationOrder::By;
  const auto all = [&](By by, bool is_descending) {
    std::string places;
    std::optional<OperationId> after;
    do {
      const auto page = read([&](sql::Snapshot& s) {
        return list(s, tenant, {}, after, 1, {.by = by, .is_descending = is_descending});
      });
      after.reset();
      for (const auto& one : page) {
        places += std::to_string(std::ranges::find(ids, one.id) - ids.begin());
        after = one.id;
      }
    } while (after && places.size() < 9);
    return places;
  };

  EXPECT_EQ(all(By::requested, true), "210");
  EXPECT_EQ(all(By::requested, false), "012");
  EXPECT_EQ(all(By::kind, false), "021");
  EXPECT_EQ(all(By::kind, true), "210");
  EXPECT_EQ(all(By::who, false), "201");  // By their bytes, on every engine.
  EXPECT_EQ(all(By::who, true), "120");
}

TEST_P(OperationsStore, RefusesAKeyThatIsThereAlready) {
  stored("fire-1");

  try {
    stored("fire-1");
    FAIL() << "it was stored twice";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "sql.duplicate");
  }
}

TEST_P(OperationsStore, KeepsTheJournalInItsOrder) {
  const auto operation = stored();
  const Entry second{.seq = 9,
                     .at = loop.clock().now(),
                     .fence = 3,
                     .what = Entry::What::answered,
                     .step = "stop",
                     .attempt = 2,
                     .token = "t",
                     .request_id = "rq",
                     .body = {{"reply", "accepted"}},
                     .each = {{0, {{"memory", {{"x", 1}}}}}, {11, Json::object()}}};
  const Entry first{.seq = 1, .at = loop.clock().now(), .what = Entry::What::planned};
  write([&](sql::Tx& tx) {
    append_entry(tx, tenant, operation.id, second);
    append_entry(tx, tenant, operation.id, first);
  });

  EXPECT_THAT(read([&](sql::Snapshot& s) { return journal_of(s, tenant, operation.id); }),
              ElementsAre(first, second));
  EXPECT_TRUE(read([&](sql::Snapshot& s) { return has_entry(s, tenant, operation.id, 9, 3); }));
  EXPECT_FALSE(read([&](sql::Snapshot& s) { return has_entry(s, tenant, operation.id, 9, 4); }));
}

TEST_P(OperationsStore, KnowsWhichOperationsAResourceHad) {
  const auto first = stored();
  const auto second = stored();
  const TargetRef server{account, Region{"sa-east-1"}, "i-1"};

  const auto found = read([&](sql::Snapshot& s) { return operations_of(s, tenant, server, 10); });
  const auto busy = read([&](sql::Snapshot& s) { return in_flight(s, tenant, account); });

  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].id, second.id);
  ASSERT_THAT(busy, SizeIs(2));
  EXPECT_EQ(busy[0].operation, first.id);
  EXPECT_EQ(busy[0].ref, server);
}

TEST_P(OperationsStore, KnowsWhetherAResourceWasEverSwitchedSo) {
  const auto operation = stored();
  const TargetRef server{account, Region{"sa-east-1"}, "i-1"};
  const auto known = [&](TenantId whose, std::string_view kind) {
    return read([&](sql::Snapshot& s) { return has_succeeded(s, whose, kind, server); });
  };
  EXPECT_FALSE(known(tenant, operation.kind));

  auto target = two_targets()[0];
  target.outcome = Outcome::succeeded;
  write([&](sql::Tx& tx) { put_target(tx, tenant, operation.id, 0, target); });

  EXPECT_TRUE(known(tenant, operation.kind));
  EXPECT_FALSE(known(tenant, "another.kind"));
  EXPECT_FALSE(known(other, operation.kind));
}

/// Reads nothing but how SQLite would find it.
class Planned final : public sql::Snapshot {
 public:
  explicit Planned(sql::Snapshot& snapshot) : snapshot_(snapshot) {}

  void each(std::string_view statement, sql::Args args,
            const std::function<bool(const sql::Row&)>&) override {
    snapshot_.each("explain query plan " + std::string(statement), args, [&](const sql::Row& row) {
      steps.push_back(row.text(3));
      return true;
    });
  }
  Instant now() override { return snapshot_.now(); }

  std::vector<std::string> steps;

 private:
  sql::Snapshot& snapshot_;
};

class PlansOfSqlite : public OperationsStore {};

TEST_P(PlansOfSqlite, FindByItsIdWhatAResourceWasEverSwitchedBy) {
  const auto steps = read([&](sql::Snapshot& s) {
    Planned planned(s);
    has_succeeded(planned, tenant, "servers.stop", {account, Region{"sa-east-1"}, "i-1"});
    return planned.steps;
  });

  EXPECT_THAT(steps, Contains(HasSubstr("USING INDEX operation_targets_by_id (tenant_id=? AND "
                                        "resource=?)")));
}

TEST_P(OperationsStore, OneOfTwoRunnersGetsTheClaim) {
  const auto operation = stored();

  const auto first = claimed(operation.id, "a");
  const auto second = claimed(operation.id, "b");

  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->fence, 1);
  EXPECT_FALSE(second.has_value());
}

TEST_P(OperationsStore, AfterTheLeaseAnotherRunnerGetsItAndTheFirstIsFencedOff) {
  const auto operation = stored();
  const auto first = claimed(operation.id, "a");
  EXPECT_EQ(held_by(*first), "held");

  expire(operation.id);
  const auto second = claimed(operation.id, "b");

  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->fence, 2);
  EXPECT_EQ(held_by(*first), "operation.lease_lost");
  EXPECT_EQ(held_by(*second), "held");
}

TEST_P(OperationsStore, WhatTheDeadHeldIsDueAtOnceAndTheyAreFencedOff) {
  const auto operation = stored();
  const auto first = claimed(operation.id, "a");

  write([](sql::Tx& tx) { end_leases_of_the_dead(tx); });
  const auto second = claimed(operation.id, "b");

  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(held_by(*first), "operation.lease_lost");
  EXPECT_EQ(held_by(*second), "held");
}

TEST_P(OperationsStore, TheSameRunnerIsFencedOffFromItsOwnEarlierClaim) {
  const auto operation = stored();
  const auto first = claimed(operation.id, "a");
  expire(operation.id);
  claimed(operation.id, "a");

  EXPECT_EQ(held_by(*first), "operation.lease_lost");
}

TEST_P(OperationsStore, WhatWasGivenBackIsDueWhenItWasSaid) {
  const auto operation = stored();
  const auto first = claimed(operation.id, "a");
  write([&](sql::Tx& tx) { release(tx, *first, tx.now() + 1h); });

  EXPECT_THAT(read([](sql::Snapshot& s) { return due_groups(s); }), IsEmpty());
  EXPECT_TRUE(read([](sql::Snapshot& s) { return next_due(s); }).has_value());

  write([&](sql::Tx& tx) { tx.exec("update operations set due_at = ?", tx.now()); });
  const auto groups = read([](sql::Snapshot& s) { return due_groups(s); });
  ASSERT_THAT(groups, SizeIs(1));
  EXPECT_EQ(groups[0].tenant, tenant);
  EXPECT_EQ(groups[0].account, account);
  EXPECT_THAT(read([&](sql::Snapshot& s) { return due_in(s, groups[0], 5); }),
              ElementsAre(operation.id));
}

TEST_P(OperationsStore, TheHolderHearsOfAWishToCancelOnceAsked) {
  const auto operation = stored();
  const auto mine = claimed(operation.id, "a");
  const auto ask = [&] {
    return write([&](sql::Tx& tx) {
      return ask_to_cancel(tx, tenant, operation.id, loop.clock().now(), operation.by);
    });
  };

  EXPECT_TRUE(ask());
  EXPECT_FALSE(ask());
  EXPECT_EQ(write([&](sql::Tx& tx) { return hold(tx, *mine, 60s); }).cancel_by, "ana");
  EXPECT_THAT(read([](sql::Snapshot& s) { return cancels_for(s, "a"); }), SizeIs(1));
  EXPECT_THAT(read([](sql::Snapshot& s) { return cancels_for(s, "b"); }), IsEmpty());
}

TEST_P(OperationsStore, AResourceIsClaimedByOneOperationAtATime) {
  const auto first = stored();
  const auto second = stored();
  const std::vector<TargetRef> both{{account, Region{"r"}, "i-1"}, {account, Region{"r"}, "i-2"}};
  const std::vector<TargetRef> one{both[0]};
  const auto take = [&](OperationId id, const std::vector<TargetRef>& refs) {
    return write([&](sql::Tx& tx) { return claim_resources(tx, tenant, id, refs); });
  };

  EXPECT_THAT(take(first.id, one), IsEmpty());
  EXPECT_THAT(take(first.id, one), IsEmpty());
  EXPECT_THAT(take(second.id, both), ElementsAre(Pair(0, first.id)));
  write([&](sql::Tx& tx) { release_resource(tx, tenant, second.id, one[0]); });
  EXPECT_THAT(take(second.id, both), ElementsAre(Pair(0, first.id)));
  write([&](sql::Tx& tx) { release_resources(tx, tenant, first.id); });
  EXPECT_THAT(take(second.id, both), IsEmpty());
}

TEST_P(OperationsStore, AResourceGoesFirstToTheOperationThatWasAskedForFirst) {
  const auto first = stored();
  const auto second = stored();
  const std::vector<TargetRef> refs{{account, Region{"sa-east-1"}, "i-1"}};
  const auto take = [&](OperationId id) {
    return write([&](sql::Tx& tx) { return claim_resources(tx, tenant, id, refs); });
  };

  EXPECT_THAT(take(second.id), ElementsAre(Pair(0, first.id)));
  EXPECT_THAT(take(first.id), IsEmpty());
  write([&](sql::Tx& tx) {
    auto ended = two_targets().front();
    ended.outcome = Outcome::succeeded;
    put_target(tx, tenant, first.id, 0, ended);
    release_resource(tx, tenant, first.id, refs[0]);
  });
  EXPECT_THAT(take(second.id), IsEmpty());
}

TEST_P(OperationsStore, NobodyWaitsForAnOperationThatHasNotGotToItForHours) {
  stored();
  loop.fake_clock.advance(3h);
  const auto second = stored();
  const std::vector<TargetRef> refs{{account, Region{"sa-east-1"}, "i-1"}};

  EXPECT_THAT(write([&](sql::Tx& tx) { return claim_resources(tx, tenant, second.id, refs); }),
              IsEmpty());
}

INSTANTIATE_ON_ALL_ENGINES(OperationsStore);
INSTANTIATE_TEST_SUITE_P(Engines, PlansOfSqlite,
                         ::testing::Values(sql::testing::EngineKind::sqlite));

// The whole spine once on each engine: what the store suites cannot see is how its writes follow
// each other.
class SpineOnEveryEngine : public sql::testing::StoreTest {
 protected:
  SpineOnEveryEngine() : StoreTest(testing::all_migrations()) {}
};

TEST_P(SpineOnEveryEngine, CarriesAnOperationFromItsRequestToItsOutcome) {
  testing::Bench bench(*db, loop);
  bench.add_toys({"a", "b", "c"});
  bench.cloud.named = {"b"};
  const auto id = bench.ask("toys.on", {"a", "b", "c"});

  EXPECT_EQ(bench.run_until_ended(id).state, State::partial);
  EXPECT_EQ(bench.outcomes(id), "a succeeded, b failed Toy.Wrong, c succeeded");
}

INSTANTIATE_ON_ALL_ENGINES(SpineOnEveryEngine);

}  // namespace
}  // namespace mirante::operations
