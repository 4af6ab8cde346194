// For the spine's tests: a cloud of toys that are switched on and off, with delays and faults, and
// kinds and a bench around it. A toy's life is told in `ledger`, which is what tests compare with.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/task_group.h"
#include "features/operations/kinds.h"
#include "features/operations/operation_store.h"
#include "features/operations/request.h"
#include "features/operations/runner.h"
#include "platform/events/events.h"
#include "platform/sql/testing/test_loop.h"

namespace mirante::operations::testing {

struct Toy {
  std::string state = "off";  // off, turning_on, on, turning_off
  Instant settles_at{};
  Instant switched_on_at{};
  std::string group = {};
};

class ToyCloud {
 public:
  explicit ToyCloud(Loop& loop) : loop_(loop) {}

  std::map<std::string, Toy> toys;
  std::vector<std::string> ledger;    // "on a,b", "look a": every call that arrived, in order.
  std::set<std::string> broken;       // Calls with one of these fail for all, naming none.
  std::set<std::string> named;        // The same, and the message names them.
  std::set<std::string> full_groups;  // No capacity.
  std::set<std::string> stubborn;     // Accepts and stays as it is.
  std::function<void(const std::string& call)> before_call;  // May throw: the call never arrived.
  std::function<void(const std::string& call)> after_call;   // May throw: the answer is lost.
  std::optional<Error> blind;                                // Looks fail.
  std::chrono::seconds takes{10};

  void settle();
  std::string state(const std::string& id);
  /// What changed a toy, without the looks: "on a,b\noff c\n".
  std::string calls() const;
  void call(const std::string& verb, const std::vector<std::string>& ids);

 private:
  Loop& loop_;
};

/// Switches toys "on" or "off"; `verb` "poke" changes nothing that can be seen, like a reboot.
class ToyKind final : public Kind {
 public:
  ToyKind(ToyCloud& cloud, std::string verb, int version = 1)
      : cloud_(cloud), verb_(std::move(verb)), name_("toys." + verb_), version_(version) {}

  std::string_view name() const override { return name_; }
  int version() const override { return version_; }
  Permission permission() const override { return Permission::server_switch; }
  policy::Action action() const override {
    return verb_ == "on" ? policy::Action::start : policy::Action::stop;
  }
  Result<Json> check(const Json& params) const override;
  Result<Plan> plan(const Item& item, const Result<Facts>& facts, Instant now) const override;
  Verdict judge(const Item& item, const Result<Facts>& facts, Instant now,
                double jitter) const override;
  Verdict late(const Item& item, const Result<Facts>& facts) const override;
  std::size_t batch_limit() const override { return 50; }
  Task<std::vector<Result<Facts>>> look(StepContext& context, std::span<const Item> items) override;
  Task<Answer> call(StepContext& context, std::span<const Item> items) override;

 private:
  ToyCloud& cloud_;
  const std::string verb_;
  const std::string name_;
  const int version_;
};

/// off → on → off again, each step with its undo; params {"fail_at": n} make step n hopeless.
class ToySaga final : public Kind {
 public:
  explicit ToySaga(ToyCloud& cloud) : cloud_(cloud) {}
  std::string_view name() const override { return "toys.saga"; }
  int version() const override { return 1; }
  Permission permission() const override { return Permission::server_switch; }
  policy::Action action() const override { return policy::Action::change; }
  Result<Json> check(const Json& params) const override { return params; }
  Result<Plan> plan(const Item& item, const Result<Facts>& facts, Instant now) const override;
  Verdict judge(const Item& item, const Result<Facts>& facts, Instant now,
                double jitter) const override;
  Verdict late(const Item& item, const Result<Facts>& facts) const override;
  Task<std::vector<Result<Facts>>> look(StepContext& context, std::span<const Item> items) override;
  Task<Answer> call(StepContext& context, std::span<const Item> items) override;

 private:
  ToyCloud& cloud_;
};

/// A job that does what the test says.
class ToyJob final : public Job {
 public:
  using Work = std::function<Task<void>(JobContext&, const Json&)>;
  explicit ToyJob(Work work) : work_(std::move(work)) {}
  std::string_view name() const override { return "toys.count"; }
  int version() const override { return 1; }
  Permission permission() const override { return Permission::inventory_sweep; }
  Result<Json> check(const Json& params) const override { return params; }
  Task<void> run(JobContext& context, const Json& params) override {
    return work_(context, params);
  }

 private:
  Work work_;
};

/// Everything around a runner, on one virtual clock.
class Bench {
 public:
  explicit Bench(sql::Database& database, sql::testing::TestLoop& test_loop);

  TargetRef toy(const std::string& id) const { return {account, Region{"sa-east-1"}, id}; }
  std::vector<TargetRef> add_toys(const std::vector<std::string>& ids, std::string state = "off");
  OperationId ask(const std::string& kind, const std::vector<std::string>& ids,
                  Json params = Json::object());
  Requested ask(const RequestDraft& draft);
  Operation operation(OperationId id);
  std::vector<Target> targets(OperationId id);
  /// "a succeeded, b refused policy.paused"
  std::string outcomes(OperationId id);
  std::string journal(OperationId id);

  RunnerServices services();
  /// Runs a runner until this operation has ended, or for `at_most` of virtual time.
  Operation run_until_ended(OperationId id, std::chrono::seconds at_most = std::chrono::hours(3));
  void run_for(std::chrono::seconds time);
  template <class T>
  T run(Task<T> task) {
    return loop.run(std::move(task));
  }

  sql::Database& db;
  sql::testing::TestLoop& loop;
  SeededRng rng{7};
  ToyCloud cloud;
  Kinds kinds;
  Spine spine;
  AccountId account = AccountId::make(loop.clock(), rng);
  CallContext ana{.tenant = TenantId::make(loop.clock(), rng),
                  .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
                  .permissions = all_permissions()};
  RunnerConfig config;
  std::function<Task<void>(Runner&)> meanwhile;  // Runs beside the runner in run_until_ended.
};

/// Migrations of every room that the spine writes to.
std::vector<sql::Migrations> all_migrations();

}  // namespace mirante::operations::testing
