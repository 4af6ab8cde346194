// Where money can be saved by switching off: servers that run outside working hours for no visible
// reason, the dearest first, and servers that somebody else's scheduler switches.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/savings/savings_services.h"

namespace mirante::savings {

struct OpportunitiesWish {
  std::vector<std::string> accounts = {};   // Ids, AWS's 12 digits, or names.
  std::vector<std::string> customers = {};  // Ids or names.
  std::vector<std::string> regions = {};
  std::string zone = {};  // Whose working hours; empty: America/Sao_Paulo.
  int limit = 50;
  std::string after = {};  // An earlier page's `next`.
};

/// {opportunities[], total, saving_per_month, unknown_prices, office{}, other_schedulers[],
/// considered, commitments, next?}. Throws Failure: not_found "account.unknown",
/// "customer.unknown"; invalid "zone", "after".
Task<Json> show_opportunities(SavingsServices& services, CallContext ctx, OpportunitiesWish wish);

}  // namespace mirante::savings
