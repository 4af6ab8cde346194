#include "features/firing/show_fires.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/audit/audit.h"
#include "features/firing/evaluate.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_store.h"
#include "features/schedules/keep_schedules.h"
#include "features/schedules/plan_json.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/stored_json.h"
#include "features/schedules/surroundings_store.h"
#include "platform/events/events.h"

namespace mirante::firing {
namespace {

using schedules::SchedulesServices;
using schedules::StoredSchedule;
using std::chrono::days;

constexpr days ahead{31};  // In which a server's next fire is looked for.

Json fire_json(sql::Snapshot& snapshot, const StoredSchedule& schedule, const Fire& fire) {
  const auto& zone = schedule.schedule.zone;
  Json json{
      {"due_at", to_iso8601(fire.due_at)},
      {"local", zone.text(fire.due_at)},
      {"zone", zone.name()},
      {"fired_at", to_iso8601(fire.fired_at)},
      {"lateness_ms",
       std::chrono::duration_cast<std::chrono::milliseconds>(fire.fired_at - fire.due_at).count()},
      {"version", fire.version},
      {"outcome", to_string(fire.outcome)},
      {"servers", fire.servers},
      {"requested", fire.requested},
      {"held", fire.held},
      {"skipped", fire.skipped},
      {"operations", Json::array()}};
  if (!fire.action.empty()) json["action"] = fire.action;
  std::map<std::string, std::int64_t> results;
  for (const auto& id : fire.operations) {
    json["operations"].push_back(id.text());
    for (const auto& target : operations::targets_of(snapshot, schedule.tenant, id))
      ++results[std::string(to_string(target.outcome))];
  }
  json["results"] = results.empty() ? Json::object() : Json(results);
  return json;
}

/// What came of it, as the operation observed it.
Json result_json(sql::Snapshot& snapshot, TenantId tenant, const Decided& decided) {
  Json json{{"id", decided.operation->text()}};
  for (const auto& target : operations::targets_of(snapshot, tenant, *decided.operation)) {
    if (target.ref != decided.server) continue;
    json["outcome"] = to_string(target.outcome);
    if (!target.reason.empty()) json["reason"] = target.reason;
    if (!target.reason_code.empty()) json["reason_code"] = target.reason_code;
    if (!target.observed_state.empty()) json["observed_state"] = target.observed_state;
    if (target.observed_at) json["observed_at"] = to_iso8601(*target.observed_at);
    if (!target.request_ids.empty()) json["request_ids"] = target.request_ids;
  }
  return json;
}

/// Schedules by their ids; one that was removed since is not among them.
using Known = std::map<schedules::ScheduleId, StoredSchedule>;

Json decided_json(sql::Snapshot& snapshot, TenantId tenant, const Decided& decided,
                  const Known& known) {
  const auto& [wish, reason] = decided.decision;
  Json json{{"at", to_iso8601(decided.at)},         {"schedule", decided.schedule.text()},
            {"version", decided.version},           {"action", schedules::action_of(wish)},
            {"reason", schedules::to_json(reason)}, {"outcome", decided.outcome}};
  if (!wish.type.empty()) json["type"] = wish.type;
  if (const auto schedule = known.find(decided.schedule); schedule != known.end()) {
    const auto& zone = schedule->second.schedule.zone;
    json["schedule_name"] = schedule->second.schedule.name;
    json["local"] = zone.text(decided.at);
    json["zone"] = zone.name();
  }
  if (decided.operation) json["operation"] = result_json(snapshot, tenant, decided);
  return json;
}

inventory::Resource find_server(sql::Snapshot& snapshot, const CallContext& ctx,
                                const ServerWish& wish) {
  const auto within = accounts::within(snapshot, ctx);
  std::optional<AccountId> account;
  if (!wish.account.empty()) account = accounts::must_find(snapshot, ctx, wish.account).id;
  for (auto& one : inventory::find_by_id(snapshot, ctx.tenant, inventory::instance_kind, wish.id))
    if (accounts::is_within(within, one.ref.account) && (!account || one.ref.account == *account) &&
        (wish.region.empty() || one.ref.region.value == wish.region))
      return std::move(one);
  throw Failure(Error{.kind = ErrorKind::not_found,
                      .message = "there is no server \"" + wish.id + "\"",
                      .field = "id",
                      .code = "server.unknown"});
}

}  // namespace

Task<Json> show_history(SchedulesServices& services, CallContext ctx, std::string schedule,
                        std::optional<Instant> before, int limit) {
  require(ctx, Permission::policy_read);
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto stored = schedules::must_find(snapshot, ctx, schedule);
    const auto fires = fires_of(snapshot, ctx.tenant, stored.id, before, limit);
    Json json{{"fires", Json::array()}};
    for (const auto& fire : fires) json["fires"].push_back(fire_json(snapshot, stored, fire));
    if (fires.size() == static_cast<std::size_t>(limit))
      json["next"] = to_iso8601(fires.back().due_at);
    return json;
  });
}

Task<Json> show_decisions(SchedulesServices& services, CallContext ctx, ServerWish wish,
                          std::optional<Instant> before, int limit) {
  require(ctx, Permission::policy_read);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto resource = find_server(snapshot, ctx, wish);
    const schedules::ServerRef ref{
        .account = resource.ref.account, .region = resource.ref.region, .id = resource.ref.id};
    Known known;
    for (auto& one : schedules::list(snapshot, ctx.tenant)) known.emplace(one.id, one);
    Json json{{"decisions", Json::array()}, {"schedules", Json::array()}};
    const auto decisions = decisions_of(snapshot, ctx.tenant, ref, before, limit);
    for (const auto& one : decisions)
      json["decisions"].push_back(decided_json(snapshot, ctx.tenant, one, known));
    if (decisions.size() == static_cast<std::size_t>(limit))
      json["next"] = to_iso8601(decisions.back().at);

    const auto plan = schedules::load_plan(snapshot, ctx.tenant, {resource}, now - days(2));
    for (const auto& one : plan.schedules)
      json["schedules"].push_back({{"id", one.id}, {"name", one.name}});
    for (const auto& one : schedules::list_overrides(snapshot, ctx.tenant, now))
      if (one.server == ref && one.begin <= now) json["override"] = schedules::to_json(one);
    if (const auto next =
            schedules::next_fire(plan.servers.front(), plan,
                                 {.from = now + std::chrono::microseconds(1), .to = now + ahead});
        next && !plan.schedules.empty()) {
      const auto asked = std::ranges::find(plan.schedules, next->decision.reason.schedule,
                                           &schedules::Schedule::id);
      const auto& zone = asked == plan.schedules.end() ? plan.schedules.front().zone : asked->zone;
      json["next_fire"] = schedules::to_json(*next, zone);
    }
    return json;
  });
}

Task<Json> run_now(SchedulesServices& services, CallContext ctx, std::string schedule) {
  require(ctx, Permission::policy_write);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto stored = schedules::must_find(tx, ctx, schedule);
    if (stored.is_paused)
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "\"" + stored.schedule.name + "\" is paused; resume it first",
                          .code = "schedule.paused"});
    const auto evaluation = evaluate_now(tx, stored, now);
    auto fire = *evaluation.fire;
    fire.operations = ask_for(tx, ctx, services.spine, evaluation.decided, evaluation,
                              "run/" + stored.id.text() + "/" + std::to_string(to_micros(now)));
    insert(tx, ctx.tenant, fire);
    Json json{{"operations", Json::array()}, {"servers", fire.servers}};
    for (const auto& id : fire.operations) json["operations"].push_back(id.text());
    audit::append(tx, ctx, now, "schedule.run_now",
                  {{"schedule", stored.id.text()},
                   {"name", stored.schedule.name},
                   {"operations", json["operations"]}});
    events::append(tx, ctx.tenant, "schedules.fired", {{"schedule", stored.id.text()}});
    return json;
  });
}

}  // namespace mirante::firing
