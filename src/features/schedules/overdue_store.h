// What of the schedules nobody has carried out yet, for those who watch the panel.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "features/schedules/schedule_ids.h"
#include "platform/sql/sql.h"

namespace mirante::schedules {

/// When the schedule that is due first was or will be due; nullopt where none is. One that was just
/// changed and is to be looked at anew (`look_now`) does not count. Crosses tenants on purpose: one
/// role fires them all.
std::optional<Instant> first_due(sql::Snapshot& snapshot);

/// How many schedules of each tenant were to be looked at by then and were not, changed ones too.
/// Crosses tenants on purpose: whoever comes after an outage asks whom it concerned.
std::map<TenantId, std::int64_t> count_overdue(sql::Snapshot& snapshot, Instant by);

struct Overdue {
  ScheduleId id;
  Instant due_at{};  // `look_now` for one that was changed and not looked at since.
};
/// Those of a tenant, the longest due first.
std::vector<Overdue> overdue_of(sql::Snapshot& snapshot, TenantId tenant, Instant by, int limit);

}  // namespace mirante::schedules
