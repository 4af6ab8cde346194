#include "features/servers/plan_switch.h"

#include <nlohmann/json.hpp>

#include "features/operations/kinds.h"
#include "features/operations/request.h"
#include "features/servers/planned_targets.h"
#include "features/servers/stored_server.h"
#include "features/servers/switch_kinds.h"

namespace mirante::servers {
namespace {

/// What the operation reads of AWS itself before it stops something.
constexpr const char* read_before_stop[] = {"stop_protection", "shutdown_behavior", "spot_request"};

/// By the kind's own rules.
void judge(Json& target, sql::Snapshot& snapshot, TenantId tenant, const operations::Kind& kind,
           const Json& params, const inventory::Resource& server) {
  const operations::TargetRef ref = target_of(server);
  const operations::Past past{};
  const Json memory;
  const auto plan = kind.plan(
      {.ref = ref, .params = params, .step = nullptr, .past = past, .memory = memory, .token = {}},
      to_facts(stored_facts(server)), server.observed_at);
  if (!plan) return refuse_target(target, plan.error());
  if (plan->steps.empty()) {
    target["verdict"] = "already";
    target["reason"] = plan->text;
    return;
  }
  if (kind.name() == stop_kind) {
    const bool was_stopped = was_stopped_before(snapshot, tenant, ref);
    target["was_stopped_before"] = was_stopped;
    if (!was_stopped) target["losses"] = first_stop_losses_json(server);
  }
  if (server.state.empty())
    warn_of(target, "server.state_unknown",
            "its state is not known; AWS is asked when the operation runs");
}

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
  const auto params = checked_params(*kind, wish);
  PlanQuestion question{.kind = wish.kind,
                        .action = kind->action(),
                        .despite_pause = wish.despite_pause,
                        .not_judged = {"permission"},
                        .always = {{"losses", Json::array()}}};
  if (wish.kind == start_kind) question.not_judged.emplace_back("capacity");
  if (wish.kind == stop_kind)
    for (const auto* unread : read_before_stop) question.not_judged.emplace_back(unread);
  return plan_targets(snapshot, services.spine, ctx, question,
                      find_servers(snapshot, ctx, wish.servers),
                      [&](Json& target, const inventory::Resource& server) {
                        judge(target, snapshot, ctx.tenant, *kind, params, server);
                      });
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
