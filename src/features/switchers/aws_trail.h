// Asking CloudTrail what was recorded in an account and region.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/switchers/trail_event.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::switchers {

struct TrailPages {
  std::vector<TrailEvent> events;
  /// Pages ran out before `since` was reached: older than this is not known.
  std::optional<Instant> cut_at = {};
};

/// Calls of one name since then, at most `pages_max` pages of 50. Throws Failure with what AWS
/// said.
Task<TrailPages> look_up_calls(aws::Client& client, CallContext ctx, aws::Target target,
                               std::string call, Instant since, int pages_max);

}  // namespace mirante::switchers
