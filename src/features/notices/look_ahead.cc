#include "features/notices/look_ahead.h"

#include <algorithm>
#include <map>

#include "features/databases/switch_rules.h"
#include "features/inventory/resource_store.h"
#include "features/schedules/heading.h"
#include "features/schedules/simulate.h"
#include "features/servers/stored_server.h"
#include "features/servers/switch_rules.h"

namespace mirante::notices {
namespace {

using firing::Due;
using firing::Outlook;
using schedules::Action;
using schedules::State;
using std::chrono::microseconds;

/// The looks of mode enforce are no acts of which anybody could hear in time.
schedules::Schedule without_looks(schedules::Schedule schedule) {
  if (schedule.mode == schedules::Mode::enforce) schedule.mode = schedules::Mode::edges;
  return schedule;
}

/// Servers of the outlook by their states at an instant that is ahead, if all obey until then.
class States {
 public:
  States(const Outlook& outlook, Instant now, Instant due) {
    for (std::size_t i = 0; i < outlook.targets.size(); ++i) {
      const auto& resource = outlook.targets[i].resource;
      states_[outlook.plan.servers[i].id] = schedules::heads_for(resource.ref.kind, resource.state);
      types_[outlook.plan.servers[i].id] = resource.type;
    }
    const auto from = now + microseconds(1);
    if (due <= from) return;
    for (const auto& fire : schedules::simulate(outlook.plan, {.from = from, .to = due}).fires) {
      const auto& wish = fire.decision.wish;
      if (wish.state) states_[fire.server] = wish.state;
      if (!wish.type.empty()) types_[fire.server] = wish.type;
    }
  }
  /// What nobody has seen may run.
  bool may_run(const std::string& server) const { return states_.at(server) != State::stopped; }
  const std::string& type_of(const std::string& server) const { return types_.at(server); }

 private:
  std::map<std::string, std::optional<State>> states_;
  std::map<std::string, std::string> types_;
};

/// What is left to do of a wish where the server is as it is then; nullopt: nothing.
std::optional<Acting> act_of(const schedules::Wish& wish, const std::string& server,
                             const States& states) {
  const bool is_on = states.may_run(server);
  Acting acting{.is_on = is_on};
  if (wish.type != states.type_of(server)) acting.type = wish.type;
  if (wish.state && (wish.state == State::running) != is_on) {
    acting.action = is_on ? Action::stop : Action::start;
    return acting;
  }
  if (!acting.type.empty()) {
    acting.action = Action::resize;
    return acting;
  }
  if (!wish.reboot) return std::nullopt;
  acting.action = Action::reboot;
  return acting;
}

/// The rules of the operation itself would refuse it.
bool is_refused(sql::Snapshot& snapshot, TenantId tenant, inventory::Resource server,
                const std::string& own_server) {
  // Those that the filter found come without their documents.
  if (auto whole = inventory::find(snapshot, tenant, server.ref)) server = *std::move(whole);
  if (server.ref.kind == inventory::database_kind) {
    auto database = databases::facts_of(server);
    if (!databases::is_ending(database)) database.state = "available";
    return !databases::plan_stop(server.ref.id, database);
  }
  auto facts = servers::stored_facts(server);
  if (!servers::is_ending(facts)) facts.state = "running";
  return !servers::plan_stop(server.ref.id, facts, {.accepts_all_losses = true}, own_server);
}

}  // namespace

std::vector<Due> acts_between(const Outlook& outlook, Instant after, Instant until) {
  return firing::due_between(without_looks(outlook.schedule.schedule), outlook.plan, after, until);
}

std::vector<Acting> acting_at(const Outlook& outlook, Due due, Instant now) {
  std::map<schedules::ServerRef, const inventory::Resource*> targets;
  for (const auto& one : outlook.targets) targets[one.ref()] = &one.resource;
  const States states(outlook, now, due.at);
  std::vector<Acting> acting;
  for (const auto& decided : firing::decided_ahead(outlook, due)) {
    const auto& wish = decided.decision.wish;
    const bool is_paused = decided.decision.reason.because == schedules::Because::freeze;
    if (!is_paused && decided.outcome != "requested") continue;
    auto act = is_paused ? std::optional<Acting>(Acting{})
                         : act_of(wish, schedules::text_of(decided.server), states);
    if (!act) continue;
    const auto& server = *targets.at(decided.server);
    act->server = {.server = decided.server, .name = server.name, .owner = {}};
    act->is_paused = is_paused;
    act->state = server.state;
    act->seen_at = server.observed_at;
    acting.push_back(*std::move(act));
  }
  return acting;
}

std::vector<Stopping> stopping_at(sql::Snapshot& snapshot, const Outlook& outlook, Due due,
                                  Instant now, const std::string& own_server) {
  std::map<schedules::ServerRef, const inventory::Resource*> targets;
  for (const auto& one : outlook.targets) targets[one.ref()] = &one.resource;
  const auto& notice = outlook.schedule.settings.notice;
  std::vector<Stopping> stopping;
  for (auto& acting : acting_at(outlook, due, now)) {
    const auto& server = *targets.at(acting.server.server);
    if (acting.action != Action::stop || acting.is_paused ||
        is_refused(snapshot, outlook.schedule.tenant, server, own_server))
      continue;
    if (notice && !notice->owner_tag.empty()) {
      const auto tags = inventory::tags_of(server);
      if (const auto owner = tags.find(notice->owner_tag); owner != tags.end())
        acting.server.owner = owner->second;
    }
    stopping.push_back(std::move(acting.server));
  }
  return stopping;
}

LookedAhead look_ahead(sql::Snapshot& snapshot, schedules::RuleReader& rules,
                       const schedules::StoredSchedule& schedule, Instant now,
                       const std::string& own_server) {
  LookedAhead looked{.schedule = schedule, .stops = {}};
  const auto& notice = schedule.settings.notice;
  const auto before = schedule.settings.preflight;
  if (!notice && before.count() == 0) return looked;
  const auto outlook = firing::look_out(snapshot, rules, schedule);
  const auto look_again = [&](std::chrono::minutes lead) {
    const auto next =
        firing::next_after(without_looks(schedule.schedule), outlook.plan, now + lead) - lead;
    looked.next = looked.next ? std::min(*looked.next, next) : next;
  };
  if (notice) {
    for (const auto& due : acts_between(outlook, now, now + notice->before)) {
      auto receivers = receivers_of(*notice, stopping_at(snapshot, outlook, due, now, own_server));
      if (!receivers.empty())
        looked.stops.push_back({.due = due.at, .receivers = std::move(receivers)});
    }
    look_again(notice->before);
  }
  if (before.count() > 0) {
    for (const auto& due : acts_between(outlook, now, now + before))
      if (!acting_at(outlook, due, now).empty()) looked.checks.push_back(due.at);
    look_again(before);
  }
  return looked;
}

}  // namespace mirante::notices
