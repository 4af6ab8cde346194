#include "features/schedules/rule_reader.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "features/inventory/listing.h"
#include "features/inventory/resource_store.h"
#include "features/policy/policy_store.h"
#include "features/schedules/schedule_store.h"

namespace mirante::schedules {
namespace {

/// By name, as `list`.
bool comes_before(const StoredSchedule* a, const StoredSchedule* b) {
  return std::tuple(inventory::lower(a->schedule.name), a->id) <
         std::tuple(inventory::lower(b->schedule.name), b->id);
}

ServerRef ref_of(const policy::NeverSwitchOff& mark) {
  return {.account = mark.account, .region = mark.region, .id = mark.server};
}

}  // namespace

struct RuleReader::Surroundings {
  Customers customers;
  std::vector<Calendar> calendars;
  std::vector<StoredFreeze> freezes;
  std::vector<policy::Pause> pauses;
  std::vector<StoredMaintenance> maintenance;
  std::map<ServerRef, std::vector<StoredOverride>> overrides;
  std::map<ServerRef, policy::NeverSwitchOff> marks;
  std::vector<StoredSchedule> with_filters;
  std::map<ScheduleId, std::optional<StoredSchedule>> by_hand;  // Those that were asked for.
};

RuleReader::RuleReader(sql::Snapshot& snapshot, Instant since)
    : snapshot_(snapshot), since_(since) {}
RuleReader::~RuleReader() = default;

RuleReader::Surroundings& RuleReader::surroundings_of(TenantId tenant) {
  auto& known = tenants_[tenant];
  if (known) return *known;
  known = std::make_unique<Surroundings>(
      Surroundings{.customers = customers_of(snapshot_, tenant),
                   .calendars = {},
                   .freezes = list_freezes(snapshot_, tenant, since_),
                   .pauses = policy::list_pauses(snapshot_, tenant),
                   .maintenance = list_maintenance(snapshot_, tenant, since_),
                   .overrides = {},
                   .marks = {},
                   .with_filters = with_filters(snapshot_, tenant),
                   .by_hand = {}});
  for (auto& one : list_calendars(snapshot_, tenant))
    known->calendars.push_back(std::move(one.calendar));
  for (auto& one : list_overrides(snapshot_, tenant, since_)) {
    const auto server = one.server;
    known->overrides[server].push_back(std::move(one));
  }
  for (auto& one : policy::list_never_switch_off(snapshot_, tenant))
    known->marks.emplace(ref_of(one), one);
  return *known;
}

void RuleReader::know(const StoredSchedule& schedule) {
  surroundings_of(schedule.tenant).by_hand.try_emplace(schedule.id, schedule);
}

const StoredSchedule* RuleReader::schedule_of(Surroundings& around, TenantId tenant,
                                              ScheduleId id) {
  const auto [place, is_new] = around.by_hand.try_emplace(id);
  auto& found = place->second;
  if (is_new) found = find(snapshot_, tenant, id);
  return found && !found->is_paused ? &*found : nullptr;
}

std::vector<TargetServer> RuleReader::targets_of(const StoredSchedule& schedule) {
  std::vector<TargetServer> found;
  for (const auto& server : schedule.targets.servers) {
    auto card =
        inventory::find_card(snapshot_, schedule.tenant,
                             inventory::switchable(server.account, server.region, server.id));
    if (card && !card->gone_at) found.push_back({.resource = *std::move(card), .is_by_hand = true});
  }
  if (schedule.targets.filter.is_empty()) return found;
  add_filtered(found, snapshot_, schedule.tenant, schedule.targets.filter,
               surroundings_of(schedule.tenant).customers);
  return found;
}

Rulebook RuleReader::rules_for(TenantId tenant, const std::vector<TargetServer>& servers) {
  auto& around = surroundings_of(tenant);
  Rulebook rules{.tenant = tenant,
                 .customers = {},
                 .schedules = {},
                 .calendars = {},
                 .freezes = around.freezes,
                 .pauses = around.pauses,
                 .maintenance = around.maintenance,
                 .overrides = {},
                 .marks = {}};
  std::set<ScheduleId> named;
  std::vector<Asked> asked;
  for (const auto& server : servers) {
    asked.emplace_back(server.resource);
    const auto ref = server.ref();
    if (const auto customer = around.customers.find(ref.account);
        customer != around.customers.end())
      rules.customers.insert(*customer);
    if (const auto own = around.overrides.find(ref); own != around.overrides.end())
      rules.overrides.insert(rules.overrides.end(), own->second.begin(), own->second.end());
    if (const auto mark = around.marks.find(ref); mark != around.marks.end())
      rules.marks.push_back(mark->second);
    for (const auto& id : naming(snapshot_, tenant, ref)) named.insert(id);
  }
  std::vector<const StoredSchedule*> theirs;
  for (const auto& one : around.with_filters) {
    named.erase(one.id);
    if (std::ranges::any_of(asked, [&](const Asked& server) {
          return is_for(one.targets, server, around.customers);
        }))
      theirs.push_back(&one);
  }
  for (const auto& id : named)
    if (const auto* one = schedule_of(around, tenant, id)) theirs.push_back(one);
  std::ranges::sort(theirs, comes_before);
  std::set<std::string> calendars;
  for (const auto* one : theirs) {
    rules.schedules.push_back(*one);
    for (const auto& use : one->schedule.calendars) calendars.insert(use.calendar);
  }
  for (const auto& one : around.calendars)
    if (calendars.contains(one.id)) rules.calendars.push_back(one);
  std::ranges::sort(rules.overrides, {},
                    [](const StoredOverride& one) { return std::tuple(one.begin, one.id); });
  return rules;
}

}  // namespace mirante::schedules
