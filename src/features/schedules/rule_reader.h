// What may decide the states of some servers, for whoever asks about many schedules of many tenants
// in one snapshot. Of a tenant that is read once of which it has few; other schedules by the
// servers that they name, so that what is read grows with what is due and not with what is stored.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "features/schedules/plan_store.h"

namespace mirante::schedules {

class RuleReader {
 public:
  /// `since`: as `load_rulebook`. The snapshot outlives it.
  RuleReader(sql::Snapshot& snapshot, Instant since);
  ~RuleReader();
  RuleReader(const RuleReader&) = delete;
  RuleReader& operator=(const RuleReader&) = delete;

  /// A schedule that was read in this snapshot already.
  void know(const StoredSchedule& schedule);

  /// For which servers the schedule is, as `targets_of`; without documents, and with the age of
  /// their rows.
  std::vector<TargetServer> targets_of(const StoredSchedule& schedule);
  /// Of `load_rulebook` what concerns these servers, in its order: `plan_of` makes the same of
  /// both.
  Rulebook rules_for(TenantId tenant, const std::vector<TargetServer>& servers);

 private:
  struct Surroundings;
  Surroundings& surroundings_of(TenantId tenant);
  /// Nullptr: it is paused, or gone.
  const StoredSchedule* schedule_of(Surroundings& around, TenantId tenant, ScheduleId id);

  sql::Snapshot& snapshot_;
  const Instant since_;
  std::map<TenantId, std::unique_ptr<Surroundings>> tenants_;
};

}  // namespace mirante::schedules
