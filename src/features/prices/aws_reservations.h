// Asking an account what it has reserved.
#pragma once

#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/prices/reservation.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::prices {

/// Reserved instances that are in force there; `account` is ours. Throws Failure with what AWS
/// said.
Task<std::vector<Reservation>> ask_reservations(aws::Client& client, CallContext ctx,
                                                aws::Target target, AccountId account);

}  // namespace mirante::prices
