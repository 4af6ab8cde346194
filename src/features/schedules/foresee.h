// What a schedule would do before it does: for which servers it is now, what else wants to decide
// their states, and six weeks of it, by the same rules that fire it (`simulate.h`).
#pragma once

#include <optional>
#include <string>

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/schedules/keep_schedules.h"

namespace mirante::schedules {

/// What is to be foreseen: a draft, a stored schedule, or a draft in place of a stored one.
struct ForeseeWish {
  std::optional<ScheduleDraft> draft = {};
  std::string id = {};
};

/// {targets[], total, conflicts[], problems[]} (api/openapi.yaml: SchedulePreview).
Task<Json> preview(SchedulesServices& services, CallContext ctx, ForeseeWish wish);

struct SimulateWish {
  ForeseeWish what;
  Instant from{};
  Instant to{};
  std::optional<Instant> at = {};  // "What if it were …".
  bool is_applied = false;         // Then it is "what would run-now do".
};
/// api/openapi.yaml: ScheduleSimulation. Of at most 50 servers; `total` says how many there are.
Task<Json> foresee(SchedulesServices& services, CallContext ctx, SimulateWish wish);

}  // namespace mirante::schedules
