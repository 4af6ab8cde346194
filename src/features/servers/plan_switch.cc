#include "features/servers/plan_switch.h"

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/operations/kinds.h"
#include "features/operations/operation_store.h"
#include "features/operations/request.h"
#include "features/policy/policy_store.h"
#include "features/servers/server_json.h"
#include "features/servers/stored_server.h"
#include "features/servers/switch_kinds.h"

namespace mirante::servers {
namespace {

/// What the operation reads of AWS itself before it stops something.
constexpr const char* read_before_stop[] = {"stop_protection", "shutdown_behavior", "spot_request"};

struct Planner {
  sql::Snapshot& snapshot;
  TenantId tenant;
  const operations::Kind& kind;
  Json params;  // As the kind's check left them.
  policy::Wish wish;
  policy::Brakes brakes = {};
  std::map<AccountId, std::string> account_names = {};
  std::map<operations::TargetRef, OperationId> busy = {};

  Json judge(const inventory::Resource& server, const policy::Thing& thing) const {
    Json json{{"id", server.ref.id},
              {"account", server.ref.account.text()},
              {"region", server.ref.region.value},
              {"name", server.name.empty() ? Json() : Json(server.name)},
              {"state", server.state.empty() ? Json() : Json(server.state)},
              {"observed_at", to_iso8601(server.observed_at)},
              {"verdict", "will"},
              {"warnings", Json::array()},
              {"losses", Json::array()}};
    if (const auto name = account_names.find(server.ref.account); name != account_names.end())
      json["account_name"] = name->second;
    if (const auto refusal = policy::decide(brakes, wish, thing))
      refuse(json, *refusal);
    else
      judge_by_rules(json, server);
    if (json["verdict"] == "will") warn(json, server);
    return json;
  }

 private:
  static void refuse(Json& json, const Error& error) {
    json["verdict"] = "refused";
    json["reason_code"] = error.code;
    json["reason"] = error.message;
  }

  void judge_by_rules(Json& json, const inventory::Resource& server) const {
    const operations::TargetRef ref = target_of(server);
    const operations::Past past{};
    const Json memory;
    const auto plan = kind.plan({.ref = ref,
                                 .params = params,
                                 .step = nullptr,
                                 .past = past,
                                 .memory = memory,
                                 .token = {}},
                                to_facts(stored_facts(server)), server.observed_at);
    if (!plan) return refuse(json, plan.error());
    if (plan->steps.empty()) {
      json["verdict"] = "already";
      json["reason"] = plan->text;
      return;
    }
    if (kind.name() != stop_kind) return;
    const bool was_stopped = was_stopped_before(snapshot, tenant, ref);
    json["was_stopped_before"] = was_stopped;
    if (!was_stopped) json["losses"] = first_stop_losses_json(server);
  }

  void warn(Json& json, const inventory::Resource& server) const {
    const auto add = [&](const char* code, const std::string& text) {
      json["warnings"].push_back({{"code", code}, {"text", text}});
    };
    if (const auto operation = busy.find(target_of(server)); operation != busy.end())
      add("operation.waits", "operation " + operation->second.text() +
                                 " is changing it; this would "
                                 "wait for its end");
    if (server.state.empty())
      add("server.state_unknown", "its state is not known; AWS is asked when the operation runs");
  }
};

/// The kind's own words on wrong parameters, and parameters that refuse nothing for its losses:
/// they are told beside the verdict.
Json checked_params(const operations::Kind& kind, const SwitchWish& wish) {
  if (wish.kind == start_kind) return or_throw(kind.check(to_json(wish.start)));
  if (wish.kind != stop_kind) return or_throw(kind.check(Json::object()));
  auto params = or_throw(kind.check(to_json(wish.stop)));
  params["accept_losses"] = true;
  return params;
}

Json read_plan(sql::Snapshot& snapshot, const ServersServices& services, const CallContext& ctx,
               const SwitchWish& wish) {
  const auto* kind = services.spine.kinds.newest(wish.kind).kind;
  MIRANTE_CHECK(kind != nullptr);
  const auto servers = find_servers(snapshot, ctx, wish.servers);
  std::vector<operations::TargetRef> targets;
  for (const auto& server : servers) targets.push_back(target_of(server));
  const auto things = operations::things_of(snapshot, ctx.tenant, services.spine, targets);
  Planner planner{.snapshot = snapshot,
                  .tenant = ctx.tenant,
                  .kind = *kind,
                  .params = checked_params(*kind, wish),
                  .wish = {.action = kind->action(),
                           .asked_by = ctx.actor.kind,
                           .despite_pause = wish.despite_pause},
                  .brakes = policy::load_brakes(snapshot, ctx.tenant, things)};
  for (const auto& one : operations::in_flight(snapshot, ctx.tenant))
    planner.busy.emplace(one.ref, one.operation);
  for (const auto& account : accounts::list(snapshot, ctx.tenant))
    planner.account_names.emplace(account.id, account.name);
  Json json{{"kind", wish.kind}, {"targets", Json::array()}, {"not_judged", {"permission"}}};
  for (std::size_t i = 0; i < servers.size(); ++i)
    json["targets"].push_back(planner.judge(servers[i], things[i]));
  if (wish.kind == start_kind) json["not_judged"].push_back("capacity");
  if (wish.kind == stop_kind)
    for (const auto* unread : read_before_stop) json["not_judged"].push_back(unread);
  return json;
}

}  // namespace

Task<Json> plan_switch(ServersServices& services, CallContext ctx, SwitchWish wish) {
  require(ctx, Permission::server_switch);
  if (wish.servers.empty()) throw wrong_field("servers", "name at least one server");
  if (wish.servers.size() > operations::targets_max)
    throw wrong_field("servers", "one operation takes at most " +
                                     std::to_string(operations::targets_max) + " servers");
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_plan(snapshot, services, ctx, wish); });
}

}  // namespace mirante::servers
