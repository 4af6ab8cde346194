// The table of checks before fires: wanted by whoever looks ahead, made by the role that asks AWS.
// Plain functions, tenant first; `waiting` alone crosses tenants.
#pragma once

#include <vector>

#include "features/notices/preflight.h"
#include "platform/sql/sql.h"

namespace mirante::notices {

/// One check for each due instant; a newer version of the schedule wants it anew.
void want_preflight(sql::Tx& tx, TenantId tenant, schedules::ScheduleId schedule, Instant due_at,
                    std::int64_t version);
/// Those that are wanted of instants after `now`, the nearest first.
std::vector<Preflight> waiting(sql::Snapshot& snapshot, Instant now, int limit);
/// False: somebody else was faster, or another version is wanted.
bool put_done(sql::Tx& tx, const Preflight& preflight);
/// Of instants after `now`, the nearest first.
std::vector<Preflight> preflights_of(sql::Snapshot& snapshot, TenantId tenant,
                                     schedules::ScheduleId schedule, Instant now, int limit);
void drop_old_preflights(sql::Tx& tx, Instant before);

}  // namespace mirante::notices
