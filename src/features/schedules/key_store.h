// Which schedule a request with a key of its own has made, so that a request whose answer was lost
// may be repeated. Plain functions, tenant first.
#pragma once

#include <optional>
#include <string>

#include "features/schedules/schedule_ids.h"
#include "platform/sql/sql.h"

namespace mirante::schedules {

struct MadeByKey {
  ScheduleId schedule;
  std::string content;  // Hash of what was asked for.
};
std::optional<MadeByKey> find_made(sql::Snapshot& snapshot, TenantId tenant,
                                   const std::string& key);
/// Failure(conflict), code "sql.duplicate", for a key that is there.
void insert_made(sql::Tx& tx, TenantId tenant, const std::string& key, const MadeByKey& made);

}  // namespace mirante::schedules
