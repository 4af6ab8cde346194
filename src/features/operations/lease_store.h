// Who works on which operation. A runner claims a due operation for the length of a lease, by the
// store's own time, and gets a fence: a number that grows with each claim. Everything that it
// writes carries `hold`, which fails once somebody else has claimed the operation; so a runner that
// slept through its lease can do no harm to the store, and finds out before its next call to AWS.
//
// Resources are claimed as well: two operations never change one server at the same time; the later
// one waits.
#pragma once

#include <map>
#include <span>

#include "features/operations/operation_store.h"

namespace mirante::operations {

struct Claim {
  TenantId tenant;
  OperationId id;
  std::int64_t fence = 0;
  std::string holder;      // This runner; random per process.
  std::int64_t tries = 0;  // Claims since the operation last got on.
};

/// Due operations of one tenant whose first target lies in one account.
struct DueGroup {
  TenantId tenant;
  AccountId account;
  std::int64_t count = 0;
  Instant oldest;
};

/// Crosses tenants on purpose, as all functions here that take none.
std::vector<DueGroup> due_groups(sql::Snapshot& snapshot);
std::vector<OperationId> due_in(sql::Snapshot& snapshot, const DueGroup& group, int limit);
/// When the next operation becomes due that is not due now; nullopt: none is waiting.
std::optional<Instant> next_due(sql::Snapshot& snapshot);

/// How many have not ended, of all tenants, by kind.
std::map<std::string, std::int64_t> running_by_kind(sql::Snapshot& snapshot);
/// Since when the operation that waits longest for a runner is due; nullopt: none is due.
std::optional<Instant> oldest_due(sql::Snapshot& snapshot);

/// Nullopt: somebody else was faster, or it has ended.
std::optional<Claim> claim(sql::Tx& tx, TenantId tenant, OperationId id, std::string_view holder,
                           std::chrono::microseconds lease);

/// What the row says when it is held.
struct Held {
  std::optional<Instant> cancel_at = {};  // Somebody asked to cancel.
  std::string cancel_by = {};
};

/// Extends the lease from now on; Failure(conflict), code "operation.lease_lost", when it is no
/// longer this claim's. First in every write to a running operation.
Held hold(sql::Tx& tx, const Claim& claim, std::chrono::microseconds lease);
/// As `hold`, and notes that the operation got on, so that it is not taken for a poisonous one.
Held hold_and_get_on(sql::Tx& tx, const Claim& claim, std::chrono::microseconds lease);
/// What somebody asked to cancel of what `holder` carries out.
struct CancelAsked {
  TenantId tenant;
  OperationId id;
  Held held;
};
std::vector<CancelAsked> cancels_for(sql::Snapshot& snapshot, std::string_view holder);
/// Gives it back, due at `due_at`. Nothing happens if it is no longer this claim's.
void release(sql::Tx& tx, const Claim& claim, Instant due_at);

/// Ends every lease: for a process that holds the whole store alone and so knows that whoever held
/// them is dead. What they left is due at once; the journal says how far they got.
void end_leases_of_the_dead(sql::Tx& tx);

/// Takes the resources for the operation, as far as they are free or its own, and no operation that
/// was asked for earlier has yet to take them. Returns who has the others, by position.
std::map<std::size_t, OperationId> claim_resources(sql::Tx& tx, TenantId tenant, OperationId id,
                                                   std::span<const TargetRef> resources);
void release_resource(sql::Tx& tx, TenantId tenant, OperationId id, const TargetRef& resource);
void release_resources(sql::Tx& tx, TenantId tenant, OperationId id);

}  // namespace mirante::operations
