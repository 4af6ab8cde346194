// A fire that could be neither decided nor asked for: a row of the history says why, and what the
// schedule has to do later goes on. Synchronous, in the caller's transaction; tenant first.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "features/firing/carry.h"
#include "features/schedules/schedule_store.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

struct Problem {
  std::string code;
  std::string text;
};
std::optional<Problem> problem_of(sql::Snapshot& snapshot, TenantId tenant, const Fire& fire);

/// In place of `carry`: what was evaluated is over. False: somebody else was faster.
bool carry_failed(sql::Tx& tx, const Evaluation& evaluation, const Error& error,
                  const FireListener& on_fire);

/// It cannot even be said what is due, or a look failed. Told once for each version of the schedule
/// in a row, as it is tried again and again.
void note_undecided(sql::Tx& tx, const schedules::DueSchedule& due, Instant now, const Error& error,
                    const FireListener& on_fire);

}  // namespace mirante::firing
