// How other rooms get into an AWS account: for a tenant's account and a region, an `aws::Target`
// (credentials, region, labels for the meter) that the AWS client takes. Credentials of a role are
// assumed once and cached, single flight, refreshed early; those of keys are opened from the vault
// when first needed. A connection that was changed or removed is noticed at the next call, also
// when another process changed it.
//
// One per process and loop, made by main; outlives all calls.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/ids.h"
#include "base/task.h"

namespace mirante::aws {
struct Target;
}

namespace mirante::accounts {

class AccountAccess {
 public:
  virtual ~AccountAccess() = default;

  /// Throws Failure: not_found ("account.unknown"), also for another tenant's account; conflict
  /// ("account.pending") while the account is not connected. What AWS says about the credentials
  /// themselves comes out of the first call that uses the target.
  virtual Task<aws::Target> target(CallContext ctx, AccountId account, Region region) = 0;

  /// The account's regions that are switched on, read again from AWS when what is stored is older
  /// than a day and AWS answers.
  virtual Task<std::vector<Region>> enabled_regions(CallContext ctx, AccountId account) = 0;

  /// Reads the regions again now and stores them; a failure leaves what was known.
  virtual Task<void> refresh_regions(CallContext ctx, AccountId account) = 0;
};

}  // namespace mirante::accounts
