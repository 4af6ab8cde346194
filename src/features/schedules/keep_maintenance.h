// Maintenance windows: for their time the servers that they name run, where a schedule looks after
// them and the date is no special one of it. Each is written with its audit record and its event.
//
// Who reaches only some accounts makes and sees those of their servers.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/schedules/schedules_services.h"
#include "features/schedules/span_wish.h"
#include "features/schedules/surroundings_store.h"

namespace mirante::schedules {

struct MaintenanceWish {
  SpanWish span;
  Targets targets;
};

/// Throws Failure: invalid "begin", "end", "reason"; not_found "account.unknown",
/// "customer.unknown"; conflict "maintenance.no_schedule" where no schedule looks after any of the
/// servers, "maintenance.too_many".
Task<StoredMaintenance> make_maintenance(SchedulesServices& services, CallContext ctx,
                                         MaintenanceWish wish);
/// Throws Failure: not_found "maintenance.unknown"; conflict "maintenance.ended".
Task<void> end_maintenance(SchedulesServices& services, CallContext ctx, std::string id);
/// Those that have not ended, of servers within reach.
Task<std::vector<StoredMaintenance>> show_maintenance(SchedulesServices& services, CallContext ctx);

}  // namespace mirante::schedules
