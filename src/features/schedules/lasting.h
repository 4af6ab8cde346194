// Whether the panel can reach what a schedule looks after for as long as the schedule lasts
// (semantics 6.2: a session that will expire is refused for schedules).
#pragma once

#include <optional>

#include "base/context.h"
#include "base/task.h"
#include "features/schedules/schedules_services.h"

namespace mirante::schedules {

/// When the panel's own credentials in AWS end; nullopt: never, or they are renewed, or there are
/// none, or they cannot be read now, which is logged: they may be well when the schedule runs.
Task<std::optional<Instant>> session_end(const SchedulesServices& services, const CallContext& ctx);

/// `end`: as `session_end` tells of a schedule that is to run. Accounts connected by keys do
/// without the panel's credentials. Throws Failure: conflict "schedule.session_ends".
void must_last(sql::Snapshot& snapshot, TenantId tenant, const Targets& targets,
               std::optional<Instant> end);

}  // namespace mirante::schedules
