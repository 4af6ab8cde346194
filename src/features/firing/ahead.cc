#include "features/firing/ahead.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "features/firing/evaluate.h"
#include "features/inventory/state_history_store.h"
#include "features/schedules/heading.h"
#include "features/schedules/keep_schedules.h"
#include "features/schedules/plan_json.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/simulate.h"
#include "features/schedules/stored_json.h"
#include "features/servers/stored_server.h"

namespace mirante::firing {
namespace {

using schedules::Plan;
using std::chrono::days;

/// In which a next fire is looked for. Most are near, and further is dear to look for.
constexpr days near{3}, far{31};

std::optional<schedules::Fire> next_of(const schedules::Server& server, const Plan& plan,
                                       Instant now) {
  const auto from = now + std::chrono::microseconds(1);
  if (auto found = schedules::next_fire(server, plan, {.from = from, .to = now + near}))
    return found;
  return schedules::next_fire(server, plan, {.from = from, .to = now + far});
}

void add_past(Plan& plan, sql::Snapshot& snapshot, TenantId tenant, Instant now,
              const std::vector<inventory::Resource>& things) {
  std::set<AccountId> accounts;
  std::set<std::string> kinds;
  for (const auto& one : things) {
    accounts.insert(one.ref.account);
    kinds.insert(one.ref.kind);
  }
  const sql::Within within(std::in_place, accounts.begin(), accounts.end());
  std::map<inventory::ResourceRef, std::vector<inventory::StateSpan>> earlier;
  for (const auto& kind : kinds)
    earlier.merge(inventory::earlier_states(snapshot, tenant, kind, within, now - far));
  for (std::size_t i = 0; i < things.size(); ++i) {
    const auto& thing = things[i];
    auto& seen = plan.servers[i].seen;
    const auto add = [&](const std::string& text, Instant at) {
      const auto state = schedules::heads_for(thing.ref.kind, text);
      if (state && (seen.empty() || seen.back().state != *state)) seen.push_back({at, *state});
    };
    for (const auto& span : earlier[thing.ref]) add(span.state, span.from);
    add(thing.state, thing.changed_at);
  }
}

/// Next fires of servers that nothing tells apart are looked for once.
class NextFires {
 public:
  NextFires(const Plan& plan, Instant now) : plan_(plan), now_(now) {}

  const std::optional<schedules::Fire>& of(const schedules::Server& server) {
    std::string own = server.id;  // Of which something more is known than which rules it follows.
    const bool is_overridden =
        std::ranges::find(plan_.overrides, server.id, &schedules::Override::server) !=
        plan_.overrides.end();
    if (!is_overridden && server.seen.empty()) own.clear();
    std::vector<bool> held;  // By which of the freezes and maintenance windows.
    for (const auto& freeze : plan_.freezes)
      held.push_back(schedules::covers(freeze.servers, server.id));
    for (const auto& window : plan_.maintenance)
      held.push_back(schedules::covers(window.servers, server.id));
    const Key key(server.schedules, server.never_switch_off.empty(), held, own);
    const auto known = found_.find(key);
    if (known != found_.end()) return known->second;
    return found_.emplace(key, next_of(server, plan_, now_)).first->second;
  }

 private:
  using Key = std::tuple<std::vector<std::string>, bool, std::vector<bool>, std::string>;
  const Plan& plan_;
  Instant now_;
  std::map<Key, std::optional<schedules::Fire>> found_;
};

Json fire_json(const schedules::Fire& fire, const Plan& plan,
               const std::map<std::string, std::string>& names) {
  const auto& asked = fire.decision.reason.schedule;
  const auto found = std::ranges::find(plan.schedules, asked, &schedules::Schedule::id);
  const auto& zone = found == plan.schedules.end() ? plan.schedules.front().zone : found->zone;
  auto json = schedules::to_json(fire, zone);
  if (const auto name = names.find(asked); name != names.end())
    json["schedule_name"] = name->second;
  return json;
}

}  // namespace

std::vector<Json> ahead_of(sql::Snapshot& snapshot, const CallContext& ctx, Instant now,
                           const std::vector<inventory::Resource>& things) {
  std::vector<Json> rows(things.size(), Json::object());
  const auto rules = schedules::load_rulebook(snapshot, ctx.tenant, rules_since(now));
  std::map<schedules::ServerRef, const schedules::StoredOverride*> kept;
  for (const auto& one : rules.overrides)
    if (one.begin <= now && now < one.end) kept[one.server] = &one;
  auto plan = schedules::plan_without_past(rules, things);
  if (schedules::looks_back(plan)) add_past(plan, snapshot, ctx.tenant, now, things);
  std::map<std::string, std::string> names;
  for (const auto& one : rules.schedules)
    if (schedules::is_visible(snapshot, ctx, one.targets))
      names[one.schedule.id] = one.schedule.name;
  NextFires fires(plan, now);
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (const auto found = kept.find(servers::target_of(things[i])); found != kept.end())
      rows[i]["override"] = schedules::to_json(*found->second);
    if (plan.schedules.empty()) continue;
    if (const auto& next = fires.of(plan.servers[i]))
      rows[i]["next_fire"] = fire_json(*next, plan, names);
  }
  return rows;
}

}  // namespace mirante::firing
