// Tells one reader what happens in their company, from a place on or from now on, for as long as
// they stay and may.
#pragma once

#include <functional>

#include "base/outflow.h"
#include "features/live/live_services.h"

namespace mirante::live {

/// Who reads, found out anew; throws Failure(unauthorized) when nobody is known any more. Null: who
/// reads does not change.
using AskAgain = std::function<Task<CallContext>()>;

/// Writes server-sent events to `out` until it is cancelled, or until whoever reads has logged out,
/// entered another company or has other rights: then `over` is told and this returns. `after`: up
/// to where the reader has heard; what was thrown away already is told by `reset`, as a hint to
/// read everything anew. Without it `hello` says where the reader stands.
Task<void> follow(LiveServices& services, CallContext ctx, std::optional<std::int64_t> after,
                  AskAgain ask_again, Outflow& out);

}  // namespace mirante::live
