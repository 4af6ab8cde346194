// What people put around schedules: overrides of single servers, freezes of the whole tenant, and
// calendars of their own. Each is written with its audit record and its event.
//
// An override acts at once: the operation that brings the server into the wished state is asked for
// in the same transaction. When it ends, by itself or because somebody cancels it, the schedules of
// the server apply what they wish then.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/schedules/schedules_services.h"
#include "features/schedules/span_wish.h"
#include "features/schedules/surroundings_store.h"

namespace mirante::schedules {

struct OverrideWish {
  std::vector<ServerRef> servers;
  Instant until{};
  State state = State::running;
  std::string reason;
};
struct Overridden {
  std::vector<StoredOverride> overrides;
  std::vector<OperationId> operations;  // One for servers, one for databases.
};
/// Throws Failure: invalid "servers", "until", "reason"; not_found "account.unknown",
/// "server.unknown".
Task<Overridden> override_servers(SchedulesServices& services, CallContext ctx, OverrideWish wish);
/// The same within a transaction of the caller's.
Overridden put_overrides(sql::Tx& tx, const SchedulesServices& services, const CallContext& ctx,
                         const OverrideWish& wish);
/// Throws Failure: not_found "override.unknown"; conflict "override.ended".
Task<StoredOverride> end_override(SchedulesServices& services, CallContext ctx, std::string id);
/// Those that have not ended, of servers within reach.
Task<std::vector<StoredOverride>> show_overrides(SchedulesServices& services, CallContext ctx);

Task<StoredFreeze> make_freeze(SchedulesServices& services, CallContext ctx, SpanWish wish);
/// Throws Failure: not_found "freeze.unknown"; conflict "freeze.ended".
Task<void> lift_freeze(SchedulesServices& services, CallContext ctx, std::string id);
Task<std::vector<StoredFreeze>> show_freezes(SchedulesServices& services, CallContext ctx);

/// One that is to be changed, and what the asker has seen of it (as_seen.h).
struct SeenCalendar {
  std::string id = {};
  std::string if_match = {};
};
/// `json` without "id". `seen`: the one to replace; no id: a new one. Throws Failure(conflict)
/// "calendar.changed".
Task<StoredCalendar> keep_calendar(SchedulesServices& services, CallContext ctx, SeenCalendar seen,
                                   Json json);
/// Throws Failure(conflict), codes "calendar.changed", and "calendar.in_use" naming a schedule that
/// refers to it.
Task<void> drop_calendar(SchedulesServices& services, CallContext ctx, SeenCalendar seen);
Task<std::vector<StoredCalendar>> show_calendars(SchedulesServices& services, CallContext ctx);

}  // namespace mirante::schedules
