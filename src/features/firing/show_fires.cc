#include "features/firing/show_fires.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/audit/audit.h"
#include "features/databases/find_database.h"
#include "features/firing/carry.h"
#include "features/firing/failed_fire.h"
#include "features/firing/turn_store.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_store.h"
#include "features/schedules/keep_schedules.h"
#include "features/schedules/plan_json.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/stored_json.h"
#include "features/servers/stored_server.h"

namespace mirante::firing {
namespace {

using schedules::SchedulesServices;
using schedules::StoredSchedule;
using std::chrono::days;

constexpr int last_shown = 5;  // Fires of each schedule of a list.
constexpr days ahead{31};      // In which a server's next fire is looked for.

/// Targets of operations by their outcomes.
using Outcomes = std::map<OperationId, operations::OutcomeCounts>;

Json fire_json(sql::Snapshot& snapshot, const StoredSchedule& schedule, const Fire& fire,
               const Outcomes& outcomes) {
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
  if (const auto problem = problem_of(snapshot, schedule.tenant, fire))
    json["problem"] = {{"code", problem->code}, {"text", problem->text}};
  json["results"] = Json::object();
  for (const auto& id : fire.operations) {
    json["operations"].push_back(id.text());
    if (const auto found = outcomes.find(id); found != outcomes.end())
      for (const auto& [outcome, count] : found->second) {
        auto& sum = json["results"][std::string(to_string(outcome))];
        sum = sum.is_null() ? count : sum.get<std::int64_t>() + count;
      }
  }
  return json;
}

/// Whose turn is when, and how each turn went.
Json turns_json(const Turns& turns) {
  auto json = Json::array();
  for (const auto& one : turns.turns)
    json.push_back(
        {{"group", one.group}, {"state", to_string(one.state)}, {"servers", one.servers.size()}});
  return json;
}

/// What a server's turn waits for, or would have had to wait for.
Json turn_json(const Turns& turns, std::size_t turn) {
  Json json{{"group", turns.turns[turn].group},
            {"number", turn + 1},
            {"of", turns.turns.size()},
            {"state", to_string(turns.turns[turn].state)}};
  if (turn == 0) return json;
  auto before = turn - 1;
  const auto& state = turns.turns[turn].state;
  if (state == Turn::State::waiting || state == Turn::State::not_started) before = turns.at;
  json["after"] = turns.turns[before].group;
  return json;
}

/// What came of it, as the operation observed it.
Json result_json(sql::Snapshot& snapshot, TenantId tenant, const Decided& decided) {
  Json json{{"id", decided.operation->text()}};
  const auto target = operations::find_target(snapshot, tenant, *decided.operation, decided.server);
  if (!target) return json;
  json["outcome"] = to_string(target->outcome);
  if (!target->reason.empty()) json["reason"] = target->reason;
  if (!target->reason_code.empty()) json["reason_code"] = target->reason_code;
  if (!target->observed_state.empty()) json["observed_state"] = target->observed_state;
  if (target->observed_at) json["observed_at"] = to_iso8601(*target->observed_at);
  if (!target->request_ids.empty()) json["request_ids"] = target->request_ids;
  return json;
}

/// Schedules by their ids. One that was removed since, or that reaches beyond what the asker may
/// see, is not among them.
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
  if (const auto turns =
          find_turns(snapshot, tenant, {.schedule = decided.schedule, .due_at = decided.at}))
    if (const auto turn = turns->turn_of(decided.server)) json["turn"] = turn_json(*turns, *turn);
  return json;
}

}  // namespace

Task<Json> show_history(SchedulesServices& services, CallContext ctx, std::string schedule,
                        std::optional<Instant> before, int limit) {
  require(ctx, Permission::policy_read);
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto stored = schedules::must_find(snapshot, ctx, schedule);
    const auto fires = fires_of(snapshot, ctx.tenant, stored.id, before, limit);
    Json json{{"fires", Json::array()}};
    std::vector<OperationId> ids;
    for (const auto& fire : fires)
      ids.insert(ids.end(), fire.operations.begin(), fire.operations.end());
    const auto outcomes =
        operations::outcomes_of(snapshot, ctx.tenant, ids, accounts::within(snapshot, ctx));
    for (const auto& fire : fires) {
      auto& shown = json["fires"].emplace_back(fire_json(snapshot, stored, fire, outcomes));
      if (const auto turns =
              find_turns(snapshot, ctx.tenant, {.schedule = fire.schedule, .due_at = fire.due_at}))
        shown["turns"] = turns_json(*turns);
    }
    if (fires.size() == static_cast<std::size_t>(limit))
      json["next"] = to_iso8601(fires.back().due_at);
    return json;
  });
}

Task<Json> show_results(SchedulesServices& services, CallContext ctx, std::string schedule,
                        Instant at) {
  require(ctx, Permission::policy_read);
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto stored = schedules::must_find(snapshot, ctx, schedule);
    const auto within = accounts::within(snapshot, ctx);
    const Known known{{stored.id, stored}};
    Json json{{"results", Json::array()}};
    for (const auto& one : decisions_at(snapshot, ctx.tenant, stored.id, at)) {
      if (!accounts::is_within(within, one.server.account)) continue;
      auto row = decided_json(snapshot, ctx.tenant, one, known);
      row.update(schedules::to_json(one.server));
      const auto thing = inventory::find(
          snapshot, ctx.tenant,
          inventory::switchable(one.server.account, one.server.region, one.server.id));
      if (thing && !thing->name.empty()) row["name"] = thing->name;
      json["results"].push_back(std::move(row));
    }
    return json;
  });
}

void put_last_fires(sql::Snapshot& snapshot, const CallContext& ctx,
                    const std::vector<StoredSchedule>& schedules, std::vector<Json>& rows) {
  std::vector<std::vector<Fire>> fires;
  std::vector<OperationId> ids;
  for (const auto& one : schedules) {
    fires.push_back(fires_of(snapshot, ctx.tenant, one.id, std::nullopt, last_shown));
    for (const auto& fire : fires.back())
      ids.insert(ids.end(), fire.operations.begin(), fire.operations.end());
  }
  const auto outcomes =
      operations::outcomes_of(snapshot, ctx.tenant, ids, accounts::within(snapshot, ctx));
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    auto& row = rows[i];
    row["last"] = Json::array();
    for (const auto& fire : fires[i])
      row["last"].push_back(fire_json(snapshot, schedules[i], fire, outcomes));
    // A later version was approved by whoever saved it.
    const bool is_present = !fires[i].empty() && fires[i].front().version == schedules[i].version;
    row["held"] = is_present ? fires[i].front().held : 0;
  }
}

Task<Json> show_decisions(SchedulesServices& services, CallContext ctx, servers::ServerRef wish,
                          std::optional<Instant> before, int limit) {
  require(ctx, Permission::policy_read);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto resource = inventory::kind_of_id(wish.id) == inventory::database_kind
                              ? databases::find_database(snapshot, ctx, wish, "id")
                              : servers::find_server(snapshot, ctx, wish, "id");
    const auto ref = servers::target_of(resource);
    const auto rules = schedules::load_rulebook(snapshot, ctx.tenant, rules_since(now));
    Known known;
    for (auto& one : schedules::list(snapshot, ctx.tenant))
      if (schedules::is_visible(snapshot, ctx, one.targets)) known.emplace(one.id, std::move(one));
    Json json{{"decisions", Json::array()}, {"schedules", Json::array()}};
    const auto decisions = decisions_of(snapshot, ctx.tenant, ref, before, limit);
    for (const auto& one : decisions)
      json["decisions"].push_back(decided_json(snapshot, ctx.tenant, one, known));
    if (decisions.size() == static_cast<std::size_t>(limit))
      json["next"] = to_iso8601(decisions.back().at);
    const schedules::Asked asked_for(resource);
    for (const auto& one : rules.schedules)
      if (known.contains(one.id) && schedules::is_for(one.targets, asked_for, rules.customers))
        json["schedules"].push_back({{"id", one.id.text()}, {"name", one.schedule.name}});
    for (const auto& one : rules.overrides)
      if (one.server == ref && one.begin <= now && now < one.end)
        json["override"] = schedules::to_json(one);
    const auto plan = schedules::plan_of(snapshot, rules, {resource});
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
    // Not at an instant of the schedule's own: its fire would have the same key.
    const bool is_taken = std::chrono::floor<std::chrono::minutes>(now) == now ||
                          stored.due_at == now || stored.handled_until == now;
    const auto at = is_taken ? now + std::chrono::microseconds(1) : now;
    const auto fire = store_fire(tx, ctx, services.spine, evaluate_now(tx, stored, at),
                                 "run/" + stored.id.text() + "/" + std::to_string(to_micros(at)));
    Json json{{"operations", Json::array()}, {"servers", fire.servers}};
    for (const auto& id : fire.operations) json["operations"].push_back(id.text());
    audit::append(tx, ctx, now, "schedule.run_now",
                  {{"schedule", stored.id.text()},
                   {"name", stored.schedule.name},
                   {"operations", json["operations"]}});
    return json;
  });
}

}  // namespace mirante::firing
