// Storing what due schedules decided: the fires with their decisions, the operations that were
// asked for and the schedules' next instants, in one transaction. Many at once, as each statement
// and each commit costs something of its own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/context.h"
#include "features/firing/evaluate.h"
#include "features/operations/request.h"

namespace mirante::firing {

/// Told of a fire in the transaction that stores it. May be null.
using FireListener = std::function<void(sql::Tx&, const schedules::StoredSchedule&, const Fire&)>;

/// From the instant that was read to the next ones. False: somebody else was faster, or the
/// schedule was changed.
bool move_on(sql::Tx& tx, const Evaluation& evaluation);

/// Returns which of them were stored. Of the others nothing is: somebody else was faster, or the
/// schedule was changed.
std::vector<const Evaluation*> carry(sql::Tx& tx, const operations::Spine& spine,
                                     const std::vector<Evaluation>& evaluations,
                                     const FireListener& on_fire);

/// Stores the fire with what was decided, and asks for the operations as `ctx`, with this key. What
/// another schedule has decided for a server at the same instant stands. Returns the fire as it was
/// stored.
Fire store_fire(sql::Tx& tx, const CallContext& ctx, const operations::Spine& spine,
                const Evaluation& evaluation, const std::string& key);

}  // namespace mirante::firing
