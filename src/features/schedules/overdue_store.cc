#include "features/schedules/overdue_store.h"

#include "features/schedules/schedule_store.h"

namespace mirante::schedules {

std::optional<Instant> first_due(sql::Snapshot& snapshot) {
  const auto row = snapshot.one(
      "select due_at from schedules where due_at > ? and is_paused = 0 order by due_at limit 1",
      look_now + std::chrono::seconds(1));
  if (!row) return std::nullopt;
  return row->instant(0);
}

std::vector<TenantId> tenants_looked_at(sql::Snapshot& snapshot, Instant since, Instant by) {
  std::vector<TenantId> tenants;
  for (const auto& row :
       snapshot.all("select distinct tenant_id from schedules where is_paused = 0 and (due_at <= ? "
                    "or handled_until > ?)",
                    by, since))
    tenants.push_back(row.id<TenantId>(0));
  return tenants;
}

std::vector<ScheduleId> looked_at(sql::Snapshot& snapshot, TenantId tenant, Instant since,
                                  Instant by, int limit) {
  std::vector<ScheduleId> found;
  for (const auto& row :
       snapshot.all("select id from schedules where tenant_id = ? and is_paused = 0 and (due_at <= "
                    "? or handled_until > ?) order by due_at, id limit ?",
                    tenant, by, since, limit))
    found.push_back(row.id<ScheduleId>(0));
  return found;
}

}  // namespace mirante::schedules
