// Which due operations a runner takes next, so that one tenant's thousand stops, or one account
// that does not answer, never keep the others waiting. Pure.
#pragma once

#include <map>
#include <vector>

#include "features/operations/lease_store.h"

namespace mirante::operations {

struct FairLimits {
  std::size_t all = 256;
  std::size_t per_tenant = 64;
  std::size_t per_account = 32;
};

/// What a runner is carrying out, by tenant and first target's account.
using Load = std::map<std::pair<TenantId, AccountId>, std::size_t>;

struct Share {
  DueGroup group;
  int count = 0;
};

/// How many to take of each group: one by one, always of the tenant with the fewest (running and
/// just taken), within it of the account with the fewest, on a tie of the one that waits longest.
std::vector<Share> share_out(const std::vector<DueGroup>& due, const Load& running,
                             const FairLimits& limits);

}  // namespace mirante::operations
