// Asking AWS's price list.
#pragma once

#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/prices/price_list.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::prices {

/// All products that a question is answered with. Throws Failure with what AWS said.
Task<std::vector<Listed>> ask_price_list(aws::Client& client, CallContext ctx, aws::Target target,
                                         Question question);

}  // namespace mirante::prices
