// May this database be started or stopped, and is it there yet? Pure rules over what was seen
// (semantics §2.8; AWS: "Stopping an Amazon RDS DB instance temporarily", "Stopping and starting an
// Amazon Aurora DB cluster"). A refusal is an Error of kind `refused` that says what forbids it;
// any other kind means that it cannot be.
#pragma once

#include "features/databases/database_facts.h"

namespace mirante::databases {

Result<operations::Plan> plan_start(const std::string& id, const DatabaseFacts& facts);
Result<operations::Plan> plan_stop(const std::string& id, const DatabaseFacts& facts);

/// What RDS could do and the panel does not: why nothing comes of it.
Error no_reboot();
Error no_resize();

/// The same before and after a crash (operations/kind.h). Success is observed.
operations::Verdict judge_start(const operations::Item& item, const Result<DatabaseFacts>& facts,
                                Instant now, double jitter);
operations::Verdict judge_stop(const operations::Item& item, const Result<DatabaseFacts>& facts,
                               Instant now, double jitter);
/// When the time is up.
operations::Verdict late_switch(const operations::Item& item, const Result<DatabaseFacts>& facts);

/// A state from which AWS does not bring it back by itself: somebody must mend it first.
bool is_broken(std::string_view state);

/// The IAM action that the step needs: "rds:StopDBCluster".
std::string action_of(const operations::Item& item);

}  // namespace mirante::databases
