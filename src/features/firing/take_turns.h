// Moving a fire on whose groups take turns (turns.h): synchronous, in the transaction that stores
// what it follows from.
#pragma once

#include "features/firing/evaluate.h"
#include "features/firing/turns.h"
#include "features/operations/request.h"

namespace mirante::firing {

/// Where the schedule has an order: of `decided` what is not on turn waits. None: nothing waits.
std::optional<Turns> line_up(const CallContext& ctx, const Evaluation& evaluation,
                             const std::string& key, std::vector<Decided>& decided);

/// After fire, decisions and turns were stored: whoever is on turn and over already makes room.
void go_on(sql::Tx& tx, const operations::Spine& spine, TenantId tenant, const TurnKey& key);

/// In the transaction that stores an operation's end.
void on_operation_end(sql::Tx& tx, const operations::Spine& spine, TenantId tenant, OperationId id);

}  // namespace mirante::firing
