// What the panel's own switching has saved this month, against servers that had stayed on: for all
// of a company, and for single servers with all that they cost. Months are UTC's, as AWS's bills.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/savings/savings_services.h"

namespace mirante::savings {

struct SavingsWish {
  std::vector<std::string> accounts = {};   // Ids, AWS's 12 digits, or names.
  std::vector<std::string> customers = {};  // Ids or names.
};

/// {from, until, saving, servers, unknown_prices, basis, commitments}. Throws Failure: not_found
/// "account.unknown", "customer.unknown".
Task<Json> show_savings(SavingsServices& services, CallContext ctx, SavingsWish wish);

/// `servers` are ids, or "ACCOUNT/REGION/ID"; at most 100. {servers: [{account, region, server,
/// name, parts[], hourly, stays_per_month, always_on_per_month, billed_by, history?, month{},
/// other_scheduler?}], commitments}. Throws Failure: invalid "server"; not_found "server.unknown",
/// "account.unknown".
Task<Json> show_server_costs(SavingsServices& services, CallContext ctx,
                             std::vector<std::string> servers);

}  // namespace mirante::savings
