// Which events concern what somebody with limits reaches. The live room knows events and no other
// room; this is where they meet.
#pragma once

#include "base/context.h"
#include "platform/events/events.h"

namespace mirante {

/// `ctx` sees only some accounts. Operations by their targets, the rest by the account, customer or
/// scope that the event names; what names none is out of reach.
bool reaches_event(sql::Snapshot& snapshot, const CallContext& ctx, const events::Event& event);

/// Of an operation's targets.
std::vector<AccountId> accounts_of_operation(sql::Snapshot& snapshot, TenantId tenant,
                                             OperationId id);

}  // namespace mirante
