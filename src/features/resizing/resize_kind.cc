#include "features/resizing/resize_kind.h"

#include <nlohmann/json.hpp>

#include "features/inventory/put_observed.h"
#include "features/resizing/aws_types.h"
#include "features/resizing/market.h"
#include "features/resizing/resize_rules.h"
#include "features/servers/stored_server.h"
#include "platform/aws/client.h"

namespace mirante::resizing {
namespace {

using operations::Answer;
using operations::Facts;
using operations::Item;
using operations::Plan;
using operations::StepContext;
using operations::TargetRef;
using operations::Verdict;
using servers::ServerFacts;

using Servers = std::map<std::string, ServerFacts>;

Result<ServerFacts> server_of(const Result<Facts>& seen) {
  if (!seen) return std::unexpected(seen.error());
  return servers::from_facts(*seen);
}

class Resize final : public operations::Kind {
 public:
  Resize(sql::Database& db, servers::AwsCalls calls, servers::OwnServer own)
      : db_(db), calls_(calls), own_(std::move(own)) {}

  std::string_view name() const override { return resize_kind; }
  int version() const override { return 1; }
  Permission permission() const override { return Permission::server_switch; }
  // It interrupts whatever runs: what may never be switched off is not resized.
  policy::Action action() const override { return policy::Action::stop; }
  Result<Json> check(const Json& params) const override {
    const auto wish = parse_resize_wish(params);
    if (!wish) return std::unexpected(wish.error());
    return to_json(*wish);
  }
  Json evidence(const Facts& facts) const override {
    return servers::to_evidence(servers::from_facts(facts));
  }
  Result<Plan> plan(const Item& item, const Result<Facts>& seen, Instant) const override {
    if (!seen) return std::unexpected(seen.error());
    const auto wish = parse_resize_wish(item.params);
    if (!wish) return std::unexpected(wish.error());
    return plan_resize(item.ref.id, from_facts(*seen), *wish, own_);
  }
  Verdict judge(const Item& item, const Result<Facts>& seen, Instant now,
                double jitter) const override {
    return judge_resize(item, server_of(seen), now, jitter);
  }
  Verdict late(const Item& item, const Result<Facts>& seen) const override {
    return late_resize(item, server_of(seen));
  }

  Task<std::vector<Result<Facts>>> look(StepContext& context,
                                        std::span<const Item> items) override {
    const auto target = co_await context.target();
    std::vector<std::string> ids;
    for (const auto& item : items) ids.push_back(item.ref.id);
    auto found = co_await servers::describe_servers(calls_, context.ctx(), target, ids);
    co_await read_stops(context, target, items, found);
    const auto market = co_await read_types(context, target, items, found);
    std::vector<Result<Facts>> seen;
    for (const auto& item : items) {
      const auto one = found.find(item.ref.id);
      if (one == found.end()) {
        seen.emplace_back(fail(
            Error{.kind = ErrorKind::not_found,
                  .message = "AWS knows no server " + item.ref.id + " in this account and region",
                  .code = "server.unknown"}));
        continue;
      }
      ResizeFacts facts{.server = std::move(one->second)};
      if (item.step == nullptr) put_market(facts, market);
      seen.emplace_back(to_facts(facts));
    }
    co_return seen;
  }

  Task<Answer> call(StepContext& context, std::span<const Item> items) override {
    const auto target = co_await context.target();
    const auto& item = items.front();
    const auto& attempts = item.past.attempts;
    // The present call's own intention stands in the journal already.
    const auto before = std::span(attempts).first(attempts.empty() ? 0 : attempts.size() - 1);
    const auto next = next_call(item, before);
    std::vector<std::string> ids;
    for (const auto& one : items) ids.push_back(one.ref.id);
    Answer answer;
    if (next.what == NextCall::What::stop) {
      answer.request_id = co_await servers::stop_servers(calls_, context.ctx(), target,
                                                         std::move(ids), servers::Manner::graceful);
    } else if (next.what == NextCall::What::start) {
      answer.request_id =
          co_await servers::start_servers(calls_, context.ctx(), target, std::move(ids));
    } else {
      answer.request_id =
          co_await change_type(calls_.client, context.ctx(), target, item.ref.id, next.type);
      if (next.fallback > 0)
        answer.memory = {{{"fallback", next.fallback}, {"resized_after", attempts.size()}}};
    }
    co_return answer;
  }

  void store_observed(sql::Tx& tx, TenantId tenant, const TargetRef& ref, const Facts& facts,
                      Instant at) const override {
    inventory::put_observed(tx, tenant,
                            {.account = ref.account, .region = ref.region, .id = ref.id},
                            servers::from_facts(facts).observed, at);
  }

 private:
  /// What a stop would do and lose, of those that are being planned.
  Task<void> read_stops(StepContext& context, const aws::Target& target,
                        std::span<const Item> items, Servers& found) {
    Servers planned;
    for (const auto& item : items)
      if (const auto one = found.find(item.ref.id);
          item.step == nullptr && one != found.end() && !servers::is_ending(one->second))
        planned.insert(*one);
    if (planned.empty()) co_return;
    co_await servers::read_stop_facts(calls_, context.ctx(), target, planned);
    co_await db_.read([&](sql::Snapshot& snapshot) {
      for (auto& [id, server] : planned)
        // What is off already loses nothing by it.
        server.stop->was_stopped_before =
            server.state == "stopped" ||
            servers::was_stopped_before(
                snapshot, context.ctx().tenant,
                {.account = context.account(), .region = context.region(), .id = id});
    });
    for (auto& [id, server] : planned) found[id] = std::move(server);
  }

  Task<Market> read_types(StepContext& context, const aws::Target& target,
                          std::span<const Item> items, const Servers& found) {
    MarketWish wish;
    for (const auto& item : items) {
      const auto one = found.find(item.ref.id);
      if (item.step != nullptr || one == found.end()) continue;
      const auto resize = or_throw(parse_resize_wish(item.params));
      wish.add(one->second, resize.type);
      for (const auto& type : resize.fallback_types) wish.add(one->second, type);
    }
    co_return co_await read_market(calls_.client, context.ctx(), target, std::move(wish));
  }

  sql::Database& db_;
  servers::AwsCalls calls_;
  const servers::OwnServer own_;
};

}  // namespace

void add_kind(operations::Kinds& kinds, sql::Database& db, servers::AwsCalls calls,
              servers::OwnServer own) {
  kinds.add(std::make_unique<Resize>(db, calls, std::move(own)));
}

}  // namespace mirante::resizing
