// Many schedules that are due together, on every engine: each fires once, whatever becomes of the
// others. What a fire decides is tried through the API (main/api_schedules_test.cc).
#include "features/firing/scheduler.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/audit/audit.h"
#include "features/firing/fire_store.h"
#include "features/inventory/resource_store.h"
#include "features/operations/kinds.h"
#include "features/operations/operation_store.h"
#include "features/policy/policy_store.h"
#include "features/schedules/schedule_json.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/surroundings_store.h"
#include "platform/events/events.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::firing {
namespace {

using namespace std::chrono_literals;

/// Is asked for and never carried out.
class Stop final : public operations::Kind {
 public:
  std::string_view name() const override { return "servers.stop"; }
  int version() const override { return 1; }
  Permission permission() const override { return Permission::server_switch; }
  policy::Action action() const override { return policy::Action::stop; }
  Result<Json> check(const Json& params) const override { return params; }
  Result<operations::Plan> plan(const operations::Item&, const Result<operations::Facts>&,
                                Instant) const override {
    return operations::Plan{};
  }
  operations::Verdict judge(const operations::Item&, const Result<operations::Facts>&, Instant,
                            double) const override {
    return {};
  }
  operations::Verdict late(const operations::Item&,
                           const Result<operations::Facts>&) const override {
    return {};
  }
  Task<std::vector<Result<operations::Facts>>> look(operations::StepContext&,
                                                    std::span<const operations::Item>) override {
    throw Failure(ErrorKind::internal, "nobody looks");
  }
  Task<operations::Answer> call(operations::StepContext&,
                                std::span<const operations::Item>) override {
    throw Failure(ErrorKind::internal, "nobody calls");
  }
};

/// A store to which something happens before one of its reads.
class Interrupted final : public sql::Database {
 public:
  explicit Interrupted(sql::Database& db) : db_(db) {}

  void on_announcement(std::function<void()> heard) override {
    db_.on_announcement(std::move(heard));
  }
  std::size_t writes_waiting() const override { return db_.writes_waiting(); }

  int reads_before = 0;
  std::function<void(sql::Tx&)> happens = {};

 private:
  Task<void> run_write(std::function<void(sql::Tx&)> work) override {
    co_await db_.write([&](sql::Tx& tx) { work(tx); });
  }
  Task<void> run_read(std::function<void(sql::Snapshot&)> work) override {
    if (happens && reads_before-- == 0) co_await db_.write([&](sql::Tx& tx) { happens(tx); });
    co_await db_.read([&](sql::Snapshot& snapshot) { work(snapshot); });
  }

  sql::Database& db_;
};

std::vector<sql::Migrations> all_tables() {
  return {events::migrations(),    audit::migrations(),
          accounts::migrations(),  policy::migrations(),
          inventory::migrations(), operations::migrations(),
          schedules::migrations(), migrations()};
}

class DueTogether : public sql::testing::StoreTest {
 protected:
  explicit DueTogether(std::vector<sql::Migrations> tables = all_tables())
      : StoreTest(std::move(tables)) {
    kinds.add(std::make_unique<Stop>());
    write([&](sql::Tx& tx) {
      accounts::insert(tx, tenant,
                       {.id = account,
                        .name = "Loja",
                        .state = accounts::AccountState::connected,
                        .connection = accounts::Connection::keys,
                        .aws_account = AwsAccountId{"210987654321"}});
    });
  }

  schedules::ServerRef server(int number) const {
    return {
        .account = account, .region = Region{"sa-east-1"}, .id = fmt::format("i-{:017x}", number)};
  }
  void add_server(int number) {
    const auto now = loop.clock().now();
    write([&](sql::Tx& tx) {
      tx.exec(
          "insert into resources (tenant_id, kind, account_id, region, id, name, state, type, "
          "zone, tags, summary, chunk, place, body_size, ephemeral_size, hash, format, "
          "observed_at, changed_at, first_seen_at, version) values (?, ?, ?, 'sa-east-1', ?, "
          "'web', 'running', 't3.medium', 'sa-east-1a', '{}', '{}', 0, 0, 0, 0, ?, 0, ?, ?, ?, 1)",
          tenant, inventory::instance_kind, account, server(number).id, sql::Bytes{}, now, now,
          now);
    });
  }
  /// Stops the server an hour from now.
  schedules::ScheduleId add_schedule(int number) {
    const auto now = loop.clock().now();
    const auto id = schedules::ScheduleId::make(loop.clock(), rng);
    const Json rule{
        {"point",
         {{"at", to_iso8601(now + 1h).substr(11, 5)}, {"days", "every_day"}, {"action", "stop"}}}};
    const Json document{{"id", id.text()},
                        {"name", "Noite"},
                        {"zone", "UTC"},
                        {"mode", "edges"},
                        {"rules", {rule}}};
    write([&](sql::Tx& tx) {
      schedules::insert(tx, {.tenant = tenant,
                             .id = id,
                             .schedule = schedules::parse_schedule(schedules::Field(document, "")),
                             .targets = {.servers = {server(number)}},
                             .approved = {server(number)},
                             .created_at = now,
                             .updated_at = now,
                             .updated_by = "ana",
                             .handled_until = now});
    });
    return id;
  }
  void look() { loop.run(scheduler.look()); }
  void look_in_an_hour() {
    look();
    loop.fake_clock.advance(1h);
    look();
  }
  std::int64_t count(const std::string& rows) {
    return read([&](sql::Snapshot& snapshot) {
      return snapshot.one("select count(*) from " + rows)->integer(0);
    });
  }

  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  AccountId account = AccountId::make(loop.clock(), rng);
  operations::Kinds kinds;
  operations::Spine spine{
      .kinds = kinds, .clock = loop.clock(), .rng = rng, .customer_of = accounts::customer_of};
  events::Waker wake{loop};
  Interrupted store{*db};
  FireListener listener = {};
  // MariaDB's clock is the machine's.
  Scheduler scheduler{
      {.db = store,
       .loop = loop,
       .spine = spine,
       .wake = wake,
       .on_fire =
           [this](sql::Tx& tx, const schedules::StoredSchedule& schedule, const Fire& fire) {
             if (listener) listener(tx, schedule, fire);
           }},
      {.clock_off_max = std::chrono::hours(24 * 365 * 100)}};
};

TEST_P(DueTogether, FireEachOnceWithItsOwnOperation) {
  for (int number = 0; number < 45; ++number) {
    add_server(number);
    add_schedule(number);
  }

  look_in_an_hour();
  look();

  EXPECT_EQ(count("fires where outcome = 'requested'"), 45);
  EXPECT_EQ(count("decisions where operation_id is not null"), 45);
  EXPECT_EQ(count("operations"), 45);
  EXPECT_EQ(count("(select distinct resource from operation_targets) t"), 45);
  EXPECT_EQ(count("events where kind = 'schedules.fired'"), 45);
  const auto chain = read([&](sql::Snapshot& s) { return audit::verify(s, tenant); });
  EXPECT_EQ(chain.broken, "");
  EXPECT_EQ(chain.records, 45);
}

TEST_P(DueTogether, DecideOnceForAServerThatTwoOfThemName) {
  for (int number = 0; number < 3; ++number) {
    add_server(number);
    add_schedule(number);
  }
  add_schedule(1);

  look_in_an_hour();

  EXPECT_EQ(count("fires"), 4);
  EXPECT_EQ(count("fires where outcome = 'requested'"), 3);
  EXPECT_EQ(count("decisions"), 3);
  EXPECT_EQ(count("operations"), 3);
}

TEST_P(DueTogether, FireAllButTheOneThatCannotBeRead) {
  for (int number = 0; number < 9; ++number) {
    add_server(number);
    add_schedule(number);
  }
  const auto broken = add_schedule(8);
  look();
  write([&](sql::Tx& tx) { tx.exec("update schedules set document = '{' where id = ?", broken); });

  look_in_an_hour();

  EXPECT_EQ(count("fires where outcome = 'requested'"), 8);
  const auto due_at = read([&](sql::Snapshot& snapshot) {
    return snapshot.one("select due_at from schedules where id = ?", broken)->instant(0);
  });
  EXPECT_EQ(due_at, loop.clock().now() + 5min);
}

TEST_P(DueTogether, FireOnceMoreWhereAnotherProcessWasAtTheSame) {
  add_server(1);
  add_schedule(1);
  int times = 0;
  listener = [&](auto&&...) {
    if (++times == 1)
      throw Failure(
          Error{.kind = ErrorKind::conflict, .message = "it is there", .code = "sql.duplicate"});
  };

  look_in_an_hour();

  EXPECT_EQ(count("fires where outcome = 'requested'"), 1);
  EXPECT_EQ(count("fires"), 1);
}

TEST_P(DueTogether, SayNothingOfAFailureOfWhatIsNotDueAnyMore) {
  add_server(1);
  add_schedule(1);
  look();
  loop.fake_clock.advance(1h);
  listener = [](auto&&...) { throw Failure(ErrorKind::invalid, "no"); };
  store.reads_before =
      2;  // What is due, and what is to be done; then it is looked why that failed.
  store.happens = [](sql::Tx& tx) { tx.exec("update schedules set is_paused = 1"); };

  look();

  EXPECT_EQ(count("schedules where is_paused = 1"), 1);
  EXPECT_EQ(count("fires"), 0);
}

TEST_P(DueTogether, AreKnownToHaveFailedAlsoWhereNobodyCanBeTold) {
  add_server(1);
  add_schedule(1);
  listener = [](auto&&...) { throw Failure(ErrorKind::invalid, "the mail is broken"); };

  look_in_an_hour();
  listener = {};
  look();

  EXPECT_EQ(count("fires where outcome = 'failed'"), 1);
  EXPECT_EQ(count("fires"), 1);
}

INSTANTIATE_ON_ALL_ENGINES(DueTogether);

/// A store of before the indexes that nobody reads were dropped.
class DueInAnOlderStore : public DueTogether {
 protected:
  DueInAnOlderStore()
      : DueTogether({events::migrations(), audit::migrations(), accounts::migrations(),
                     policy::migrations(), inventory::migrations().first(3),
                     operations::migrations().first(3), schedules::migrations(),
                     migrations().first(4)}) {}
};

TEST_P(DueInAnOlderStore, FireWhatTheyFiredAlsoWhenItIsBroughtUpToDate) {
  for (int number = 0; number < 3; ++number) {
    add_server(number);
    add_schedule(number);
  }
  look_in_an_hour();
  ASSERT_EQ(count("operations"), 3);

  const auto applied = engine->migrate(all_tables()).applied;
  loop.fake_clock.advance(23h);
  look_in_an_hour();

  EXPECT_EQ(applied.size(), 4U);
  EXPECT_EQ(count("resources"), 3);
  EXPECT_EQ(count("fires where outcome = 'requested'"), 6);
  EXPECT_EQ(count("decisions"), 6);
  EXPECT_EQ(count("operation_targets"), 6);
}

INSTANTIATE_ON_ALL_ENGINES(DueInAnOlderStore);

}  // namespace
}  // namespace mirante::firing
