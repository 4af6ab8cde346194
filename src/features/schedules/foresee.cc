#include "features/schedules/foresee.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "features/databases/switch_rules.h"
#include "features/inventory/resource_store.h"
#include "features/schedules/dead_rules.h"
#include "features/schedules/occurrences.h"
#include "features/schedules/plan_json.h"
#include "features/schedules/plan_store.h"
#include "features/servers/stored_server.h"
#include "features/servers/switch_rules.h"

namespace mirante::schedules {
namespace {

using std::chrono::days;

constexpr std::size_t shown_max = 50;  // Servers that a simulation tells one by one.
constexpr std::size_t listed_max = 500;
constexpr days span_max{92};

/// Looked for in a preview: two working weeks and their ends.
constexpr days conflicts_ahead{14};

/// Questions to the rules that one answer takes at most: one for each server and each instant at
/// which one of its schedules does something.
constexpr std::size_t steps_max = 50'000;

std::size_t steps_of(const Plan& plan, Span span) {
  std::map<std::string, std::size_t> of_schedule;
  for (const auto& schedule : plan.schedules)
    of_schedule[schedule.id] = occurrences(schedule, plan.calendars, span.from, span.to).size();
  std::size_t steps = 0;
  for (const auto& server : plan.servers)
    for (const auto* schedule : schedules_of(server, plan)) steps += of_schedule[schedule->id];
  return steps;
}

void must_be_few_steps(const Plan& plan, Span span) {
  const auto steps = steps_of(plan, span);
  if (steps > steps_max)
    throw wrong_field("to", fmt::format("there are {} starts, stops and other acts until then, of "
                                        "{} servers together; at most {} are foreseen: choose a "
                                        "shorter span",
                                        steps, plan.servers.size(), steps_max));
}

/// Shortened until it can be answered.
Span bounded(const Plan& plan, Span span) {
  while (span.to - span.from > std::chrono::minutes(1) && steps_of(plan, span) > steps_max)
    span.to = span.from + (span.to - span.from) / 2;
  return span;
}

StoredSchedule scheduled(sql::Snapshot& snapshot, const CallContext& ctx, const ForeseeWish& wish) {
  const auto with_draft = [&](StoredSchedule schedule) {
    // One that is not stored yet needs an id for the rules.
    schedule.schedule.id = wish.id.empty() ? "new" : schedule.id.text();
    schedule.is_paused = false;
    return schedule;
  };
  if (!wish.draft) {
    if (wish.id.empty())
      throw wrong_field("schedule", "write a schedule, or the id of a stored one");
    return with_draft(must_find(snapshot, ctx, wish.id));
  }
  StoredSchedule drafted{.tenant = ctx.tenant,
                         .schedule = wish.draft->schedule,
                         .targets = wish.draft->targets,
                         .settings = wish.draft->settings};
  if (!wish.id.empty()) drafted.id = must_find(snapshot, ctx, wish.id).id;
  return with_draft(std::move(drafted));
}

std::vector<inventory::Resource> resources_of(const std::vector<TargetServer>& targets) {
  std::vector<inventory::Resource> resources;
  for (const auto& one : targets) resources.push_back(one.resource);
  return resources;
}

Json server_json(const TargetServer& server) {
  auto json = to_json(server.ref());
  if (!server.resource.name.empty()) json["name"] = server.resource.name;
  if (!server.resource.state.empty()) json["state"] = server.resource.state;
  if (!server.resource.type.empty()) json["type"] = server.resource.type;
  json["by"] = server.is_by_hand ? "hand" : "filter";
  return json;
}

/// Names of the tenant's schedules that whoever asks may see.
using Names = std::map<std::string, std::string>;

Names names_of(sql::Snapshot& snapshot, const CallContext& ctx, const Rulebook& rules) {
  Names names;
  for (const auto& one : rules.schedules)
    if (is_visible(snapshot, ctx, one.targets)) names.emplace(one.schedule.id, one.schedule.name);
  return names;
}

/// Where this schedule's stop is not followed, or its start was taken already, because another
/// schedule of the same server wants something else.
Json conflicts_of(const Plan& plan, const std::vector<TargetServer>& targets,
                  const std::string& own, const Names& names, Span span) {
  auto conflicts = Json::array();
  Plan alone = plan;
  std::erase_if(alone.schedules, [&](const Schedule& one) { return one.id != own; });
  for (std::size_t i = 0; i < targets.size() && conflicts.size() < listed_max; ++i) {
    const auto& server = plan.servers[i];
    if (schedules_of(server, plan).size() < 2) continue;
    alone.servers = {server};
    for (const auto& fire : simulate(alone, span).fires) {
      if (fire.decision.wish.is_empty()) continue;
      const auto together = decide(server, fire.at, plan);
      if (together.wish == fire.decision.wish) continue;
      const auto& other = together.reason.schedule;
      if (other == own) continue;
      auto json = to_json(targets[i].ref());
      if (const auto name = names.find(other); name != names.end()) {
        json["schedule"] = other;
        json["schedule_name"] = name->second;
      }
      json["at"] = to_iso8601(fire.at);
      json["wanted"] = action_of(fire.decision.wish);
      json["done"] = action_of(together.wish);
      json["reason"] = to_json(together.reason);
      conflicts.push_back(std::move(json));
      break;  // The first tells the person what to look at.
    }
  }
  return conflicts;
}

/// What a stop of it would meet, by the rules that judge it then, as far as its last document
/// shows.
void add_stop_problems(Json& problems, sql::Snapshot& snapshot, TenantId tenant,
                       const TargetServer& target, const std::string& own_server) {
  const auto add = [&](const std::string& code, const std::string& text) {
    auto json = to_json(target.ref());
    json["code"] = code;
    json["text"] = text;
    problems.push_back(std::move(json));
  };
  if (target.resource.ref.kind == inventory::database_kind) {
    auto facts = databases::facts_of(target.resource);
    if (!databases::is_ending(facts)) facts.state = "available";  // When it is to be stopped.
    const auto plan = databases::plan_stop(target.resource.ref.id, facts);
    if (!plan) add(plan.error().code, plan.error().message);
    return;
  }
  auto facts = servers::stored_facts(target.resource);
  if (!servers::is_ending(facts)) facts.state = "running";  // When it is to be stopped.
  const auto plan =
      servers::plan_stop(target.resource.ref.id, facts, {.accepts_all_losses = true}, own_server);
  if (!plan) {
    add(plan.error().code, plan.error().message);
    return;
  }
  for (const auto& loss : plan->losses)
    if (!servers::was_stopped_before(snapshot, tenant, target.ref())) add(loss.code, loss.text);
}

bool has_reboots(const Schedule& schedule) {
  return std::ranges::any_of(schedule.rules, [](const Rule& rule) {
    const auto* point = std::get_if<PointRule>(&rule);
    return point != nullptr && point->action == Action::reboot;
  });
}

bool has_types(const Schedule& schedule) {
  const auto has_type = [](const auto& one) { return !one.type.empty(); };
  const auto in_windows = [&](const auto& one) {
    return std::ranges::any_of(one.windows, has_type);
  };
  return std::ranges::any_of(schedule.calendars, in_windows) ||
         std::ranges::any_of(schedule.exceptions, in_windows) ||
         std::ranges::any_of(schedule.rules, [&](const Rule& rule) {
           if (const auto* window = std::get_if<WindowRule>(&rule)) return has_type(window->window);
           if (const auto* once = std::get_if<OnceWindow>(&rule)) return has_type(*once);
           return has_type(std::get<PointRule>(rule));
         });
}

/// What the schedule asks of a database and nothing comes of.
void add_undone(Json& problems, const TargetServer& database, const Schedule& schedule) {
  const auto add = [&](const Error& why) {
    auto json = to_json(database.ref());
    json["code"] = why.code;
    json["text"] = why.message;
    problems.push_back(std::move(json));
  };
  if (has_reboots(schedule)) add(databases::no_reboot());
  if (has_types(schedule)) add(databases::no_resize());
}

Json problems_of(sql::Snapshot& snapshot, const StoredSchedule& schedule, const Plan& plan,
                 const std::vector<TargetServer>& targets, const std::string& own_server) {
  const auto tenant = schedule.tenant;
  auto problems = Json::array();
  for (std::size_t i = 0; i < targets.size() && problems.size() < listed_max; ++i) {
    if (const auto& mark = plan.servers[i].never_switch_off; !mark.empty()) {
      auto json = to_json(targets[i].ref());
      json["code"] = "never_switch_off";
      json["text"] = "is marked never to be switched off: " + mark;
      problems.push_back(std::move(json));
    }
    if (targets[i].resource.ref.kind == inventory::database_kind)
      add_undone(problems, targets[i], schedule.schedule);
    // Those that the filter found come without their documents.
    auto target = targets[i];
    if (auto whole = inventory::find(snapshot, tenant, target.resource.ref))
      target.resource = *std::move(whole);
    add_stop_problems(problems, snapshot, tenant, target, own_server);
  }
  return problems;
}

/// Holidays, exceptions and changes of the clocks of each day.
Json marks_of(const StoredSchedule& schedule, const Plan& plan, Span span) {
  auto marks = Json::array();
  const auto& zone = schedule.schedule.zone;
  const auto offset = [&](std::chrono::local_days day) {
    const auto at = zone.first_instant(day);
    return zone.local(at).time_since_epoch() -
           std::chrono::floor<std::chrono::seconds>(at).time_since_epoch();
  };
  const auto last = zone.local_day(span.to);
  for (auto day = zone.local_day(span.from); day <= last; day += days(1)) {
    const auto note = note_on(schedule.schedule, plan.calendars, Date(day));
    if (note.origin != Origin::rule)
      marks.push_back({{"date", text_of(Date(day))},
                       {"kind", note.origin == Origin::holiday ? "holiday" : "exception"},
                       {"name", note.why}});
    if (offset(day) != offset(day + days(1)))
      marks.push_back({{"date", text_of(Date(day))}, {"kind", "dst"}, {"name", zone.name()}});
  }
  return marks;
}

Json band_json(Instant begin, Instant end, const Zone& zone) {
  return {{"begin", to_iso8601(begin)},
          {"end", to_iso8601(end)},
          {"begin_local", zone.text(begin)},
          {"end_local", zone.text(end)}};
}

Json bands_json(const Simulated& simulated, const std::string& schedule, const Zone& zone) {
  auto json = Json::array();
  for (const auto& band : simulated.bands)
    if (band.schedule == schedule) json.push_back(band_json(band.begin, band.end, zone));
  return json;
}

/// What of `a` is not in `b`; both sorted and each without overlaps.
Json without(const std::vector<Band>& a, const std::vector<Band>& b, const Zone& zone) {
  auto json = Json::array();
  for (const auto& one : a) {
    auto from = one.begin;
    for (const auto& other : b) {
      if (other.end <= from || other.begin >= one.end) continue;
      if (other.begin > from) json.push_back(band_json(from, other.begin, zone));
      from = std::max(from, other.end);
    }
    if (from < one.end) json.push_back(band_json(from, one.end, zone));
  }
  return json;
}

Json difference_of(const StoredSchedule& saved, const StoredSchedule& draft,
                   const std::vector<Calendar>& calendars, Span span) {
  const auto bands = [&](const StoredSchedule& one) {
    Plan plan{.schedules = {one.schedule}, .calendars = calendars};
    return simulate(plan, span).bands;
  };
  const auto before = bands(saved), after = bands(draft);
  const auto& zone = draft.schedule.zone;
  return {{"added", without(after, before, zone)}, {"removed", without(before, after, zone)}};
}

}  // namespace

Task<Json> preview(SchedulesServices& services, CallContext ctx, ForeseeWish wish) {
  require(ctx, Permission::policy_read);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto schedule = scheduled(snapshot, ctx, wish);
    auto targets = targets_within(snapshot, ctx, schedule.targets);
    const auto total = targets.size();
    if (targets.size() > listed_max) targets.resize(listed_max);
    auto rules = load_rulebook(snapshot, ctx.tenant, now - days(2));
    rules.put(schedule);
    const auto plan = plan_of(snapshot, rules, resources_of(targets));
    Json json{{"targets", Json::array()}, {"total", total}};
    for (const auto& one : targets) json["targets"].push_back(server_json(one));
    const auto looked = bounded(plan, {.from = now, .to = now + conflicts_ahead});
    json["conflicts"] =
        conflicts_of(plan, targets, schedule.schedule.id, names_of(snapshot, ctx, rules), looked);
    json["conflicts_until"] = to_iso8601(looked.to);
    json["never"] = Json::array();
    for (const auto& [rule, why] : dead_rules(schedule.schedule, plan.calendars, now))
      json["never"].push_back({{"rule", rule}, {"because", to_string(why)}});
    json["problems"] = problems_of(snapshot, schedule, plan, targets, services.own_server);
    return json;
  });
}

Task<Json> foresee(SchedulesServices& services, CallContext ctx, SimulateWish wish) {
  require(ctx, Permission::policy_read);
  if (wish.to <= wish.from) throw wrong_field("to", "is not after from");
  if (wish.to - wish.from > span_max) throw wrong_field("to", "is more than 92 days after from");
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto schedule = scheduled(snapshot, ctx, wish.what);
    auto targets = targets_within(snapshot, ctx, schedule.targets);
    const auto& id = schedule.schedule.id;
    const auto& zone = schedule.schedule.zone;
    const Span span{.from = wish.from, .to = wish.to};
    Json json{{"from", to_iso8601(wish.from)},
              {"to", to_iso8601(wish.to)},
              {"zone", zone.name()},
              {"total", targets.size()},
              {"servers", Json::array()}};
    if (targets.size() > shown_max) targets.resize(shown_max);
    auto rules = load_rulebook(snapshot, ctx.tenant, wish.from - days(2));
    rules.put(schedule);
    const auto plan = plan_of(snapshot, rules, resources_of(targets));
    must_be_few_steps(plan, span);
    const auto simulated = simulate(plan, span);
    std::optional<Plan> applied;
    if (wish.at && wish.is_applied) {
      applied = plan;
      for (const auto& server : plan.servers) let_go(*applied, server.id, *wish.at);
    }
    const auto& then = applied ? *applied : plan;
    std::map<std::string, Json> fires;
    for (const auto& fire : simulated.fires) fires[fire.server].push_back(to_json(fire, zone));
    for (std::size_t i = 0; i < targets.size(); ++i) {
      auto server = server_json(targets[i]);
      auto& of_server = fires[plan.servers[i].id];
      server["fires"] = of_server.is_null() ? Json::array() : std::move(of_server);
      if (wish.at) {
        const auto decision = decide(then.servers[i], *wish.at, then);
        server["at"] = to_json(Fire{.server = {}, .at = *wish.at, .decision = decision}, zone);
      }
      json["servers"].push_back(std::move(server));
    }
    Plan alone{.schedules = {schedule.schedule}, .calendars = plan.calendars};
    json["bands"] = bands_json(simulate(alone, span), id, zone);
    json["marks"] = marks_of(schedule, plan, span);
    json["conflicts"] = conflicts_of(plan, targets, id, names_of(snapshot, ctx, rules), span);
    if (wish.what.draft && !wish.what.id.empty())
      json["difference"] =
          difference_of(must_find(snapshot, ctx, wish.what.id), schedule, plan.calendars, span);
    return json;
  });
}

}  // namespace mirante::schedules
