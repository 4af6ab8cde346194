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

namespace mirante::firing {

/// api/openapi.yaml: ScheduleHistory.
Task<Json> show_history(schedules::SchedulesServices& services, CallContext ctx,
                        std::string schedule, std::optional<Instant> before, int limit);

/// A server by AWS's id; account (our id, AWS's digits, name) and region where it is not the only
/// one. api/openapi.yaml: ServerDecisions. Throws Failure(not_found), code "server.unknown".
struct ServerWish {
  std::string id;
  std::string account = {};
  std::string region = {};
};
Task<Json> show_decisions(schedules::SchedulesServices& services, CallContext ctx,
                          ServerWish server, std::optional<Instant> before, int limit);

/// {operations[], servers}; throws Failure(conflict), code "schedule.paused".
Task<Json> run_now(schedules::SchedulesServices& services, CallContext ctx, std::string schedule);

}  // namespace mirante::firing
