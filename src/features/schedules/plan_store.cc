#include "features/schedules/plan_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/accounts/reachable_store.h"
#include "features/inventory/list_store.h"
#include "features/inventory/resource_store.h"
#include "features/policy/policy_store.h"
#include "features/schedules/heading.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/surroundings_store.h"

namespace mirante::schedules {
namespace {

constexpr int versions_max = 30;  // Of a server's past; enough to know how its window began.

ServerRef ref_of(const inventory::Resource& resource) {
  return {.account = resource.ref.account, .region = resource.ref.region, .id = resource.ref.id};
}

template <class Values, class Value>
bool allows(const Values& values, const Value& value) {
  return values.empty() || std::ranges::find(values, value) != values.end();
}

bool has_tags(const std::map<std::string, std::string>& present,
              const std::vector<inventory::Filter::Tag>& tags) {
  return std::ranges::all_of(tags, [&](const inventory::Filter::Tag& tag) {
    const auto found = present.find(tag.key);
    return found != present.end() && (!tag.value || found->second == *tag.value);
  });
}

/// A member of a cluster of databases, which is switched with it.
bool is_member(const inventory::Resource& resource) {
  return resource.ref.kind == inventory::database_kind &&
         Json::parse(resource.summary).contains("cluster");
}

/// When it was seen in another state than before, oldest first.
std::vector<Seen> seen_of(sql::Snapshot& snapshot, TenantId tenant,
                          const inventory::Resource& server) {
  std::vector<Seen> seen;
  auto versions = inventory::versions_of(snapshot, tenant, server.ref, versions_max);
  std::ranges::reverse(versions);
  const auto add = [&](const std::string& text, Instant at) {
    const auto state = heads_for(server.ref.kind, text);
    if (state && (seen.empty() || seen.back().state != *state)) seen.push_back({at, *state});
  };
  for (const auto& version : versions) add(version.state, version.from);
  add(server.state, server.changed_at);
  return seen;
}

/// What a pause of the tenant holds.
Freeze freeze_of(const policy::Pause& pause, const std::vector<inventory::Resource>& servers,
                 const Customers& customers) {
  Freeze freeze{.begin = pause.since, .end = {}, .reason = pause.reason, .servers = {}};
  if (pause.scope == policy::PauseScope::everything) return freeze;
  for (const auto& server : servers) {
    const auto customer = customers.find(server.ref.account);
    const bool is_held = pause.scope == policy::PauseScope::account
                             ? server.ref.account.bytes == pause.id
                             : customer != customers.end() && customer->second &&
                                   customer->second->bytes == pause.id;
    if (is_held) freeze.servers.push_back(text_of(ref_of(server)));
  }
  return freeze;
}

/// Windows that are for none of these servers must not be taken for one that is for all.
void add_maintenance(Plan& plan, const Rulebook& rules, const std::vector<Asked>& servers) {
  for (const auto& one : rules.maintenance) {
    Maintenance window{.begin = one.begin, .end = one.end, .reason = one.reason, .servers = {}};
    for (const auto& server : servers)
      if (is_for(one.targets, server, rules.customers))
        window.servers.push_back(text_of(ref_of(server.server)));
    if (!window.servers.empty()) plan.maintenance.push_back(std::move(window));
  }
}

void add_freezes(Plan& plan, const Rulebook& rules,
                 const std::vector<inventory::Resource>& servers) {
  for (const auto& one : rules.freezes)
    plan.freezes.push_back(
        {.begin = one.begin, .end = one.end, .reason = one.reason, .servers = {}});
  for (const auto& pause : rules.pauses) {
    auto freeze = freeze_of(pause, servers, rules.customers);
    // One that holds none of these servers must not be taken for one that holds all.
    if (pause.scope == policy::PauseScope::everything || !freeze.servers.empty())
      plan.freezes.push_back(std::move(freeze));
  }
}

}  // namespace

Customers customers_of(sql::Snapshot& snapshot, TenantId tenant) {
  Customers customers;
  for (const auto& account : accounts::list(snapshot, tenant))
    customers.emplace(account.id, account.customer);
  return customers;
}

Asked::Asked(const inventory::Resource& resource)
    : server(resource),
      tags(inventory::tags_of(resource)),
      is_member(schedules::is_member(resource)) {}

bool is_for(const Targets& targets, const Asked& asked, const Customers& customers) {
  const auto& server = asked.server;
  if (std::ranges::find(targets.servers, ref_of(server)) != targets.servers.end()) return true;
  const auto& filter = targets.filter;
  if (filter.is_empty()) return false;
  const auto account = customers.find(server.ref.account);
  if (account == customers.end()) return false;
  const bool is_database = server.ref.kind == inventory::database_kind;
  if (is_database ? !filter.databases || asked.is_member : !filter.servers) return false;
  const bool is_theirs =
      filter.customers.empty() || (account->second && allows(filter.customers, *account->second));
  return is_theirs && allows(filter.accounts, server.ref.account) &&
         allows(filter.regions, server.ref.region) && has_tags(asked.tags, filter.tags);
}

std::vector<AccountId> accounts_in(const TargetFilter& wanted, const Customers& customers) {
  std::vector<AccountId> found;
  if (wanted.is_empty()) return found;
  for (const auto& [account, customer] : customers)
    if (allows(wanted.accounts, account) &&
        (wanted.customers.empty() || (customer && allows(wanted.customers, *customer))))
      found.push_back(account);
  return found;
}

void add_filtered(std::vector<TargetServer>& found, sql::Snapshot& snapshot, TenantId tenant,
                  const TargetFilter& wanted, const Customers& customers, int limit) {
  if (wanted.is_empty()) return;
  std::set<ServerRef> named;
  for (const auto& one : found) named.insert(one.ref());
  inventory::Filter filter{
      .accounts = accounts_in(wanted, customers), .regions = wanted.regions, .tags = wanted.tags};
  if (filter.accounts.empty()) return;
  const auto add = [&](std::string_view kind) {
    filter.kind = kind;
    for (auto& resource : inventory::list(snapshot, tenant, filter, inventory::Detail::card, limit))
      if (!named.contains(ref_of(resource)) && !is_member(resource))
        found.push_back({.resource = std::move(resource)});
  };
  if (wanted.servers) add(inventory::instance_kind);
  if (wanted.databases) add(inventory::database_kind);
}

std::vector<TargetServer> targets_of(sql::Snapshot& snapshot, TenantId tenant,
                                     const Targets& targets, int limit) {
  std::vector<TargetServer> found;
  for (const auto& server : targets.servers) {
    auto resource = inventory::find(
        snapshot, tenant, inventory::switchable(server.account, server.region, server.id));
    if (!resource || resource->gone_at) continue;
    found.push_back({.resource = *std::move(resource), .is_by_hand = true});
  }
  if (targets.filter.is_empty()) return found;
  add_filtered(found, snapshot, tenant, targets.filter, customers_of(snapshot, tenant), limit);
  return found;
}

std::vector<TargetServer> targets_within(sql::Snapshot& snapshot, const CallContext& ctx,
                                         const Targets& targets) {
  auto found = targets_of(snapshot, ctx.tenant, targets);
  const auto within = accounts::within(snapshot, ctx);
  std::erase_if(found, [&](const TargetServer& one) {
    return !accounts::is_within(within, one.resource.ref.account);
  });
  return found;
}

std::set<inventory::ResourceRef> scheduled_servers(sql::Snapshot& snapshot, TenantId tenant) {
  std::set<inventory::ResourceRef> found;
  for (const auto& schedule : list(snapshot, tenant)) {
    if (schedule.is_paused) continue;
    for (const auto& target : targets_of(snapshot, tenant, schedule.targets))
      found.insert(target.resource.ref);
  }
  return found;
}

void Rulebook::put(const StoredSchedule& schedule) {
  std::erase_if(schedules, [&](const StoredSchedule& one) { return one.id == schedule.id; });
  schedules.push_back(schedule);
}

Rulebook load_rulebook(sql::Snapshot& snapshot, TenantId tenant, Instant since) {
  Rulebook rules{.tenant = tenant,
                 .customers = customers_of(snapshot, tenant),
                 .schedules = list(snapshot, tenant),
                 .calendars = {},
                 .freezes = list_freezes(snapshot, tenant, since),
                 .pauses = policy::list_pauses(snapshot, tenant),
                 .maintenance = list_maintenance(snapshot, tenant, since),
                 .overrides = list_overrides(snapshot, tenant, since),
                 .marks = policy::list_never_switch_off(snapshot, tenant)};
  std::erase_if(rules.schedules, &StoredSchedule::is_paused);
  for (auto& one : list_calendars(snapshot, tenant))
    rules.calendars.push_back(std::move(one.calendar));
  return rules;
}

Plan plan_without_past(const Rulebook& rules, const std::vector<inventory::Resource>& servers) {
  Plan plan{.calendars = rules.calendars};
  const std::vector<Asked> asked(servers.begin(), servers.end());
  std::vector<const StoredSchedule*> theirs;
  for (const auto& one : rules.schedules)
    if (std::ranges::any_of(asked, [&](const Asked& server) {
          return is_for(one.targets, server, rules.customers);
        })) {
      theirs.push_back(&one);
      plan.schedules.push_back(one.schedule);
    }
  add_freezes(plan, rules, servers);
  add_maintenance(plan, rules, asked);
  for (const auto& one : rules.overrides)
    if (std::ranges::any_of(servers,
                            [&](const auto& server) { return ref_of(server) == one.server; }))
      plan.overrides.push_back({.server = text_of(one.server),
                                .since = one.begin,
                                .until = one.end,
                                .state = one.state,
                                .reason = one.reason,
                                .by = one.made_by});
  for (const auto& one_asked : asked) {
    const auto& resource = one_asked.server;
    Server server{
        .id = text_of(ref_of(resource)), .schedules = {}, .first_seen = resource.first_seen_at};
    for (const auto* one : theirs)
      if (is_for(one->targets, one_asked, rules.customers))
        server.schedules.push_back(one->schedule.id);
    // The rules take no schedules for all of them.
    if (server.schedules.empty()) server.schedules.emplace_back("none");
    for (const auto& mark : rules.marks)
      if (mark.account == resource.ref.account && mark.region == resource.ref.region &&
          mark.server == resource.ref.id)
        server.never_switch_off = mark.reason;
    plan.servers.push_back(std::move(server));
  }
  return plan;
}

bool looks_back(const Plan& plan) {
  return std::ranges::any_of(plan.schedules,
                             [](const Schedule& one) { return one.mode == Mode::keep_if_on; });
}

Plan plan_of(sql::Snapshot& snapshot, const Rulebook& rules,
             const std::vector<inventory::Resource>& servers) {
  auto plan = plan_without_past(rules, servers);
  if (looks_back(plan))
    for (std::size_t i = 0; i < servers.size(); ++i)
      plan.servers[i].seen = seen_of(snapshot, rules.tenant, servers[i]);
  return plan;
}

}  // namespace mirante::schedules
