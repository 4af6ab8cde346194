// What a schedule is about to do, looked at before it does it: the stops of which somebody is to
// hear now, and when to look again. By the same rules that fire (`firing::decided_ahead`).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/firing/evaluate.h"
#include "features/notices/preflight.h"

namespace mirante::notices {

/// A stop that is due soon.
struct StopAhead {
  Instant due{};
  std::vector<Receiver> receivers;
};

struct LookedAhead {
  schedules::StoredSchedule schedule;  // As it was read.
  std::vector<StopAhead> stops;
  std::vector<Instant> checks = {};  // Of these instants a check is wanted.
  std::optional<Instant> next = {};  // When to look again; none: not before it is changed.
};

LookedAhead look_ahead(sql::Snapshot& snapshot, schedules::RuleReader& rules,
                       const schedules::StoredSchedule& schedule, Instant now,
                       const std::string& own_server);

/// Instants at which the schedule acts by a rule or because something ends, in (after, until].
std::vector<firing::Due> acts_between(const firing::Outlook& outlook, Instant after, Instant until);

/// Servers that run when the schedule wants them stopped at `due`, and that nothing keeps on.
std::vector<Stopping> stopping_at(sql::Snapshot& snapshot, const firing::Outlook& outlook,
                                  firing::Due due, Instant now, const std::string& own_server);

/// What a fire will do, and the servers that a freeze or pause keeps it from.
std::vector<Acting> acting_at(const firing::Outlook& outlook, firing::Due due, Instant now);

}  // namespace mirante::notices
