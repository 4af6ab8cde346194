// One due schedule: read what it is for and decide (`evaluate`), then store what follows (`carry`).
// Both are synchronous over the store, so that many share a snapshot and a transaction.
#pragma once

#include <optional>
#include <vector>

#include "base/context.h"
#include "features/firing/fire.h"
#include "features/operations/request.h"
#include "features/schedules/stored_schedule.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

struct Evaluation {
  schedules::StoredSchedule schedule;  // As it was read.
  Instant handled_until{};
  Instant next_due{};
  std::optional<Fire> fire = {};  // None: there was nothing to fire.
  std::vector<Decided> decided = {};
  std::map<schedules::ServerRef, std::string> names = {};
};

Evaluation evaluate(sql::Snapshot& snapshot, const schedules::StoredSchedule& schedule,
                    Instant now);

/// What the schedule wishes of its servers at this instant, whether or not something is due: for
/// somebody who asks to apply it.
Evaluation evaluate_now(sql::Snapshot& snapshot, const schedules::StoredSchedule& schedule,
                        Instant now);

/// False: somebody else was faster, or the schedule was changed; nothing is stored. `at` is now.
bool carry(sql::Tx& tx, const operations::Spine& spine, const Evaluation& evaluation);

/// Stores decisions and asks for their operations as `ctx`, with this key. Returns the operations.
std::vector<OperationId> ask_for(sql::Tx& tx, const CallContext& ctx,
                                 const operations::Spine& spine, std::vector<Decided> decided,
                                 const Evaluation& evaluation, const std::string& key);

}  // namespace mirante::firing
