// Asking an account which savings plans it has.
#pragma once

#include <set>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/prices/savings_plan.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::prices {

/// Plans for servers that are in force, with the rates of these products; `account` is ours. Throws
/// Failure with what AWS said.
Task<std::vector<SavingsPlan>> ask_savings_plans(aws::Client& client, CallContext ctx,
                                                 aws::Target target, AccountId account,
                                                 std::set<Product> servers);

}  // namespace mirante::prices
