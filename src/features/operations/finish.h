// The end of an operation or job, in one transaction: its state, its claims on resources, the
// audit's record and the event.
#pragma once

#include "features/operations/lease_store.h"
#include "features/operations/request.h"

namespace mirante::operations {

struct Ending {
  State state = State::succeeded;
  Instant at{};
  std::string code = {};
  std::string reason = {};
  Json counts = Json::object();  // How many targets had which outcome.
};

/// The caller holds the lease.
void record_finished(sql::Tx& tx, const CallContext& ctx, const Claim& claim,
                     const std::string& kind, const Ending& ending);

/// To be called once that was committed.
void note_ended(const Spine& spine, const std::string& kind, State state);

/// {"succeeded": 3, "failed": 1}
Json counts_of(const std::vector<Outcome>& outcomes);

}  // namespace mirante::operations
