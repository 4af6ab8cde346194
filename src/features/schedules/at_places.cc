#include "features/schedules/at_places.h"

#include <algorithm>

#include "features/accounts/reachable_store.h"
#include "features/schedules/rule_reader.h"

namespace mirante::schedules {

Task<std::vector<StoredSchedule>> at_places(SchedulesServices& services, CallContext ctx,
                                            std::vector<StoredSchedule> schedules,
                                            PlacesWish wish) {
  require(ctx, Permission::policy_read);
  if (wish.is_empty()) co_return schedules;
  co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto within = accounts::ids_of(snapshot, ctx, wish.accounts, wish.customers);
    const auto is_there = [&](const TargetServer& target) {
      const auto& ref = target.resource.ref;
      return accounts::is_within(within, ref.account) &&
             (wish.regions.empty() ||
              std::ranges::find(wish.regions, ref.region.value) != wish.regions.end());
    };
    RuleReader rules(snapshot, services.loop.clock().now());
    std::erase_if(schedules, [&](const StoredSchedule& one) {
      return std::ranges::none_of(rules.targets_of(one), is_there);
    });
  });
  co_return schedules;
}

}  // namespace mirante::schedules
