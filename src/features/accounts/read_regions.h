// The regions of an account, as AWS lists them under the account's own credentials.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/loop.h"
#include "features/accounts/account.h"
#include "platform/aws/client.h"

namespace mirante::accounts {

/// Throws Failure explained by access_error.h, with the policy line that is missing if it is that.
Task<std::vector<AccountRegion>> read_regions(aws::Client& client, Loop& loop, CallContext ctx,
                                              aws::Target target);

/// What is newly listed, keeping what the last check found out about blocked regions: AWS lists
/// those as switched on.
std::vector<AccountRegion> merged(std::span<const AccountRegion> stored,
                                  std::vector<AccountRegion> listed);

/// "aws", "aws-cn" or "aws-us-gov", by the regions' names.
std::string_view partition_of(std::span<const AccountRegion> regions);

}  // namespace mirante::accounts
