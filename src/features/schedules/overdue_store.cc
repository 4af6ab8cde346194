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

std::map<TenantId, std::int64_t> count_overdue(sql::Snapshot& snapshot, Instant by) {
  std::map<TenantId, std::int64_t> counts;
  for (const auto& row :
       snapshot.all("select tenant_id, count(*) from schedules where due_at <= ? and is_paused = 0 "
                    "group by tenant_id",
                    by))
    counts[row.id<TenantId>(0)] = row.integer(1);
  return counts;
}

std::vector<Overdue> overdue_of(sql::Snapshot& snapshot, TenantId tenant, Instant by, int limit) {
  std::vector<Overdue> found;
  for (const auto& row :
       snapshot.all("select id, due_at from schedules where tenant_id = ? and due_at <= ? and "
                    "is_paused = 0 order by due_at, id limit ?",
                    tenant, by, limit))
    found.push_back({.id = row.id<ScheduleId>(0), .due_at = row.instant(1)});
  return found;
}

}  // namespace mirante::schedules
