// Trying again what a schedule's fire did not reach: an ordinary operation, asked for by a person
// who says why.
#pragma once

#include <string>

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/schedules/schedules_services.h"

namespace mirante::firing {

struct RetryWish {
  std::string schedule;
  Instant at{};                                    // The fire's due instant.
  std::vector<schedules::ServerRef> servers = {};  // None: all that were not reached.
  std::string reason;                              // Recorded.
  std::string idempotency_key = {};
};

/// {operations[], servers}. Throws Failure: not_found "schedule.unknown"; conflict
/// "fire.nothing_to_retry" where all was reached, or is still being done.
Task<Json> retry_fire(schedules::SchedulesServices& services, CallContext ctx, RetryWish wish);

}  // namespace mirante::firing
