#include "features/accounts/read_regions.h"

#include <algorithm>

#include "features/accounts/access_error.h"
#include "features/accounts/aws_calls.h"
#include "features/accounts/permissions_policy.h"

namespace mirante::accounts {

Task<std::vector<AccountRegion>> read_regions(aws::Client& client, Loop& loop, CallContext ctx,
                                              aws::Target target) {
  std::vector<ListedRegion> listed;
  try {
    listed = co_await list_regions(client, ctx, std::move(target));
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    auto error = explain(failure.error(), "reading the account's regions");
    if (problem_of(failure.error()) == AccessProblem::not_permitted)
      error.message += "; this line is missing: " + policy_line("ec2:DescribeRegions");
    throw Failure(std::move(error));
  }
  const auto now = loop.clock().now();
  std::vector<AccountRegion> regions;
  for (auto& region : listed)
    regions.push_back({.region = std::move(region.region),
                       .state = region.is_enabled ? RegionState::enabled : RegionState::not_enabled,
                       .checked_at = now});
  std::ranges::sort(regions, {}, &AccountRegion::region);
  co_return regions;
}

std::vector<AccountRegion> merged(std::span<const AccountRegion> stored,
                                  std::vector<AccountRegion> listed) {
  for (auto& region : listed) {
    const auto before = std::ranges::find(stored, region.region, &AccountRegion::region);
    if (region.state == RegionState::enabled && before != stored.end() &&
        before->state == RegionState::blocked)
      region = *before;
  }
  return listed;
}

std::string_view partition_of(std::span<const AccountRegion> regions) {
  for (const auto& region : regions) {
    if (region.region.value.starts_with("cn-")) return "aws-cn";
    if (region.region.value.starts_with("us-gov-")) return "aws-us-gov";
  }
  return "aws";
}

}  // namespace mirante::accounts
