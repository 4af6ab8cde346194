// The install's signs of life and its outages, by the store's time. They are the install's, so no
// function here takes a tenant.
#pragma once

#include <vector>

#include "features/heartbeat/heartbeat.h"
#include "platform/sql/sql.h"

namespace mirante::heartbeat {

/// Writes a sign of life. Returns the outage that it ended, which is stored then: of several
/// processes that come back at once, one is told.
std::optional<Outage> beat(sql::Tx& tx, std::chrono::seconds outage_after);

/// That ended at `since` or later, newest first, at most `limit`.
std::vector<Outage> outages_since(sql::Snapshot& snapshot, Instant since, int limit);

}  // namespace mirante::heartbeat
