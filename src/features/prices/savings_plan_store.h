// The tables of savings plans, and whether they are known. Tenant first.
#pragma once

#include <map>
#include <vector>

#include "features/prices/savings_plan.h"
#include "platform/sql/sql.h"

namespace mirante::prices {

/// What was read of an account, in place of what was known.
void replace_plans(sql::Tx& tx, TenantId tenant, AccountId account,
                   const std::vector<SavingsPlan>& plans, Instant read_at);
/// They could not be read; what was known stays.
void put_plans_unread(sql::Tx& tx, TenantId tenant, AccountId account, Unknown why, Instant at);

/// Of all accounts of the tenant, those in force at `at`, in an order of their own, with rates.
std::vector<SavingsPlan> plans_at(sql::Snapshot& snapshot, TenantId tenant, Instant at);

struct PlansRead {
  bool is_known = false;                // They were read once.
  std::optional<Unknown> problem = {};  // The last try failed.
  Instant asked_at{};
};
std::map<AccountId, PlansRead> plan_reads(sql::Snapshot& snapshot, TenantId tenant);

}  // namespace mirante::prices
