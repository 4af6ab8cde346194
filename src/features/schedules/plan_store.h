// From what a tenant has stored to what the rules take: which servers a schedule is for at this
// moment, and the plan of everything that may decide some servers' states. Tenant first.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "features/inventory/resource.h"
#include "features/schedules/stored_schedule.h"
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

/// Everything that may decide these servers' states from `since` on. Schedules that are paused are
/// not in it; pauses of the tenant are freezes without an end. `as_if`: stands in place of the
/// stored schedule with its id, or beside them: a schedule that is being written.
Plan load_plan(sql::Snapshot& snapshot, TenantId tenant,
               const std::vector<inventory::Resource>& servers, Instant since,
               const StoredSchedule* as_if = nullptr);

/// Servers that a schedule which is not paused looks after.
std::set<inventory::ResourceRef> scheduled_servers(sql::Snapshot& snapshot, TenantId tenant);

/// Whether a schedule's filter or its list names the server. `customers`: whose each account is.
using Customers = std::map<AccountId, std::optional<CustomerId>>;
bool is_for(const Targets& targets, const inventory::Resource& server, const Customers& customers);
Customers customers_of(sql::Snapshot& snapshot, TenantId tenant);

}  // namespace mirante::schedules
