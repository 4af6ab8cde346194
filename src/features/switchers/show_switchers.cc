#include "features/switchers/show_switchers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/permissions_policy.h"
#include "features/accounts/reachable_store.h"
#include "features/databases/find_database.h"
#include "features/databases/switch_kinds.h"
#include "features/inventory/resource_store.h"
#include "features/operations/succeeded_store.h"
#include "features/schedules/keep_schedules.h"
#include "features/schedules/plan_store.h"
#include "features/servers/find_server.h"
#include "features/servers/switch_kinds.h"
#include "features/switchers/read_trail.h"

namespace mirante::switchers {
namespace {

constexpr std::size_t switchers_max = 50, servers_max = 20, unread_max = 50, acts_max = 20;

/// Which things are asked about; nullopt: all.
using Only = std::optional<std::set<inventory::ResourceRef>>;

Only asked_about(sql::Snapshot& snapshot, const CallContext& ctx, const SwitchersWish& wish) {
  if (!wish.server.empty() && !wish.schedule.empty())
    throw wrong_field("schedule", "cannot be given together with server");
  if (!wish.server.empty()) {
    const auto reference = inventory::parse_reference(wish.server, "server");
    const bool is_database = inventory::kind_of_id(reference.id) == inventory::database_kind;
    return std::set{is_database ? databases::find_database(snapshot, ctx, reference, "server").ref
                                : servers::find_server(snapshot, ctx, reference, "server").ref};
  }
  if (wish.schedule.empty()) return std::nullopt;
  const auto stored = schedules::must_find(snapshot, ctx, wish.schedule);
  std::set<inventory::ResourceRef> refs;
  for (const auto& target : schedules::targets_within(snapshot, ctx, stored.targets))
    refs.insert(target.resource.ref);
  return refs;
}

OwnActs own_acts(sql::Snapshot& snapshot, TenantId tenant, const sql::Within& within,
                 Instant since) {
  struct Kind {
    std::string_view name;
    Action action;
  };
  OwnActs acts;
  for (const auto& [name, action] :
       {Kind{servers::start_kind, Action::start}, Kind{servers::stop_kind, Action::stop},
        Kind{databases::start_kind, Action::start}, Kind{databases::stop_kind, Action::stop}})
    for (const auto& done : operations::succeeded_since(snapshot, tenant, name, within, since))
      acts[inventory::switchable(done.ref.account, done.ref.region, done.ref.id)].push_back(
          {.at = done.requested_at, .action = action});
  return acts;
}

Json to_json(const Habit& habit) {
  return {{"action", to_string(habit.action)},
          {"days", habit.days},
          {"of_days", habit.of_days},
          {"last_at", to_iso8601(habit.last_at)}};
}

Json to_json(const Undoing& undoing) {
  return {{"times", undoing.times},
          {"ours", to_string(undoing.ours)},
          {"ours_at", to_iso8601(undoing.ours_at)},
          {"theirs_at", to_iso8601(undoing.theirs_at)}};
}

Json to_json(sql::Snapshot& snapshot, TenantId tenant, const Switching& one) {
  const auto resource = inventory::find(snapshot, tenant, one.ref);
  Json json{{"account", one.ref.account.text()},
            {"region", one.ref.region.value},
            {"server", one.ref.id},
            {"name", resource && !resource->name.empty() ? Json(resource->name) : Json()},
            {"starts", one.starts},
            {"stops", one.stops},
            {"last_at", to_iso8601(one.last_at)},
            {"regular", Json::array()}};
  for (const auto& habit : one.habits) json["regular"].push_back(to_json(habit));
  if (one.undoing) json["undoes"] = to_json(*one.undoing);
  return json;
}

/// "arn:aws:iam::210987654321:role/night-stop" is called "night-stop".
std::string name_of(const std::string& principal) {
  const auto slash = principal.rfind('/');
  return slash == std::string::npos ? principal : principal.substr(slash + 1);
}

using Names = std::map<AccountId, std::string>;

Json name_in(const Names& names, AccountId account) {
  const auto found = names.find(account);
  return found == names.end() ? Json() : Json(found->second);
}

Json to_json(sql::Snapshot& snapshot, TenantId tenant, const Names& names, const Switcher& one) {
  Json json{{"account", one.account.text()},
            {"account_name", name_in(names, one.account)},
            {"principal", one.principal},
            {"name", name_of(one.principal)},
            {"program", one.program.empty() ? Json() : Json(one.program)},
            {"undoes", one.undoes()},
            {"servers", Json::array()},
            {"servers_total", one.servers.size()}};
  for (const auto& server : one.servers) {
    if (json["servers"].size() == servers_max) break;
    json["servers"].push_back(to_json(snapshot, tenant, server));
  }
  return json;
}

/// Newest first; by hand too.
Json acts_json(const std::vector<ForeignAct>& acts) {
  std::vector<const ForeignAct*> newest;
  for (const auto& act : acts) newest.push_back(&act);
  std::ranges::sort(newest, std::ranges::greater(), &ForeignAct::at);
  auto json = Json::array();
  for (const auto* act : newest) {
    if (json.size() == acts_max) break;
    json.push_back({{"at", to_iso8601(act->at)},
                    {"action", to_string(act->action)},
                    {"principal", act->principal},
                    {"name", name_of(act->principal)},
                    {"program", act->program.empty() ? Json() : Json(act->program)},
                    {"by_hand", act->is_person}});
  }
  return json;
}

/// Where there is something to switch, of what is asked about.
std::set<Place> places_of(sql::Snapshot& snapshot, const CallContext& ctx,
                          const sql::Within& within, const Only& only) {
  std::set<Place> places;
  if (only) {
    for (const auto& ref : *only) places.insert({ref.account, ref.region});
    return places;
  }
  for (const auto kind : {inventory::instance_kind, inventory::database_kind})
    for (const auto& part : inventory::parts_of(snapshot, ctx.tenant, kind))
      if (part.count > 0 && accounts::is_within(within, part.account))
        places.insert({part.account, part.region});
  return places;
}

struct Reading {
  std::vector<std::pair<Place, Unread>> unread;
  std::optional<Instant> known_from;  // The latest: since then all is known of what was read.
};
Reading reading_of(const std::set<Place>& places, const std::map<Place, TrailRead>& reads) {
  Reading reading;
  for (const auto& place : places) {
    const auto found = reads.find(place);
    if (found == reads.end() || (!found->second.read_at && !found->second.problem))
      reading.unread.emplace_back(place, Unread::not_read);
    else if (found->second.problem)
      reading.unread.emplace_back(place, *found->second.problem);
    else if (found->second.known_from)
      reading.known_from =
          std::max(reading.known_from.value_or(Instant::min()), *found->second.known_from);
  }
  return reading;
}

Json unread_json(const Reading& reading, const Names& names) {
  auto json = Json::array();
  for (const auto& [place, why] : reading.unread) {
    if (json.size() == unread_max) break;
    Json one{{"account", place.first.text()},
             {"account_name", name_in(names, place.first)},
             {"region", place.second.value},
             {"unknown", to_string(why)}};
    if (why == Unread::no_permission)
      one["policy_line"] = accounts::policy_line("cloudtrail:LookupEvents");
    json.push_back(std::move(one));
  }
  return json;
}

Json read_switchers(sql::Snapshot& snapshot, const CallContext& ctx, const SwitchersWish& wish,
                    Instant now) {
  const auto within = accounts::ids_of(snapshot, ctx, wish.accounts, wish.customers);
  const auto only = asked_about(snapshot, ctx, wish);
  const auto since = now - kept;
  auto acts = foreign_acts(snapshot, ctx.tenant, within, since);
  if (only) std::erase_if(acts, [&](const ForeignAct& act) { return !only->contains(act.ref); });
  std::vector<Switcher> found;
  if (!acts.empty())
    found = foreign_switchers(acts, own_acts(snapshot, ctx.tenant, within, since),
                              schedules::scheduled_servers(snapshot, ctx.tenant));
  Names names;
  for (const auto& account : accounts::list(snapshot, ctx)) names.emplace(account.id, account.name);
  const auto reading =
      reading_of(places_of(snapshot, ctx, within, only), trail_reads(snapshot, ctx.tenant, within));
  Json json{{"switchers", Json::array()},
            {"total", found.size()},
            {"unread", unread_json(reading, names)},
            {"unread_total", reading.unread.size()},
            {"known_from", reading.known_from ? Json(to_iso8601(*reading.known_from)) : Json()},
            {"days", kept.count()}};
  if (!wish.server.empty()) json["acts"] = acts_json(acts);
  for (const auto& one : found) {
    if (json["switchers"].size() == switchers_max) break;
    json["switchers"].push_back(to_json(snapshot, ctx.tenant, names, one));
  }
  return json;
}

}  // namespace

Task<Json> show_switchers(SwitchersServices& services, CallContext ctx, SwitchersWish wish) {
  require(ctx, Permission::server_read);
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_switchers(snapshot, ctx, wish, now); });
}

}  // namespace mirante::switchers
