// One due schedule: read what it is for and decide. Synchronous over the store, so that many share
// a snapshot; `carry` stores what follows.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/firing/fire.h"
#include "features/schedules/plan_store.h"
#include "features/schedules/rule_reader.h"
#include "features/schedules/stored_schedule.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

struct Evaluation {
  schedules::StoredSchedule schedule;  // As it was read.
  Instant handled_until{};
  Instant next_due{};
  std::optional<Instant> next_watch = {};  // See schedules/schedule_store.h.
  std::optional<Fire> fire = {};  // None: there was nothing to fire. Its sums are `carry`'s.
  bool leaves_no_trace = false;   // Where nothing was decided: a look, and no edge of a rule.
  bool is_enforced = false;       // Mode enforce looks again.
  bool is_look = false;           // That, or at what AWS has started: no instant of a rule.
  std::vector<Decided> decided = {};
  std::map<schedules::ServerRef, std::string> names = {};
  std::map<schedules::ServerRef, std::string> groups = {};  // Where the schedule has an order.
  std::set<schedules::ServerRef> settled = {};              // That a look finds as they are wished.
};

/// Leaves out of what is decided by `evaluation` what is settled: it is no news, but where its turn
/// comes before that of something which is asked for, whose gate it is.
void forget_settled(const Evaluation& evaluation, std::vector<Decided>& decided);

/// Since when `rules` must know what surrounds schedules.
Instant rules_since(Instant now);

/// `rules` read in the same snapshot, since `rules_since`.
Evaluation evaluate(sql::Snapshot& snapshot, schedules::RuleReader& rules,
                    const schedules::StoredSchedule& schedule, Instant now);

/// What the schedule wishes of its servers at this instant, whether or not something is due: for
/// somebody who asks to apply it.
Evaluation evaluate_now(sql::Snapshot& snapshot, const schedules::StoredSchedule& schedule,
                        Instant now);

/// A schedule with its servers and with all that may decide for them, to look ahead of its fires.
struct Outlook {
  schedules::StoredSchedule schedule;
  std::vector<schedules::TargetServer> targets;
  schedules::Plan plan;  // Its servers are those of `targets`, in their order.
};
Outlook look_out(sql::Snapshot& snapshot, schedules::RuleReader& rules,
                 const schedules::StoredSchedule& schedule);
/// What its fire at an instant that is ahead would decide, as things are now.
std::vector<Decided> decided_ahead(const Outlook& outlook, Due due);

}  // namespace mirante::firing
