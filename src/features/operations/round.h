// One round of an operation: what was seen of some targets becomes journal entries, calls to make
// and times to look again. Pure; the loop around it is part_run.cc.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "base/rng.h"
#include "features/operations/journal.h"
#include "features/operations/operation_store.h"
#include "features/operations/runner_services.h"

namespace mirante::operations {

struct Look {
  std::int64_t ordinal;
  Result<Facts> seen;
  Instant asked_at;
};

struct Settled {
  std::vector<Entry> entries;                  // Without seq and fence; of non-empty effect.
  std::vector<std::int64_t> ready;             // To be called now.
  std::map<std::int64_t, Instant> look_again;  // Of every target that has not ended.
};

/// How long to wait before the next look, by the time since something was last done.
std::chrono::milliseconds look_pause(std::chrono::microseconds since);

/// Plans and judges each target that was looked at.
Settled settle(const Kind& kind, const Operation& operation, const ProgressMap& map,
               const std::vector<Look>& looks, Instant now, Rng& rng, const RunnerConfig& config);

/// The look failed as a whole. `blind_since`: since when looks at this part fail.
Settled settle_unseen(const ProgressMap& map, const std::vector<std::int64_t>& ordinals,
                      const Error& error, Instant blind_since, Instant now,
                      const RunnerConfig& config);

/// Ends what has not acted yet, as somebody asked to cancel.
std::vector<Entry> cancelled(const Operation& operation, const ProgressMap& map,
                             const std::vector<std::int64_t>& ordinals, Instant now);

/// {outcome, code, text} of an `ended` entry.
Json ended(Outcome outcome, std::string_view code, std::string_view text);

}  // namespace mirante::operations
