#include "features/firing/evaluate.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "features/databases/find_restart.h"
#include "features/firing/catch_up.h"
#include "features/firing/fire_store.h"
#include "features/operations/fallback_types.h"
#include "features/schedules/heading.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/simulate.h"

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

bool has_state(const inventory::Resource& server, const schedules::Wish& wish) {
  return !wish.state || schedules::heads_for(server.ref.kind, server.state) == wish.state;
}

/// Nobody changes the class of databases.
bool has_type(const inventory::Resource& server, const schedules::Wish& wish) {
  return wish.type.empty() || wish.type == server.type ||
         server.ref.kind == inventory::database_kind;
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

/// Whether anything was decided since about whether it is to be on.
bool is_answered(sql::Snapshot& snapshot, TenantId tenant, const schedules::ServerRef& server,
                 Instant seen) {
  constexpr int looked_at = 20;
  const auto decisions = decisions_of(snapshot, tenant, server, std::nullopt, looked_at);
  return std::ranges::any_of(decisions, [&](const Decided& one) {
    return one.at >= seen && one.decision.wish.state == schedules::State::stopped;
  });
}

/// Marks databases that AWS has started by itself since the schedule is as it is, and tells what is
/// known of all of them.
std::vector<Watched> watch(sql::Snapshot& snapshot, const StoredSchedule& schedule,
                           const std::vector<TargetServer>& targets, Plan& plan) {
  std::vector<Watched> watched;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& database = targets[i].resource;
    if (database.ref.kind != inventory::database_kind) continue;
    auto& one = watched.emplace_back(Watched{.announced = databases::announced_start(database)});
    if (one.announced) continue;
    const auto start = databases::find_start_by_aws(snapshot, schedule.tenant, database);
    if (!start || start->seen < schedule.updated_at) continue;
    if (is_answered(snapshot, schedule.tenant, targets[i].ref(), start->seen)) continue;
    one.is_unanswered = true;
    plan.servers[i].started_by_aws = start->seen;
  }
  // One that the filter does not find yet may join.
  if (watched.empty() && schedule.targets.filter.databases) watched.emplace_back();
  return watched;
}

/// Where what AWS started is to be off, that is due at the next look.
void add_aws_starts(std::vector<Due>& due, const Plan& plan, Instant after, Instant now) {
  const auto at = enforcement_before(now);
  if (at <= after) return;
  const bool is_wished = std::ranges::any_of(plan.servers, [&](const schedules::Server& server) {
    return server.started_by_aws && *server.started_by_aws <= at &&
           schedules::decide(server, at, plan).wish.state == schedules::State::stopped;
  });
  if (!is_wished || std::ranges::find(due, at, &Due::at) != due.end()) return;
  due.push_back({.at = at, .edge = Edge::aws_start});
  std::ranges::sort(due, {}, &Due::at);
}

/// What an outage kept from being done before a freeze began, and the freeze since, is wished again
/// when the freeze ends: the ledger says that it was held back.
void let_go_of_frozen(sql::Snapshot& snapshot, const StoredSchedule& schedule,
                      const std::vector<TargetServer>& targets, Plan& plan, Instant at) {
  for (const auto& freeze : plan.freezes) {
    if (freeze.end != at) continue;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const auto& server = plan.servers[i].id;
      if (!schedules::covers(freeze.servers, server)) continue;
      const auto newest =
          decisions_of(snapshot, schedule.tenant, targets[i].ref(), std::nullopt, 1);
      if (newest.empty() || newest.front().decision.reason.because != Because::freeze) continue;
      if (newest.front().at < freeze.begin)
        plan.overrides.push_back(
            {.server = server, .since = newest.front().at, .until = at, .reason = {}, .by = {}});
    }
  }
}

std::map<std::string, std::chrono::minutes> catch_up_of(const schedules::Rulebook& rules) {
  std::map<std::string, std::chrono::minutes> found;
  for (const auto& one : rules.schedules) found.emplace(one.schedule.id, one.settings.catch_up);
  return found;
}

std::set<Instant> instants_of(const std::vector<Due>& due) {
  std::set<Instant> instants;
  for (const auto& one : due) instants.insert(one.at);
  return instants;
}

bool starts(const Decided& one) { return one.decision.wish.state == schedules::State::running; }

/// A type that AWS would not let a server have is tried again at the next edge, or then: each try
/// stops the server.
constexpr std::chrono::days tried_again_after{1};

/// Whether AWS was asked for the type that is wished, and the server has another one all the same.
bool was_tried_in_vain(sql::Snapshot& snapshot, TenantId tenant, const Decided& wished) {
  const auto last = last_asked_for(snapshot, tenant, wished);
  if (!last || wished.at >= last->at + tried_again_after) return false;
  const auto& target = last->target;
  if (target.outcome == operations::Outcome::succeeded)
    return target.reason_code == operations::fell_back_to_type;
  return target.outcome != operations::Outcome::pending && !target.request_ids.empty();
}

/// What is not to be asked for at each look of mode enforce. `of_other_type`: on or off as is
/// wished.
void leave_alone(sql::Snapshot& snapshot, Evaluation& evaluation,
                 const std::set<schedules::ServerRef>& of_other_type) {
  std::erase_if(evaluation.decided, [&](const Decided& one) {
    return of_other_type.contains(one.server) &&
           was_tried_in_vain(snapshot, evaluation.schedule.tenant, one);
  });
  forget_settled(evaluation, evaluation.decided);
}

/// `catch_up`: null where nothing is made up for. What a look of mode enforce finds on or off as is
/// wished, but of another type.
std::set<schedules::ServerRef> decide_all(Evaluation& evaluation,
                                          const std::vector<TargetServer>& targets,
                                          const Plan& plan, schedules::Almanac& almanac,
                                          CatchUp* catch_up, Due due, Instant now) {
  const auto& schedule = evaluation.schedule;
  const Held held(schedule, targets.size());
  const bool observes = schedule.settings.observe_until && now < *schedule.settings.observe_until;
  std::set<schedules::ServerRef> of_other_type;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto ref = targets[i].ref();
    auto decision = catch_up != nullptr ? catch_up->decide(i, due.at)
                                        : schedules::decide(plan.servers[i], due.at, plan, almanac);
    if (decision.reason.because == Because::nothing) continue;
    // The others have their own instants.
    if (due.edge == Edge::aws_start && !plan.servers[i].started_by_aws) continue;
    // An enforcement that finds what it wishes is no news.
    if (due.edge == Edge::enforcement && has_state(targets[i].resource, decision.wish))
      (has_type(targets[i].resource, decision.wish) ? evaluation.settled : of_other_type)
          .insert(ref);
    if (schedule.settings.order)
      evaluation.groups[ref] =
          schedule.settings.order->group_of(ref, inventory::tags_of(targets[i].resource));
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
  return of_other_type;
}

Fire new_fire(const StoredSchedule& schedule, Instant due_at, Instant now) {
  return {.schedule = schedule.id, .due_at = due_at, .version = schedule.version, .fired_at = now};
}

}  // namespace

void forget_settled(const Evaluation& evaluation, std::vector<Decided>& decided) {
  const auto& settled = evaluation.settled;
  if (settled.empty()) return;
  std::optional<std::string> last;
  const auto group_of = [&](const Decided& one) { return evaluation.groups.at(one.server); };
  if (evaluation.schedule.settings.order)
    for (const auto& one : decided)
      if (!settled.contains(one.server) && one.outcome == "requested" && starts(one))
        if (!last || schedules::starts_before(*last, group_of(one))) last = group_of(one);
  std::erase_if(decided, [&](const Decided& one) {
    return settled.contains(one.server) &&
           !(last && starts(one) && schedules::starts_before(group_of(one), *last));
  });
}

Instant rules_since(Instant now) { return now - look_back - plan_before; }

Evaluation evaluate(sql::Snapshot& snapshot, schedules::RuleReader& rules,
                    const StoredSchedule& schedule, Instant now) {
  const auto targets = rules.targets_of(schedule);
  const auto around = rules.rules_for(schedule.tenant, targets);
  auto plan = schedules::plan_of(snapshot, around, resources_of(targets));
  // Reads versions of each database: not at every edge.
  const bool is_watched = schedule.watch_at.value_or(now) <= now;
  const auto watched =
      is_watched ? watch(snapshot, schedule, targets, plan) : std::vector<Watched>();
  schedules::Almanac almanac(plan.calendars);
  // As it is in the plan, so that the almanac knows it once.
  const auto own =
      std::ranges::find(plan.schedules, schedule.schedule.id, &schedules::Schedule::id);
  const auto& rule = own == plan.schedules.end() ? schedule.schedule : *own;
  Evaluation evaluation{.schedule = schedule, .handled_until = schedule.handled_until};
  auto due = due_between(rule, plan, almanac, schedule.handled_until, now);
  add_aws_starts(due, plan, schedule.handled_until, now);
  const auto late_max = schedule.settings.catch_up;
  std::optional<CatchUp> catch_up;
  for (const auto& one : due) let_go_of_frozen(snapshot, schedule, targets, plan, one.at);
  if (!due.empty() && !is_plain(due, now, late_max))
    catch_up.emplace(rule, plan, almanac,
                     CatchUp::Missed{.after = std::max(schedule.handled_until, now - look_back),
                                     .now = now,
                                     .catch_up = late_max,
                                     .others = catch_up_of(around)});
  const auto picked = pick(due, now, late_max, catch_up ? catch_up->made_up() : instants_of(due));
  // What is too long ago to be looked for is handled as well.
  evaluation.handled_until =
      picked.last ? *picked.last : std::max(schedule.handled_until, now - look_back);
  evaluation.next_due = next_after(rule, plan, almanac, evaluation.handled_until);
  evaluation.next_watch = is_watched ? next_watch(watched, now) : schedule.watch_at;
  if (picked.run) {
    evaluation.fire = new_fire(schedule, picked.run->at, now);
    const auto edge = picked.run->edge;
    const bool is_look = edge == Edge::enforcement || edge == Edge::aws_start;
    const auto of_other_type =
        decide_all(evaluation, targets, plan, almanac, catch_up && !is_look ? &*catch_up : nullptr,
                   *picked.run, now);
    leave_alone(snapshot, evaluation, of_other_type);
    evaluation.leaves_no_trace = (is_look || edge == Edge::surrounding) && picked.skipped == 0;
    evaluation.is_enforced = edge == Edge::enforcement;
    evaluation.is_look = is_look;
  } else if (picked.skipped > 0) {
    evaluation.fire = new_fire(schedule, *picked.last, now);
    evaluation.fire->outcome = Outcome::skipped_late;
  }
  if (evaluation.fire) evaluation.fire->skipped = picked.skipped;
  return evaluation;
}

Outlook look_out(sql::Snapshot& snapshot, schedules::RuleReader& rules,
                 const StoredSchedule& schedule) {
  Outlook outlook{.schedule = schedule,
                  .targets = schedules::targets_of(snapshot, schedule.tenant, schedule.targets),
                  .plan = {}};
  outlook.plan = schedules::plan_of(snapshot, rules.rules_for(schedule.tenant, outlook.targets),
                                    resources_of(outlook.targets));
  return outlook;
}

std::vector<Decided> decided_ahead(const Outlook& outlook, Due due) {
  Evaluation evaluation{.schedule = outlook.schedule};
  schedules::Almanac almanac(outlook.plan.calendars);
  decide_all(evaluation, outlook.targets, outlook.plan, almanac, nullptr, due, due.at);
  return std::move(evaluation.decided);
}

Evaluation evaluate_now(sql::Snapshot& snapshot, const StoredSchedule& schedule, Instant now) {
  schedules::RuleReader rules(snapshot, rules_since(now));
  const auto targets = rules.targets_of(schedule);
  auto plan = schedules::plan_of(snapshot, rules.rules_for(schedule.tenant, targets),
                                 resources_of(targets));
  for (const auto& server : plan.servers) schedules::let_go(plan, server.id, now);
  Evaluation evaluation{.schedule = schedule,
                        .handled_until = schedule.handled_until,
                        .fire = new_fire(schedule, now, now)};
  schedules::Almanac almanac(plan.calendars);
  decide_all(evaluation, targets, plan, almanac, nullptr, {.at = now, .edge = Edge::surrounding},
             now);
  return evaluation;
}

}  // namespace mirante::firing
