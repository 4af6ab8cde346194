#include "features/schedules/standing.h"

#include <nlohmann/json.hpp>

#include "features/schedules/plan_store.h"

namespace mirante::schedules {

Task<std::vector<Json>> standing_of(SchedulesServices& services, CallContext ctx,
                                    std::vector<StoredSchedule> schedules) {
  require(ctx, Permission::policy_read);
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    std::vector<Json> rows;
    for (const auto& one : schedules)
      rows.push_back({{"targets", targets_within(snapshot, ctx, one.targets).size()}});
    if (services.standing) services.standing(snapshot, ctx, schedules, rows);
    return rows;
  });
}

}  // namespace mirante::schedules
