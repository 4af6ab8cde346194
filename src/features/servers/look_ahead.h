// What a list of servers or databases asks of whoever keeps schedules: what is ahead of each row.
// The room below schedules cannot know them; main ties the answer.
#pragma once

#include <functional>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "features/inventory/resource.h"

namespace mirante::sql {
class Snapshot;
}

namespace mirante::servers {

/// {next_fire?, override?} for each, in their order; of a whole page at once. May be null.
using LookAhead = std::function<std::vector<Json>(sql::Snapshot&, const CallContext&,
                                                  const std::vector<inventory::Resource>&)>;

}  // namespace mirante::servers
