// The table of fires whose groups take turns. Plain functions, tenant first.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "features/firing/turns.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

void insert(sql::Tx& tx, TenantId tenant, const Turns& turns);
void update(sql::Tx& tx, TenantId tenant, const Turns& turns);
/// Nobody else changes it before the transaction ends.
std::optional<Turns> find_turns_for_update(sql::Tx& tx, TenantId tenant, const TurnKey& key);
std::optional<Turns> find_turns(sql::Snapshot& snapshot, TenantId tenant, const TurnKey& key);
/// In which something still waits.
std::vector<Turns> open_turns(sql::Snapshot& snapshot, TenantId tenant,
                              schedules::ScheduleId schedule);
/// Those of these schedules of which something still waits.
std::set<schedules::ScheduleId> with_open_turns(sql::Snapshot& snapshot, TenantId tenant,
                                                const std::vector<schedules::ScheduleId>& asked);

}  // namespace mirante::firing
