#include "features/firing/retry_fire.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/audit/audit.h"
#include "features/firing/fire_store.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_store.h"
#include "features/schedules/keep_schedules.h"
#include "features/servers/stored_server.h"

namespace mirante::firing {
namespace {

bool was_not_reached(operations::Outcome outcome) {
  using operations::Outcome;
  switch (outcome) {
    case Outcome::failed:
    case Outcome::refused:
    case Outcome::cancelled:
    case Outcome::needs_person: return true;
    case Outcome::pending:
    case Outcome::succeeded: return false;
  }
  std::unreachable();
}

/// What each of the fire's operations did not reach.
using Missed = std::map<OperationId, std::vector<operations::TargetRef>>;

Missed missed_by(sql::Snapshot& snapshot, const CallContext& ctx, schedules::ScheduleId schedule,
                 const RetryWish& wish) {
  Missed missed;
  const auto within = accounts::within(snapshot, ctx);
  for (const auto& one : decisions_at(snapshot, ctx.tenant, schedule, wish.at)) {
    const bool is_wished =
        wish.servers.empty() || std::ranges::find(wish.servers, one.server) != wish.servers.end();
    if (!one.operation || !is_wished || !accounts::is_within(within, one.server.account)) continue;
    const auto target = operations::find_target(snapshot, ctx.tenant, *one.operation, one.server);
    if (target && was_not_reached(target->outcome)) missed[*one.operation].push_back(one.server);
  }
  return missed;
}

}  // namespace

Task<Json> retry_fire(schedules::SchedulesServices& services, CallContext ctx, RetryWish wish) {
  require(ctx, Permission::server_switch);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto stored = schedules::must_find(tx, ctx, wish.schedule);
    const auto missed = missed_by(tx, ctx, stored.id, wish);
    if (missed.empty())
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "nothing of this fire is left to be tried again; what has "
                                     "not ended yet goes on by itself",
                          .code = "fire.nothing_to_retry"});
    Json json{{"operations", Json::array()}, {"servers", 0}};
    std::size_t count = 0;
    for (const auto& [id, targets] : missed) {
      const auto first = operations::find(tx, ctx.tenant, id);
      if (!first) continue;
      operations::RequestDraft draft{
          .kind = first->kind, .params = first->params, .targets = targets};
      for (const auto& target : targets) {
        const auto thing = inventory::find(
            tx, ctx.tenant, inventory::switchable(target.account, target.region, target.id));
        if (thing && !thing->name.empty()) draft.names[target] = thing->name;
      }
      if (!wish.idempotency_key.empty())
        draft.idempotency_key =
            wish.idempotency_key + "/" + std::to_string(json["operations"].size());
      json["operations"].push_back(operations::request(tx, ctx, services.spine, draft).id.text());
      count += targets.size();
    }
    json["servers"] = count;
    audit::append(tx, ctx, now, "schedule.retry",
                  {{"schedule", stored.id.text()},
                   {"name", stored.schedule.name},
                   {"due_at", to_iso8601(wish.at)},
                   {"reason", wish.reason},
                   {"operations", json["operations"]}});
    return json;
  });
}

}  // namespace mirante::firing
