// How anything asks the spine for a change or a job: one call in the caller's own transaction, so
// that the wish, its audit record and whatever the caller writes beside it commit together.
//
//   const auto asked = co_await services.db.write([&](sql::Tx& tx) {
//     insert(tx, ...);
//     return operations::request(tx, ctx, services.spine, draft);
//   });
//
// Idempotent by (tenant, idempotency key): the same key with the same content gives back the first
// operation and writes nothing; with other content it is Failure(conflict), code
// "operation.key_reused".
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/loop.h"
#include "base/rng.h"
#include "features/operations/operation.h"
#include "features/policy/policy.h"

namespace mirante::sql {
class Snapshot;
class Tx;
}  // namespace mirante::sql

namespace mirante::operations {

class Kinds;

struct RequestDraft {
  std::string kind;  // "servers.stop"
  Json params = Json::object();
  std::vector<TargetRef> targets = {};          // At most `targets_max`; doubles are dropped.
  std::map<TargetRef, std::string> names = {};  // What people call the targets now; kept for them.
  std::string idempotency_key = {};             // Empty: this request is one of a kind.
  std::string despite_pause = {};               // See policy.h; a person's reason, or empty.
};

inline constexpr std::size_t targets_max = 1000;

/// What `request` needs of the process. One per process, made by main, outlives all requests.
struct Spine {
  const Kinds& kinds;
  const Clock& clock;
  Rng& rng;
  /// Which customer an account belongs to, for the brakes. May be null: no account has one.
  std::function<std::optional<CustomerId>(sql::Snapshot&, TenantId, AccountId)> customer_of = {};
  /// Called on the requesting loop's thread after commit; must be quick. It only hints: a lost wake
  /// costs one poll interval.
  std::function<void()> wake = {};
  /// Called once an operation's end is stored, with its kind: for figures. May be null.
  std::function<void(const std::string&, State)> ended = {};
};

struct Requested {
  OperationId id;
  bool is_new = false;           // False: the idempotency key was known.
  State state = State::running;  // `refused` when a brake refused every target.
};

/// What the brakes need to know of these targets.
std::vector<policy::Thing> things_of(sql::Snapshot& snapshot, TenantId tenant, const Spine& spine,
                                     const std::vector<TargetRef>& targets);

/// Records the wish and wakes a runner after commit. Brakes are asked now, and again before the
/// first call: a refused target is an outcome of the operation, not an exception, so that it is
/// recorded and shown. Throws Failure: `forbidden` without the kind's permission; `invalid` naming
/// the field for bad parameters, an unknown kind or too many targets; `conflict` as above.
Requested request(sql::Tx& tx, const CallContext& ctx, const Spine& spine,
                  const RequestDraft& draft);

/// Asks a running operation to stop. What has not been sent to AWS is not sent; what was sent is
/// observed to its end. Throws Failure: `forbidden`; `not_found`; `conflict`, code
/// "operation.ended", when it has ended. Asking twice is no error.
void cancel(sql::Tx& tx, const CallContext& ctx, const Spine& spine, OperationId id);

}  // namespace mirante::operations
