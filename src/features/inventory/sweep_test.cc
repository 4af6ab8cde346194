#include "features/inventory/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "features/accounts/account_access.h"
#include "features/accounts/account_store.h"
#include "features/inventory/canonical.h"
#include "features/inventory/collector.h"
#include "features/inventory/list_store.h"
#include "features/inventory/resource_store.h"
#include "platform/events/events.h"
#include "platform/sql/engine.h"
#include "platform/sql/testing/test_loop.h"

namespace mirante::inventory {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Observed thing(const std::string& id, const std::string& state = "running") {
  Observed observed{.id = id, .state = state};
  observed.body = "{\"Id\":\"" + id + "\",\"State\":\"" + state + "\"}";
  observed.hash = hash_of(observed.body);
  return observed;
}

/// What the account rooms would say, from the store and a list of regions to find.
class RegionsOfTests final : public accounts::AccountAccess {
 public:
  explicit RegionsOfTests(sql::Database& db) : db_(db) {}

  Task<aws::Target> target(CallContext, AccountId, Region) override {
    throw Failure(ErrorKind::internal, "this test talks to no AWS");
  }
  Task<std::vector<Region>> enabled_regions(CallContext ctx, AccountId account) override {
    const auto regions = co_await db_.read(
        [&](sql::Snapshot& s) { return accounts::regions_of(s, ctx.tenant, account); });
    std::vector<Region> enabled;
    for (const auto& region : regions)
      if (region.state == accounts::RegionState::enabled) enabled.push_back(region.region);
    co_return enabled;
  }
  Task<void> refresh_regions(CallContext ctx, AccountId account) override {
    ++refreshed;
    if (found.empty()) throw Failure(ErrorKind::unavailable, "no answer");
    co_await db_.write([&](sql::Tx& tx) { accounts::put_regions(tx, ctx.tenant, account, found); });
  }

  std::vector<accounts::AccountRegion> found;
  int refreshed = 0;

 private:
  sql::Database& db_;
};

/// Pages, or the error after them, that a place and kind answers.
struct Answer {
  std::vector<std::vector<Observed>> pages = {};
  std::optional<Error> then = {};
  std::chrono::seconds takes{0};
};

class Watcher final : public SweepWatcher {
 public:
  void progress(std::int64_t done, std::int64_t total) override { steps.emplace_back(done, total); }
  Task<void> region_read(RegionRead read) override {
    reads.push_back(std::move(read));
    co_return;
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> steps;
  std::vector<RegionRead> reads;
};

class Sweeps : public ::testing::Test {
 protected:
  Sweeps() {
    add_account(tenant, account, "prod");
    for (const std::string_view name : {"instance", "volume"})
      services.kinds.push_back(
          {.name = name,
           .action = name == "instance" ? "ec2:DescribeInstances" : "ec2:DescribeVolumes",
           .read = [this, name](const CallContext&, AccountId, const Region& region,
                                PageSink& sink) {
             return answer(std::string(name), region.value, sink);
           }});
  }

  void add_account(TenantId whose, AccountId id, const std::string& name) {
    loop.run(db->write([&](sql::Tx& tx) {
      accounts::insert(tx, whose,
                       {.id = id,
                        .name = name,
                        .state = accounts::AccountState::connected,
                        .created_at = loop.clock().now()});
      accounts::put_regions(
          tx, whose, id,
          std::vector<accounts::AccountRegion>{
              {.region = {"sa-east-1"}},
              {.region = {"us-east-1"}},
              {.region = {"af-south-1"}, .state = accounts::RegionState::not_enabled}});
    }));
  }

  Task<void> answer(std::string kind, std::string region, PageSink& sink) {
    ++in_flight;
    most_in_flight = std::max(most_in_flight, in_flight);
    const auto& what = answers[{kind, region}];
    calls.push_back(kind + " " + region);
    if (what.takes > 0s) co_await sleep_for(loop, what.takes);
    for (const auto& page : what.pages) co_await sink.page(page, loop.clock().now());
    --in_flight;
    if (what.then) throw Failure(*what.then);
  }

  void run(SweepScope scope = {}) { loop.run(sweep(services, ctx, std::move(scope), watcher)); }

  std::vector<std::string> ids(std::string kind = "instance") {
    std::vector<std::string> found;
    for (const auto& resource : loop.run(db->read([&](sql::Snapshot& s) {
           return list(s, tenant, {.kind = std::move(kind)}, Detail::card, 1'000);
         })))
      found.push_back(resource.ref.id + " " + resource.state);
    return found;
  }
  Coverage covered(std::string kind = "instance") {
    return loop.run(
        db->read([&](sql::Snapshot& s) { return coverage(s, tenant, {.kind = std::move(kind)}); }));
  }

  sql::testing::TestLoop loop;
  std::unique_ptr<sql::Database> db =
      sql::open_memory(loop, {migrations(), accounts::migrations(), events::migrations()});
  SeededRng rng{7};
  TenantId tenant = TenantId::make(loop.clock(), rng);
  AccountId account = AccountId::make(loop.clock(), rng);
  CallContext ctx{.tenant = tenant, .actor = {}, .permissions = all_permissions()};
  RegionsOfTests access{*db};
  SweepServices services{.db = *db, .loop = loop, .access = access, .kinds = {}};
  Watcher watcher;
  std::map<std::pair<std::string, std::string>, Answer> answers;
  std::vector<std::string> calls;
  int in_flight = 0;
  int most_in_flight = 0;
};

TEST_F(Sweeps, ReadEveryKindInEveryRegionThatIsSwitchedOn) {
  answers[{"instance", "sa-east-1"}] = {.pages = {{thing("i-1"), thing("i-2")}, {thing("i-3")}}};
  answers[{"volume", "us-east-1"}] = {.pages = {{thing("vol-1")}}};

  run();

  EXPECT_THAT(calls, UnorderedElementsAre("instance sa-east-1", "instance us-east-1",
                                          "volume sa-east-1", "volume us-east-1"));
  EXPECT_THAT(ids(), ElementsAre("i-1 running", "i-2 running", "i-3 running"));
  EXPECT_THAT(ids("volume"), ElementsAre("vol-1 running"));
  EXPECT_THAT(covered().unknown, IsEmpty());
  EXPECT_THAT(covered().read, SizeIs(2));
}

TEST_F(Sweeps, TellProgressInPartsAndEachRegionOnce) {
  answers[{"instance", "sa-east-1"}] = {.pages = {{thing("i-1"), thing("i-2")}}};

  run();

  EXPECT_THAT(watcher.steps.front(), ::testing::Pair(0, 4));
  EXPECT_THAT(watcher.steps.back(), ::testing::Pair(4, 4));
  ASSERT_THAT(watcher.reads, SizeIs(2));
  const auto paulo = std::ranges::find(watcher.reads, Region{"sa-east-1"}, &RegionRead::region);
  EXPECT_EQ(paulo->seen, 2);
  EXPECT_EQ(paulo->written, 2);
  EXPECT_EQ(paulo->servers, 2);
  EXPECT_THAT(paulo->failures, IsEmpty());
  const auto virginia = std::ranges::find(watcher.reads, Region{"us-east-1"}, &RegionRead::region);
  EXPECT_EQ(virginia->servers, 0);
}

TEST_F(Sweeps, DoNotSayHowManyServersThereAreWhereTheyCouldNotBeRead) {
  answers[{"instance", "sa-east-1"}] = {
      .pages = {{thing("i-1")}},
      .then = Error{.kind = ErrorKind::unavailable, .message = "away", .code = "aws.unavailable"}};
  answers[{"instance", "us-east-1"}] = {.pages = {{thing("i-2")}}};
  answers[{"volume", "us-east-1"}] = {
      .then = Error{.kind = ErrorKind::unavailable, .message = "away", .code = "aws.unavailable"}};

  run();

  const auto of = [this](const char* region) {
    return std::ranges::find(watcher.reads, Region{region}, &RegionRead::region)->servers;
  };
  EXPECT_EQ(of("sa-east-1"), std::nullopt);
  EXPECT_EQ(of("us-east-1"), 1);
}

TEST_F(Sweeps, WriteNothingButThePartsWhenNothingChanged) {
  answers[{"instance", "sa-east-1"}] = {.pages = {{thing("i-1"), thing("i-2")}}};
  run();
  watcher.reads.clear();
  loop.fake_clock.advance(1h);

  run();

  for (const auto& read : watcher.reads) EXPECT_EQ(read.written, 0) << read.region.value;
  EXPECT_EQ(loop.run(db->read([&](sql::Snapshot& s) {
    return s.one("select count(*) from events where kind = 'inventory.changed'")->integer(0);
  })),
            1);
}

TEST_F(Sweeps, KeepWhatIsThereWhenAPageIsMissingAndSayWhy) {
  answers[{"instance", "sa-east-1"}] = {.pages = {{thing("i-1")}, {thing("i-2")}}};
  run();
  loop.fake_clock.advance(1h);

  answers[{"instance", "sa-east-1"}] = {
      .pages = {{thing("i-1", "stopped")}},
      .then =
          Error{.kind = ErrorKind::forbidden, .message = "no", .code = "UnauthorizedOperation"}};
  run();

  EXPECT_THAT(ids(), ElementsAre("i-1 stopped", "i-2 running"));
  const auto known = covered();
  ASSERT_THAT(known.unknown, SizeIs(1));
  EXPECT_EQ(known.unknown[0].cause, Cause::permission);
  EXPECT_EQ(known.unknown[0].region, Region{"sa-east-1"});
  EXPECT_THAT(known.unknown[0].policy_line, ::testing::HasSubstr("ec2:DescribeInstances"));
  EXPECT_THAT(known.read, SizeIs(2));
}

TEST_F(Sweeps, MarkWhatACompleteReadNoLongerHas) {
  answers[{"instance", "sa-east-1"}] = {.pages = {{thing("i-1"), thing("i-2")}}};
  run();
  loop.fake_clock.advance(1h);

  answers[{"instance", "sa-east-1"}] = {.pages = {{thing("i-2")}}};
  run();

  EXPECT_THAT(ids(), ElementsAre("i-2 running"));
}

TEST_F(Sweeps, LetOneFailingRegionStopNothingElse) {
  answers[{"instance", "sa-east-1"}] = {
      .then = Error{.kind = ErrorKind::unavailable, .message = "no route"}};
  answers[{"instance", "us-east-1"}] = {.pages = {{thing("i-9")}}};

  run();

  EXPECT_THAT(ids(), ElementsAre("i-9 running"));
  ASSERT_THAT(covered().unknown, SizeIs(1));
  EXPECT_EQ(covered().unknown[0].cause, Cause::unreachable);
}

TEST_F(Sweeps, GiveUpAPartThatTakesTooLong) {
  services.config.part_time_limit = 60s;
  answers[{"instance", "sa-east-1"}] = {.pages = {{thing("i-1")}}, .takes = 1h};

  run();

  ASSERT_THAT(covered().unknown, SizeIs(1));
  EXPECT_EQ(covered().unknown[0].code, "timeout");
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(Sweeps, FindThatARegionWasSwitchedOff) {
  const Error refused{.kind = ErrorKind::unauthorized, .message = "no", .code = "AuthFailure"};
  answers[{"instance", "us-east-1"}].then = refused;
  answers[{"volume", "us-east-1"}].then = refused;
  access.found = {{.region = {"sa-east-1"}},
                  {.region = {"us-east-1"}, .state = accounts::RegionState::not_enabled}};

  run();

  EXPECT_EQ(access.refreshed, 1);
  EXPECT_THAT(covered().unknown, IsEmpty());
  const auto virginia = std::ranges::find(watcher.reads, Region{"us-east-1"}, &RegionRead::region);
  EXPECT_TRUE(virginia->is_not_enabled);
}

TEST_F(Sweeps, BlameTheCredentialsWhereTheRegionIsSwitchedOn) {
  answers[{"instance", "us-east-1"}].then =
      Error{.kind = ErrorKind::unauthorized, .message = "no", .code = "AuthFailure"};

  run();

  EXPECT_EQ(access.refreshed, 1);
  ASSERT_THAT(covered().unknown, SizeIs(1));
  EXPECT_EQ(covered().unknown[0].cause, Cause::credentials);
}

TEST_F(Sweeps, ReadOnlyTheRegionsThatWereAskedFor) {
  run({.accounts = {account}, .regions = {{"sa-east-1"}, {"af-south-1"}}});

  EXPECT_THAT(calls, UnorderedElementsAre("instance sa-east-1", "volume sa-east-1"));
}

TEST_F(Sweeps, RefuseAnotherTenantsAccount) {
  const auto foreign = AccountId::make(loop.clock(), rng);
  add_account(TenantId::make(loop.clock(), rng), foreign, "theirs");

  EXPECT_THROW(run({.accounts = {foreign}}), Failure);

  EXPECT_THAT(calls, IsEmpty());
}

TEST_F(Sweeps, KeepWithinTheirBound) {
  services.config.parts_at_once = 2;
  for (const auto* region : {"sa-east-1", "us-east-1"})
    for (const auto* kind : {"instance", "volume"}) answers[{kind, region}].takes = 1s;

  run();

  EXPECT_EQ(most_in_flight, 2);
  EXPECT_THAT(calls, SizeIs(4));
}

TEST_F(Sweeps, StopWhenTheyAreCancelledAndKeepWhatWasRead) {
  answers[{"instance", "sa-east-1"}] = {.pages = {{thing("i-1")}}, .takes = 10s};
  CancelScope scope;
  Timer timer(loop, loop.clock().steady() + 5s,
              [&] { scope.cancel({.kind = ErrorKind::cancelled, .message = "enough"}); });
  const auto cancellable = [&]() -> Task<void> {
    co_await sweep(services, ctx, {}, watcher).under(scope);
  };

  EXPECT_THROW(loop.run(cancellable()), Failure);

  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_EQ(covered().unknown[0].code, "inventory.never_read");
}

TEST_F(Sweeps, AreCollectedAgainAndAgain) {
  Collector collector(services, rng, {.interval = 300s, .jitter = 0.1});
  CancelScope scope;
  Timer timer(loop, loop.clock().steady() + 1'000s,
              [&] { scope.cancel({.kind = ErrorKind::cancelled, .message = "end"}); });
  const auto cancellable = [&]() -> Task<void> { co_await collector.run().under(scope); };

  EXPECT_THROW(loop.run(cancellable()), Failure);

  // At 0 s, about 300, 600 and 900 s: four sweeps of two kinds in two regions.
  EXPECT_THAT(calls, SizeIs(16));
}

TEST_F(Sweeps, BeginWithAnAccountThatIsNew) {
  Collector collector(services, rng, {.interval = 1h});
  const auto newcomer = AccountId::make(loop.clock(), rng);
  CancelScope scope;
  std::size_t calls_before = 0;
  Timer connect(loop, loop.clock().steady() + 100s, [&] { calls_before = calls.size(); });
  Timer timer(loop, loop.clock().steady() + 200s,
              [&] { scope.cancel({.kind = ErrorKind::cancelled, .message = "end"}); });
  const auto connect_later = [&]() -> Task<void> {
    co_await sleep_for(loop, 100s);
    co_await db->write([&](sql::Tx& tx) {
      accounts::insert(tx, tenant,
                       {.id = newcomer, .name = "new", .state = accounts::AccountState::connected});
      accounts::put_regions(tx, tenant, newcomer,
                            std::vector<accounts::AccountRegion>{{.region = {"eu-west-1"}}});
    });
  };
  const auto both = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    group.spawn(connect_later());
    group.spawn(collector.run());
    co_await group.join();
  };
  const auto cancellable = [&]() -> Task<void> { co_await both().under(scope); };

  EXPECT_THROW(loop.run(cancellable()), Failure);

  EXPECT_EQ(calls_before, 4u);
  EXPECT_THAT(std::vector(calls.begin() + 4, calls.end()),
              UnorderedElementsAre("instance eu-west-1", "volume eu-west-1"));
}

TEST(CollectorTimes, AreSpreadAroundTheInterval) {
  const CollectorConfig config{.interval = 100s, .jitter = 0.1};
  const Instant now{};

  EXPECT_EQ(next_sweep(config, now, 0.0), now + 90s);
  EXPECT_EQ(next_sweep(config, now, 0.5), now + 100s);
  EXPECT_LT(next_sweep(config, now, 0.999), now + 110s);
}

TEST(CollectorConfig, ExplainsWhatIsWrong) {
  EXPECT_TRUE(validate(CollectorConfig{}));
  EXPECT_EQ(validate(CollectorConfig{.interval = 1s}).error().field, "collector.interval");
  EXPECT_EQ(validate(CollectorConfig{.jitter = 0.9}).error().field, "collector.jitter");
  EXPECT_EQ(validate(CollectorConfig{.poll = 1h}).error().field, "collector.poll");
  EXPECT_EQ(validate(CollectorConfig{.accounts_at_once = 0}).error().field,
            "collector.accounts_at_once");
  EXPECT_TRUE(validate(SweepConfig{}));
  EXPECT_EQ(validate(SweepConfig{.parts_at_once = 0}).error().field, "sweep.parts_at_once");
  EXPECT_EQ(validate(SweepConfig{.part_time_limit = 1s}).error().field, "sweep.part_time_limit");
}

TEST(SweepScope, IsReadFromJson) {
  const AccountId id{};
  const auto scope = parse_scope(Json{{"accounts", {id.text()}}, {"regions", {"sa-east-1"}}});

  ASSERT_TRUE(scope) << scope.error().message;
  EXPECT_EQ(*scope, (SweepScope{.accounts = {id}, .regions = {{"sa-east-1"}}}));
  EXPECT_EQ(parse_scope(to_json(*scope)), *scope);
  EXPECT_EQ(parse_scope(Json::object()), SweepScope{});
}

TEST(SweepScope, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(parse_scope(Json{{"accounts", {"prod"}}}).error().field, "accounts");
  EXPECT_EQ(parse_scope(Json{{"accounts", "prod"}}).error().field, "accounts");
  EXPECT_EQ(parse_scope(Json{{"regions", {1}}}).error().field, "regions");
  EXPECT_EQ(parse_scope(Json{{"regions", {"São Paulo"}}}).error().field, "regions");
  EXPECT_FALSE(parse_scope(Json::array()));
}

}  // namespace
}  // namespace mirante::inventory
