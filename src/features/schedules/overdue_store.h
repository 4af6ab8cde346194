// What of the schedules nobody has carried out yet, for those who watch the panel.
#pragma once

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

/// Whose schedules were to be looked at in the span, or have been since: whether a rule of theirs
/// had something to do then is another question. Crosses tenants on purpose: whoever comes after an
/// outage asks whom it concerned.
std::vector<TenantId> tenants_looked_at(sql::Snapshot& snapshot, Instant since, Instant by);
/// Those of a tenant.
std::vector<ScheduleId> looked_at(sql::Snapshot& snapshot, TenantId tenant, Instant since,
                                  Instant by, int limit);

}  // namespace mirante::schedules
