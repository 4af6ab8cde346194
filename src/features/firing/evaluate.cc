#include "features/firing/evaluate.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "features/firing/fire_store.h"
#include "features/operations/kinds.h"
#include "features/schedules/heading.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/simulate.h"
#include "platform/events/events.h"

namespace mirante::firing {
namespace {

using schedules::Because;
using schedules::Plan;
using schedules::StoredSchedule;
using schedules::TargetServer;

/// What may have ended at an instant and still counts there.
constexpr std::chrono::days plan_before{2};

std::vector<inventory::Resource> resources_of(const std::vector<TargetServer>& targets) {
  std::vector<inventory::Resource> resources;
  for (const auto& one : targets) resources.push_back(one.resource);
  return resources;
}

/// An enforcement that finds what it wishes is no news.
bool is_so(const inventory::Resource& server, const schedules::Wish& wish) {
  if (!wish.state) return wish.type.empty() || wish.type == server.type;
  return schedules::heads_for(server.ref.kind, server.state) == wish.state &&
         (wish.type.empty() || wish.type == server.type);
}

struct Held {
  bool is_held = false;
  std::set<schedules::ServerRef> approved;

  Held(const StoredSchedule& schedule, std::size_t now)
      : is_held(schedules::is_held(schedule.approved.size(), now)),
        approved(schedule.approved.begin(), schedule.approved.end()) {}
  bool holds(const schedules::ServerRef& server) const {
    return is_held && !approved.contains(server);
  }
};

/// What people see first of a fire: the action of all, or that they differ.
void note_action(Fire& fire, std::string_view action) {
  if (action == "none") return;
  if (fire.action.empty()) fire.action = action;
  if (fire.action != action) fire.action = "mixed";
}

void decide_all(Evaluation& evaluation, const std::vector<TargetServer>& targets, const Plan& plan,
                Due due, Instant now) {
  const auto& schedule = evaluation.schedule;
  const Held held(schedule, targets.size());
  const bool observes = schedule.settings.observe_until && now < *schedule.settings.observe_until;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto ref = targets[i].ref();
    auto decision = schedules::decide(plan.servers[i], due.at, plan);
    if (decision.reason.because == Because::nothing) continue;
    if (due.edge == Edge::enforcement && is_so(targets[i].resource, decision.wish)) continue;
    Decided one{.server = ref,
                .at = due.at,
                .schedule = schedule.id,
                .version = schedule.version,
                .decision = std::move(decision),
                .outcome = "requested"};
    if (one.decision.wish.is_empty())
      one.outcome = "held_back";
    else if (held.holds(ref))
      one.outcome = "held";
    else if (observes)
      one.outcome = "observed";
    evaluation.names[ref] = targets[i].resource.name;
    evaluation.decided.push_back(std::move(one));
  }
}

/// From what became of each server.
void sum_up(Fire& fire, const std::vector<Decided>& decided) {
  std::int64_t observed = 0;
  for (const auto& one : decided) {
    if (!one.decision.wish.is_empty()) note_action(fire, schedules::action_of(one.decision.wish));
    fire.requested += one.operation ? 1 : 0;
    fire.held += one.outcome == "held" ? 1 : 0;
    observed += one.outcome == "observed" ? 1 : 0;
  }
  fire.servers = std::ssize(decided);
  if (fire.requested > 0)
    fire.outcome = Outcome::requested;
  else if (fire.held > 0)
    fire.outcome = Outcome::held;
  else if (observed > 0)
    fire.outcome = Outcome::observed;
}

/// Several schedules of one server may be due at one instant, and all decide the same.
std::vector<Decided> without_others(sql::Tx& tx, const Evaluation& evaluation) {
  auto decided = evaluation.decided;
  if (decided.empty()) return decided;
  const auto others = decided_at(tx, evaluation.schedule.tenant, evaluation.fire->due_at);
  std::erase_if(decided, [&](const Decided& one) { return others.contains(one.server); });
  return decided;
}

Fire new_fire(const StoredSchedule& schedule, Instant due_at, Instant now) {
  return {.schedule = schedule.id, .due_at = due_at, .version = schedule.version, .fired_at = now};
}

std::string key_of(const Fire& fire) {
  return to_text({.schedule = fire.schedule, .version = fire.version, .due_at = fire.due_at});
}

CallContext context_of(const StoredSchedule& schedule) {
  return {.tenant = schedule.tenant,
          .actor = {.kind = Actor::Kind::schedule,
                    .id = schedule.id.text(),
                    .name = schedule.schedule.name},
          .permissions = all_permissions(),
          .trace = schedule.id.text()};
}

/// An operation to ask for: all servers of which the same is wished.
struct Wanted {
  std::string kind;
  Json params = Json::object();
  std::vector<std::size_t> decided;  // Places.
};

/// A server that is to run with another type is changed and started by one operation, which tries
/// the other types where AWS has no room.
std::vector<Wanted> wanted(const std::vector<Decided>& decided,
                           const schedules::Settings& settings) {
  std::map<std::string, Wanted> resizes, rest;
  for (std::size_t i = 0; i < decided.size(); ++i) {
    if (decided[i].outcome != "requested") continue;
    const auto& wish = decided[i].decision.wish;
    const auto kind = inventory::kind_of_id(decided[i].server.id);
    const auto action = std::string(schedules::action_of(wish));
    if (!wish.type.empty()) {
      auto& one = resizes[std::string(kind) + wish.type + action];
      one.kind = schedules::operation_kind(kind, "resize");
      one.params = {{"type", wish.type}, {"accept_losses", true}};
      if (action == "start") one.params["start"] = true;
      if (!settings.fallback_types.empty()) one.params["fallback_types"] = settings.fallback_types;
      one.decided.push_back(i);
    }
    // A change of type starts what is to run.
    if (!wish.type.empty() && action == "start") continue;
    if (action != "start" && action != "stop" && action != "reboot") continue;
    auto& one = rest[std::string(kind) + action];
    one.kind = schedules::operation_kind(kind, action);
    // What a first stop loses was shown when the schedule was saved.
    if (action == "stop" && kind == inventory::instance_kind)
      one.params = {{"accept_losses", true}};
    one.decided.push_back(i);
  }
  std::vector<Wanted> all;
  for (auto* group : {&resizes, &rest})
    for (auto& [name, one] : *group) all.push_back(std::move(one));
  return all;
}

/// Notes in `decided` what was asked for.
std::vector<OperationId> ask_for(sql::Tx& tx, const CallContext& ctx,
                                 const operations::Spine& spine, const Evaluation& evaluation,
                                 const std::string& key, std::vector<Decided>& decided) {
  std::vector<OperationId> asked;
  for (const auto& one : wanted(decided, evaluation.schedule.settings)) {
    if (!spine.kinds.newest(one.kind)) {
      for (const auto place : one.decided) decided[place].outcome = "unavailable";
      continue;
    }
    for (std::size_t first = 0; first < one.decided.size(); first += operations::targets_max) {
      operations::RequestDraft draft{.kind = one.kind, .params = one.params};
      const auto last = std::min(one.decided.size(), first + operations::targets_max);
      for (auto i = first; i < last; ++i) {
        const auto& server = decided[one.decided[i]].server;
        draft.targets.push_back(server);
        draft.names[server] = evaluation.names.at(server);
      }
      draft.idempotency_key = key + "/" + std::to_string(asked.size());
      const auto requested = operations::request(tx, ctx, spine, draft);
      asked.push_back(requested.id);
      for (auto i = first; i < last; ++i) decided[one.decided[i]].operation = requested.id;
    }
  }
  return asked;
}

}  // namespace

Instant rules_since(Instant now) { return now - look_back - plan_before; }

Evaluation evaluate(sql::Snapshot& snapshot, const schedules::Rulebook& rules,
                    const StoredSchedule& schedule, Instant now) {
  const auto targets = schedules::targets_of(snapshot, schedule.tenant, schedule.targets);
  const auto plan = schedules::plan_of(snapshot, rules, resources_of(targets));
  Evaluation evaluation{.schedule = schedule, .handled_until = schedule.handled_until};
  const auto due = due_between(schedule.schedule, plan, schedule.handled_until, now);
  const auto picked = pick(due, now, schedule.settings.catch_up);
  // What is too long ago to be looked for is handled as well.
  evaluation.handled_until =
      picked.last ? *picked.last : std::max(schedule.handled_until, now - look_back);
  evaluation.next_due = next_after(schedule.schedule, plan, evaluation.handled_until);
  if (picked.run) {
    evaluation.fire = new_fire(schedule, picked.run->at, now);
    decide_all(evaluation, targets, plan, *picked.run, now);
    const auto edge = picked.run->edge;
    evaluation.leaves_no_trace =
        (edge == Edge::enforcement || edge == Edge::surrounding) && picked.skipped == 0;
  } else if (picked.skipped > 0) {
    evaluation.fire = new_fire(schedule, *picked.last, now);
    evaluation.fire->outcome = Outcome::skipped_late;
  }
  if (evaluation.fire) evaluation.fire->skipped = picked.skipped;
  return evaluation;
}

Outlook look_out(sql::Snapshot& snapshot, const schedules::Rulebook& rules,
                 const StoredSchedule& schedule) {
  Outlook outlook{.schedule = schedule,
                  .targets = schedules::targets_of(snapshot, schedule.tenant, schedule.targets),
                  .plan = {}};
  outlook.plan = schedules::plan_of(snapshot, rules, resources_of(outlook.targets));
  return outlook;
}

std::vector<Decided> decided_ahead(const Outlook& outlook, Due due) {
  Evaluation evaluation{.schedule = outlook.schedule};
  decide_all(evaluation, outlook.targets, outlook.plan, due, due.at);
  return std::move(evaluation.decided);
}

Evaluation evaluate_now(sql::Snapshot& snapshot, const StoredSchedule& schedule, Instant now) {
  const auto targets = schedules::targets_of(snapshot, schedule.tenant, schedule.targets);
  auto plan = schedules::plan_of(
      snapshot, schedules::load_rulebook(snapshot, schedule.tenant, rules_since(now)),
      resources_of(targets));
  // As when something that held a server back ends now: then the present wish is applied.
  for (const auto& server : plan.servers)
    plan.overrides.push_back({.server = server.id,
                              .since = now - std::chrono::microseconds(1),
                              .until = now,
                              .state = schedules::State::running,
                              .reason = {},
                              .by = {}});
  Evaluation evaluation{.schedule = schedule,
                        .handled_until = schedule.handled_until,
                        .fire = new_fire(schedule, now, now)};
  decide_all(evaluation, targets, plan, {.at = now, .edge = Edge::surrounding}, now);
  return evaluation;
}

Fire store_fire(sql::Tx& tx, const CallContext& ctx, const operations::Spine& spine,
                const Evaluation& evaluation, const std::string& key) {
  auto fire = *evaluation.fire;
  auto decided = without_others(tx, evaluation);
  if (decided.empty() && evaluation.leaves_no_trace) return fire;
  fire.operations = ask_for(tx, ctx, spine, evaluation, key, decided);
  sum_up(fire, decided);
  for (const auto& one : decided) insert(tx, ctx.tenant, one);
  insert(tx, ctx.tenant, fire);
  events::append(tx, ctx.tenant, "schedules.fired", {{"schedule", fire.schedule.text()}});
  return fire;
}

bool carry(sql::Tx& tx, const operations::Spine& spine, const Evaluation& evaluation,
           const FireListener& on_fire) {
  const auto& schedule = evaluation.schedule;
  if (!schedules::move_due(tx, schedule, evaluation.next_due, evaluation.handled_until))
    return false;
  if (!evaluation.fire) return true;
  const auto fire =
      store_fire(tx, context_of(schedule), spine, evaluation, key_of(*evaluation.fire));
  if (on_fire) on_fire(tx, schedule, fire);
  return true;
}

}  // namespace mirante::firing
