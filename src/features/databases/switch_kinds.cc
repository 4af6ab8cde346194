#include "features/databases/switch_kinds.h"

#include <nlohmann/json.hpp>

#include "features/databases/aws_databases.h"
#include "features/databases/switch_rules.h"
#include "features/inventory/put_observed.h"
#include "platform/aws/client.h"

namespace mirante::databases {
namespace {

using operations::Answer;
using operations::Facts;
using operations::Item;
using operations::Plan;
using operations::StepContext;
using operations::TargetRef;
using operations::Verdict;

Result<DatabaseFacts> facts_of_look(const Result<Facts>& seen) {
  if (!seen) return std::unexpected(seen.error());
  return from_facts(*seen);
}

/// One of the two ways to switch.
struct Way {
  std::string_view kind;
  policy::Action action;
  Result<Plan> (*plan)(const std::string& id, const DatabaseFacts& facts);
  Verdict (*judge)(const Item&, const Result<DatabaseFacts>&, Instant, double jitter);
  Task<std::string> (*send)(aws::Client&, CallContext, aws::Target, std::string id);
};

class Switch final : public operations::Kind {
 public:
  Switch(aws::Client& client, Way way) : client_(client), way_(way) {}

  std::string_view name() const override { return way_.kind; }
  int version() const override { return 1; }
  Permission permission() const override { return Permission::server_switch; }
  policy::Action action() const override { return way_.action; }
  Result<Json> check(const Json& params) const override {
    if (params.is_object() && params.empty()) return params;
    return fail_field("params", "takes no parameters");
  }
  Json evidence(const Facts&) const override { return Json::object(); }
  Result<Plan> plan(const Item& item, const Result<Facts>& seen, Instant) const override {
    const auto facts = facts_of_look(seen);
    if (!facts) return std::unexpected(facts.error());
    return way_.plan(item.ref.id, *facts);
  }
  Verdict judge(const Item& item, const Result<Facts>& seen, Instant now,
                double jitter) const override {
    return way_.judge(item, facts_of_look(seen), now, jitter);
  }
  Verdict late(const Item& item, const Result<Facts>& seen) const override {
    return late_switch(item, facts_of_look(seen));
  }
  std::size_t batch_limit() const override { return 1; }  // RDS takes one name in a call.

  Task<std::vector<Result<Facts>>> look(StepContext& context,
                                        std::span<const Item> items) override {
    std::vector<std::string> ids;
    auto depth = Depth::state;
    for (const auto& item : items) {
      ids.push_back(item.ref.id);
      if (item.step == nullptr) depth = Depth::planning;
    }
    auto target = co_await context.target();
    const auto found = co_await describe_databases(client_, context.ctx(), std::move(target),
                                                   std::move(ids), depth);
    std::vector<Result<Facts>> seen;
    for (const auto& item : items) {
      const auto one = found.find(item.ref.id);
      if (one == found.end())
        seen.emplace_back(fail(
            Error{.kind = ErrorKind::not_found,
                  .message = "AWS knows no " + called(item.ref.id) + " in this account and region",
                  .code = "database.unknown"}));
      else
        seen.emplace_back(to_facts(one->second));
    }
    co_return seen;
  }
  Task<Answer> call(StepContext& context, std::span<const Item> items) override {
    auto target = co_await context.target();
    co_return Answer{.request_id = co_await way_.send(client_, context.ctx(), std::move(target),
                                                      items.front().ref.id)};
  }

  void store_observed(sql::Tx& tx, TenantId tenant, const TargetRef& ref, const Facts& facts,
                      Instant at) const override {
    inventory::put_observed(tx, tenant,
                            {.account = ref.account,
                             .region = ref.region,
                             .kind = std::string(inventory::database_kind),
                             .id = ref.id},
                            from_facts(facts).observed, at);
  }

 private:
  aws::Client& client_;
  const Way way_;
};

}  // namespace

void add_kinds(operations::Kinds& kinds, aws::Client& client) {
  kinds.add(std::make_unique<Switch>(client, Way{.kind = start_kind,
                                                 .action = policy::Action::start,
                                                 .plan = plan_start,
                                                 .judge = judge_start,
                                                 .send = start_database}));
  kinds.add(std::make_unique<Switch>(client, Way{.kind = stop_kind,
                                                 .action = policy::Action::stop,
                                                 .plan = plan_stop,
                                                 .judge = judge_stop,
                                                 .send = stop_database}));
}

}  // namespace mirante::databases
