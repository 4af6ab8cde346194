// What is ahead of each row of a list of servers or databases: its next fire, and the override that
// keeps it as it is. Read for a whole page at once: the questions to the store do not grow with it.
#pragma once

#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "features/inventory/resource.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

/// {next_fire?, override?} for each, in their order. A fire asked for by a schedule that `ctx` may
/// not see is told without the schedule's name.
std::vector<Json> ahead_of(sql::Snapshot& snapshot, const CallContext& ctx, Instant now,
                           const std::vector<inventory::Resource>& things);

}  // namespace mirante::firing
