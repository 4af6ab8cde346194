#include "features/servers/switch_kinds.h"

#include <nlohmann/json.hpp>

#include "base/task_group.h"
#include "features/inventory/put_observed.h"
#include "features/servers/judge_switch.h"
#include "features/servers/stored_server.h"
#include "platform/aws/client.h"

namespace mirante::servers {
namespace {

using operations::Answer;
using operations::Facts;
using operations::Item;
using operations::Plan;
using operations::StepContext;
using operations::TargetRef;
using operations::Verdict;

std::vector<std::string> ids_of(std::span<const Item> items) {
  std::vector<std::string> ids;
  for (const auto& item : items) ids.push_back(item.ref.id);
  return ids;
}

Error unknown_server(const std::string& id) {
  return {.kind = ErrorKind::not_found,
          .message = "AWS knows no server " + id + " in this account and region",
          .code = "server.unknown"};
}

Result<ServerFacts> facts_of(const Result<Facts>& seen) {
  if (!seen) return std::unexpected(seen.error());
  return from_facts(*seen);
}

using Judge = Verdict (*)(const Item&, const Result<ServerFacts>&, Instant, double jitter);

/// What is the same for all of them.
class Switch : public operations::Kind {
 public:
  Switch(AwsCalls calls, Judge judge) : calls_(calls), judge_(judge) {}

  int version() const override { return 1; }
  Permission permission() const override { return Permission::server_switch; }
  Result<Json> check(const Json& params) const override {
    if (params.is_object() && params.empty()) return params;
    return fail_field("params", "takes no parameters");
  }
  Json evidence(const Facts& facts) const override { return to_evidence(from_facts(facts)); }
  Result<Plan> plan(const Item& item, const Result<Facts>& seen, Instant) const override {
    const auto facts = facts_of(seen);
    if (!facts) return std::unexpected(facts.error());
    return plan_of(item, *facts);
  }
  Verdict judge(const Item& item, const Result<Facts>& seen, Instant now,
                double jitter) const override {
    return judge_(item, facts_of(seen), now, jitter);
  }
  Verdict late(const Item& item, const Result<Facts>& facts) const override {
    return late_switch(item, facts_of(facts));
  }

  Task<std::vector<Result<Facts>>> look(StepContext& context,
                                        std::span<const Item> items) override {
    const auto target = co_await context.target();
    auto servers = co_await describe_servers(calls_, context.ctx(), target, ids_of(items));
    co_await look_closer(context, target, items, servers);
    std::vector<Result<Facts>> seen;
    for (const auto& item : items) {
      const auto found = servers.find(item.ref.id);
      if (found == servers.end())
        seen.emplace_back(fail(unknown_server(item.ref.id)));
      else
        seen.emplace_back(to_facts(found->second));
    }
    co_return seen;
  }
  Task<Answer> call(StepContext& context, std::span<const Item> items) override {
    const auto target = co_await context.target();
    co_return Answer{.request_id = co_await send(context.ctx(), target, items)};
  }

  void store_observed(sql::Tx& tx, TenantId tenant, const TargetRef& ref, const Facts& facts,
                      Instant at) const override {
    inventory::put_observed(tx, tenant,
                            {.account = ref.account, .region = ref.region, .id = ref.id},
                            from_facts(facts).observed, at);
  }

 protected:
  virtual Result<Plan> plan_of(const Item& item, const ServerFacts& facts) const = 0;
  /// The call; gives back AWS's request id.
  virtual Task<std::string> send(const CallContext& ctx, const aws::Target& target,
                                 std::span<const Item> items) = 0;
  /// What only this kind needs to see.
  virtual Task<void> look_closer(StepContext&, const aws::Target&, std::span<const Item>,
                                 std::map<std::string, ServerFacts>&) {
    co_return;
  }

  AwsCalls calls_;

 private:
  const Judge judge_;
};

class Start final : public Switch {
 public:
  Start(AwsCalls calls, PortProbe probe) : Switch(calls, judge_start), probe_(std::move(probe)) {}
  std::string_view name() const override { return start_kind; }
  policy::Action action() const override { return policy::Action::start; }
  Result<Json> check(const Json& params) const override {
    const auto wish = parse_start_wish(params);
    if (!wish) return std::unexpected(wish.error());
    return to_json(*wish);
  }

 protected:
  Result<Plan> plan_of(const Item& item, const ServerFacts& facts) const override {
    const auto wish = parse_start_wish(item.params);
    if (!wish) return std::unexpected(wish.error());
    return plan_start(facts, *wish);
  }
  Task<std::string> send(const CallContext& ctx, const aws::Target& target,
                         std::span<const Item> items) override {
    co_return co_await start_servers(calls_, ctx, target, ids_of(items));
  }
  Task<void> look_closer(StepContext& context, const aws::Target& target,
                         std::span<const Item> items,
                         std::map<std::string, ServerFacts>& servers) override {
    const auto wish = or_throw(parse_start_wish(items.front().params));
    if (wish.status_checks) co_await read_status_checks(calls_, context.ctx(), target, servers);
    if (wish.port == 0) co_return;
    std::vector<ServerFacts*> running;
    for (auto& [id, server] : servers)
      if (server.state == "running") running.push_back(&server);
    co_await for_each_bounded(
        calls_.loop, std::move(running), probes_at_once,
        [this, &wish](ServerFacts* server) { return ask_port(wish, *server); });
  }

 private:
  static constexpr std::size_t probes_at_once = 20;

  Task<void> ask_port(const StartWish& wish, ServerFacts& server) {
    server.port_answers = false;
    const auto document = Json::parse(server.observed.body);
    const auto address =
        document.value(wish.at_public_address ? "PublicIpAddress" : "PrivateIpAddress", "");
    if (probe_ && !address.empty()) server.port_answers = co_await probe_(address, wish.port);
  }

  const PortProbe probe_;
};

class Stop final : public Switch {
 public:
  Stop(sql::Database& db, AwsCalls calls, OwnServer own)
      : Switch(calls, judge_stop), db_(db), own_(std::move(own)) {}
  std::string_view name() const override { return stop_kind; }
  policy::Action action() const override { return policy::Action::stop; }
  Result<Json> check(const Json& params) const override {
    const auto wish = parse_stop_wish(params);
    if (!wish) return std::unexpected(wish.error());
    return to_json(*wish);
  }

 protected:
  Result<Plan> plan_of(const Item& item, const ServerFacts& facts) const override {
    const auto wish = parse_stop_wish(item.params);
    if (!wish) return std::unexpected(wish.error());
    return plan_stop(item.ref.id, facts, *wish, own_);
  }
  Task<std::string> send(const CallContext& ctx, const aws::Target& target,
                         std::span<const Item> items) override {
    const auto wish = or_throw(parse_stop_wish(items.front().params));
    // Items share a call only where none has a clock of its own (switch_rules.cc).
    auto manner = is_hibernating(items.front()) ? Manner::hibernating : Manner::graceful;
    if (is_forced(items.front(), wish, calls_.loop.clock().now())) manner = Manner::forced;
    co_return co_await stop_servers(calls_, ctx, target, ids_of(items), manner);
  }
  Task<void> look_closer(StepContext& context, const aws::Target& target,
                         std::span<const Item> items,
                         std::map<std::string, ServerFacts>& servers) override {
    std::map<std::string, ServerFacts> planned;
    for (const auto& item : items)
      if (const auto found = servers.find(item.ref.id);
          item.step == nullptr && found != servers.end() && found->second.state != "terminated")
        planned.insert(*found);
    if (planned.empty()) co_return;
    co_await read_stop_facts(calls_, context.ctx(), target, planned);
    co_await db_.read([&](sql::Snapshot& snapshot) {
      for (auto& [id, server] : planned)
        server.stop->was_stopped_before = was_stopped_before(
            snapshot, context.ctx().tenant,
            {.account = context.account(), .region = context.region(), .id = id});
    });
    for (auto& [id, server] : planned) servers[id] = std::move(server);
  }

 private:
  sql::Database& db_;
  const OwnServer own_;
};

class Reboot final : public Switch {
 public:
  Reboot(AwsCalls calls, OwnServer own) : Switch(calls, judge_reboot), own_(std::move(own)) {}
  std::string_view name() const override { return reboot_kind; }
  policy::Action action() const override { return policy::Action::reboot; }

 protected:
  Result<Plan> plan_of(const Item& item, const ServerFacts& facts) const override {
    return plan_reboot(item.ref.id, facts, own_);
  }
  Task<std::string> send(const CallContext& ctx, const aws::Target& target,
                         std::span<const Item> items) override {
    co_return co_await reboot_servers(calls_, ctx, target, ids_of(items));
  }

 private:
  const OwnServer own_;
};

}  // namespace

void add_kinds(operations::Kinds& kinds, sql::Database& db, AwsCalls calls, OwnServer own,
               PortProbe probe) {
  kinds.add(std::make_unique<Start>(calls, std::move(probe)));
  kinds.add(std::make_unique<Stop>(db, calls, own));
  kinds.add(std::make_unique<Reboot>(calls, std::move(own)));
}

}  // namespace mirante::servers
