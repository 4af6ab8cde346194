// What schedules did and why, for people: the history of a schedule, the ledger of a server with
// what came of each decision, and applying a schedule's present wish by hand.
#pragma once

#include <optional>
#include <string>

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/firing/fire_store.h"
#include "features/schedules/schedules_services.h"
#include "features/servers/find_server.h"

namespace mirante::firing {

/// api/openapi.yaml: ScheduleHistory.
Task<Json> show_history(schedules::SchedulesServices& services, CallContext ctx,
                        std::string schedule, std::optional<Instant> before, int limit);

/// {results[]}: what became of each server of the fire that was due at this instant
/// (api/openapi.yaml: FireResult).
Task<Json> show_results(schedules::SchedulesServices& services, CallContext ctx,
                        std::string schedule, Instant at);

/// For a list of schedules: puts {last[], held} into their rows, which have their order.
void put_last_fires(sql::Snapshot& snapshot, const CallContext& ctx,
                    const std::vector<schedules::StoredSchedule>& schedules,
                    std::vector<Json>& rows);

/// api/openapi.yaml: ServerDecisions. Of a server, or of a
/// database ("db:orders"). Throws as `servers::find_server` and `databases::find_database`.
Task<Json> show_decisions(schedules::SchedulesServices& services, CallContext ctx,
                          servers::ServerRef server, std::optional<Instant> before, int limit);

/// {operations[], servers}; throws Failure(conflict), code "schedule.paused".
Task<Json> run_now(schedules::SchedulesServices& services, CallContext ctx, std::string schedule);

}  // namespace mirante::firing
