#include "features/operations/fair.h"

#include <algorithm>
#include <tuple>

namespace mirante::operations {

std::vector<Share> share_out(const std::vector<DueGroup>& due, const Load& running,
                             const FairLimits& limits) {
  std::map<TenantId, std::size_t> of_tenant;
  auto of_account = running;
  std::size_t all = 0;
  for (const auto& [whose, count] : running) {
    of_tenant[whose.first] += count;
    all += count;
  }
  std::vector<Share> shares;
  for (const auto& group : due) shares.push_back({.group = group, .count = 0});
  while (all < limits.all) {
    Share* best = nullptr;
    const auto rank = [&](const Share& share) {
      const auto& group = share.group;
      return std::tuple(of_tenant[group.tenant], of_account[{group.tenant, group.account}],
                        group.oldest);
    };
    for (auto& share : shares) {
      const auto& group = share.group;
      if (share.count >= group.count || of_tenant[group.tenant] >= limits.per_tenant ||
          of_account[{group.tenant, group.account}] >= limits.per_account)
        continue;
      if (best == nullptr || rank(share) < rank(*best)) best = &share;
    }
    if (best == nullptr) break;
    ++best->count;
    ++of_tenant[best->group.tenant];
    ++of_account[{best->group.tenant, best->group.account}];
    ++all;
  }
  std::erase_if(shares, [](const Share& share) { return share.count == 0; });
  return shares;
}

}  // namespace mirante::operations
