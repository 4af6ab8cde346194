// From what a tenant has stored to what the rules take: which servers a schedule is for at this
// moment, and the plan of everything that may decide some servers' states. Tenant first.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "base/context.h"
#include "features/inventory/resource.h"
#include "features/policy/policy.h"
#include "features/schedules/stored_schedule.h"
#include "features/schedules/surroundings_store.h"
#include "platform/sql/sql.h"

namespace mirante::schedules {

/// A server that a schedule is for.
struct TargetServer {
  inventory::Resource resource;
  bool is_by_hand = false;  // Else by the filter.

  ServerRef ref() const {
    return {.account = resource.ref.account, .region = resource.ref.region, .id = resource.ref.id};
  }
};

/// Those that are there and that were ever seen; by hand first. At most `limit` by the filter.
std::vector<TargetServer> targets_of(sql::Snapshot& snapshot, TenantId tenant,
                                     const Targets& targets, int limit = 100'000);

/// Those within the reach of whoever asks.
std::vector<TargetServer> targets_within(sql::Snapshot& snapshot, const CallContext& ctx,
                                         const Targets& targets);

/// Whose each account is.
using Customers = std::map<AccountId, std::optional<CustomerId>>;
Customers customers_of(sql::Snapshot& snapshot, TenantId tenant);

/// Of the tenant's, whose servers the filter may match.
std::vector<AccountId> accounts_in(const TargetFilter& wanted, const Customers& customers);

/// Adds to those by hand what the filter matches, as `targets_of`.
void add_filtered(std::vector<TargetServer>& found, sql::Snapshot& snapshot, TenantId tenant,
                  const TargetFilter& wanted, const Customers& customers, int limit = 100'000);

/// All of a tenant that may decide its servers' states from an instant on, read once for many
/// plans. Schedules that are paused are not in it.
struct Rulebook {
  TenantId tenant;
  Customers customers;
  std::vector<StoredSchedule> schedules;
  std::vector<Calendar> calendars;
  std::vector<StoredFreeze> freezes;
  std::vector<policy::Pause> pauses;
  std::vector<StoredMaintenance> maintenance;
  std::vector<StoredOverride> overrides;
  std::vector<policy::NeverSwitchOff> marks;

  /// A schedule that is being written, beside those that are stored or in place of the one with its
  /// id.
  void put(const StoredSchedule& schedule);
};
Rulebook load_rulebook(sql::Snapshot& snapshot, TenantId tenant, Instant since);

/// What of it is about these servers, in their order; pauses of the tenant are freezes without an
/// end.
Plan plan_of(sql::Snapshot& snapshot, const Rulebook& rules,
             const std::vector<inventory::Resource>& servers);

/// The same without what was seen of the servers before.
Plan plan_without_past(const Rulebook& rules, const std::vector<inventory::Resource>& servers);
/// Whether it counts how servers were before: dear to read, and of use to one mode alone.
bool looks_back(const Plan& plan);

/// Servers that a schedule which is not paused looks after.
std::set<inventory::ResourceRef> scheduled_servers(sql::Snapshot& snapshot, TenantId tenant);

/// A server with what filters ask of it, which is read once for many schedules. Refers to the
/// resource.
struct Asked {
  const inventory::Resource& server;
  std::map<std::string, std::string> tags;
  bool is_member = false;  // Of a cluster of databases.

  explicit Asked(const inventory::Resource& resource);
};
/// Whether a schedule's filter or its list names the server.
bool is_for(const Targets& targets, const Asked& server, const Customers& customers);

}  // namespace mirante::schedules
