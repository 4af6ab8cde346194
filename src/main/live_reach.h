// How much of an event somebody with limits reaches. The live room knows events and no other
// room; this is where they meet.
#pragma once

#include "base/context.h"
#include "features/live/live_services.h"

namespace mirante {

/// `ctx` sees only some accounts. Operations as these are shown to them (operations/visible.h), the
/// rest by the account, customer or scope that the event names; what names none is out of reach.
live::Reached reached_of_event(sql::Snapshot& snapshot, const CallContext& ctx,
                               const events::Event& event);

}  // namespace mirante
