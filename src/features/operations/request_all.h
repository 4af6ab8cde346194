// What `request` does for one request, for many of one transaction: what the brakes ask of the
// store is read once for all of a tenant's, and rows are stored by few statements.
#pragma once

#include <vector>

#include "features/operations/kinds.h"
#include "features/operations/request.h"
#include "features/policy/policy.h"

namespace mirante::operations {

/// A request of which all is right that can be told without the store.
struct Checked {
  CallContext ctx;
  std::string kind;
  int version = 0;
  policy::Action action = policy::Action::read;
  Json params;
  std::vector<TargetRef> targets;
  std::map<TargetRef, std::string> names;
  std::string idempotency_key;
  std::string despite_pause;
  std::string hash;  // Of its content, for the idempotency key.
};
/// Throws as `request`.
Checked check(const CallContext& ctx, const Spine& spine, RequestDraft draft);

/// Throws Failure(not_found) for a target that lies out of the reach of whoever asks.
void must_reach(sql::Tx& tx, const Checked& checked);

/// Of requests whose targets are within reach. In their order, which is also that of their ids.
/// Failure(conflict), code "sql.duplicate", for an idempotency key that is known: then whoever asks
/// does so one by one.
std::vector<Requested> request_all(sql::Tx& tx, const Spine& spine,
                                   const std::vector<Checked>& requests);

}  // namespace mirante::operations
