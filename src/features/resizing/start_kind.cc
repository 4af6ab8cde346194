#include "features/resizing/start_kind.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "features/resizing/aws_types.h"
#include "features/resizing/market.h"
#include "features/resizing/resize_rules.h"
#include "features/servers/switch_kinds.h"
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

bool has_others(const Json& params) { return params.contains("fallback_types"); }

bool takes_others(const Item& item) {
  return item.step != nullptr &&
         (item.step->name == "change_type" || item.step->params.contains("types"));
}

Result<servers::ServerFacts> server_of(const Result<Facts>& seen) {
  if (!seen) return std::unexpected(seen.error());
  return servers::from_facts(*seen);
}

class Start final : public operations::Kind {
 public:
  Start(operations::Kind& plain, aws::Client& client) : plain_(plain), client_(client) {}

  std::string_view name() const override { return plain_.name(); }
  int version() const override { return 2; }
  Permission permission() const override { return plain_.permission(); }
  policy::Action action() const override { return plain_.action(); }
  Result<Json> check(const Json& params) const override { return plain_.check(params); }
  Json evidence(const Facts& facts) const override { return plain_.evidence(facts); }

  Result<Plan> plan(const Item& item, const Result<Facts>& seen, Instant now) const override {
    if (!seen || !has_others(item.params)) return plain_.plan(item, seen, now);
    const auto wish = servers::parse_start_wish(item.params);
    if (!wish) return std::unexpected(wish.error());
    return plan_start(from_facts(*seen), *wish);
  }
  Verdict judge(const Item& item, const Result<Facts>& seen, Instant now,
                double jitter) const override {
    if (!takes_others(item)) return plain_.judge(item, seen, now, jitter);
    return judge_resize(item, server_of(seen), now, jitter);
  }
  Verdict late(const Item& item, const Result<Facts>& seen) const override {
    if (!takes_others(item)) return plain_.late(item, seen);
    return late_resize(item, server_of(seen));
  }

  Task<std::vector<Result<Facts>>> look(StepContext& context,
                                        std::span<const Item> items) override {
    auto seen = co_await plain_.look(context, items);
    MarketWish wish;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].step != nullptr || !has_others(items[i].params) || !seen[i]) continue;
      const auto server = servers::from_facts(*seen[i]);
      if (server.state != "stopped") continue;
      for (const auto& type : or_throw(servers::parse_start_wish(items[i].params)).fallback_types)
        wish.add(server, type);
    }
    if (wish.types.empty()) co_return seen;
    const auto market = co_await read_or_explain(context, std::move(wish));
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].step != nullptr || !seen[i]) continue;
      ResizeFacts facts{.server = servers::from_facts(*seen[i])};
      put_market(facts, market);
      seen[i] = to_facts(facts);
    }
    co_return seen;
  }

  Task<Answer> call(StepContext& context, std::span<const Item> items) override {
    const auto& item = items.front();
    if (!takes_others(item)) co_return co_await plain_.call(context, items);
    const auto& attempts = item.past.attempts;
    // The present call's own intention stands in the journal already.
    const auto before = std::span(attempts).first(attempts.empty() ? 0 : attempts.size() - 1);
    const auto next = next_call(item, before);
    if (next.what != NextCall::What::change_type) co_return co_await plain_.call(context, items);
    const auto target = co_await context.target();
    Answer answer{.request_id =
                      co_await change_type(client_, context.ctx(), target, item.ref.id, next.type)};
    if (next.fallback > 0)
      answer.memory = {{{"fallback", next.fallback}, {"resized_after", attempts.size()}}};
    co_return answer;
  }

  void store_observed(sql::Tx& tx, TenantId tenant, const TargetRef& ref, const Facts& facts,
                      Instant at) const override {
    plain_.store_observed(tx, tenant, ref, facts, at);
  }

 private:
  /// Whoever only starts a server is not kept from it because nothing is known of other types.
  Task<Market> read_or_explain(StepContext& context, MarketWish wish) {
    const auto target = co_await context.target();
    try {
      co_return co_await read_market(client_, context.ctx(), target, std::move(wish));
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) throw;
      log::warning("servers.types_not_read", log::kv("code", failure.error().code),
                   log::kv("reason", failure.error().message));
      co_return Market{.unchecked = failure.error().message};
    }
  }

  operations::Kind& plain_;
  aws::Client& client_;
};

}  // namespace

void add_start(operations::Kinds& kinds, aws::Client& client) {
  auto* const plain = kinds.find(servers::start_kind, 1).kind;
  if (plain == nullptr)
    throw Failure(ErrorKind::internal, "version 1 of servers.start must be added before");
  kinds.add(std::make_unique<Start>(*plain, client));
}

}  // namespace mirante::resizing
