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

}  // namespace mirante::schedules
