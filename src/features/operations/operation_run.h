// Carrying out one claimed operation: its parts (account, region) at the same time, each by
// looking, judging and calling (part_run.h), until every target has ended; then the operation's own
// end. All writes go through `write`, which holds the lease, numbers the entries and applies them
// only once they are stored.
//
// Lives in the runner while the operation is claimed here; the loop's thread only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/operations/batches.h"
#include "features/operations/lease_store.h"
#include "features/operations/runner_services.h"
#include "platform/events/waker.h"

namespace mirante::operations {

class OperationRun {
 public:
  OperationRun(RunnerServices& services, const RunnerConfig& config, Claim claim,
               Operation operation, Steady lease_ends);

  /// Returns when the operation has ended, or this runner no longer carries it out (the lease is
  /// lost or the process drains). Throws Failure when it could not go on; the claim is still held.
  Task<void> run(Kind& kind, std::vector<Target> targets, std::vector<Entry> journal);

  // What the runner tells it.
  void nudge() { nudge_.wake(); }
  void cancel(Instant at, std::string by);
  void stop_soon();
  void lose_lease();
  void extend_lease(Steady until) { lease_ends_ = std::max(lease_ends_, until); }

  const Claim& claim() const { return claim_; }
  const Operation& operation() const { return operation_; }
  bool has_lost_lease() const { return has_lost_lease_; }

  // For the parts.
  RunnerServices& services() { return services_; }
  const RunnerConfig& config() const { return config_; }
  const ProgressMap& map() const { return map_; }
  const CallContext& ctx() const { return ctx_; }
  Loop& loop() { return services_.loop; }
  Instant now() const { return services_.loop.clock().now(); }
  Steady lease_ends() const { return lease_ends_; }
  /// No further look, write or call.
  bool is_over() const { return has_lost_lease_ || is_stopping_ || has_failed_; }
  /// Until `until` or a nudge after the `seen`-th.
  Task<void> doze(Instant until, std::uint64_t seen);
  std::uint64_t nudges() const { return nudge_.count(); }

  /// Runs in the transaction, on the store's thread: it may use only its arguments and what nobody
  /// else touches meanwhile. It may run more than once.
  using Make = std::function<std::vector<Entry>(sql::Tx&, const Held&, const ProgressMap& before)>;
  /// Stores what `make` says about `ordinals` (at most `entries_max` entries) with everything that
  /// follows from it: targets, claims on resources, audit, events; then applies it. The lease is
  /// extended in the same transaction. Tries again while the store is away and the lease lasts.
  /// Throws Failure(conflict), code "operation.lease_lost".
  Task<void> write(std::vector<std::int64_t> ordinals, Make make);
  Task<void> write(std::vector<Entry> entries);
  static constexpr std::int64_t entries_max = 8;

  /// Claims the targets' resources; returns who has the others.
  Task<std::map<std::int64_t, OperationId>> claim_resources(std::vector<std::int64_t> ordinals);
  /// Extends the lease until at least `until`; throws as `write` when it cannot.
  Task<void> hold_until(Steady until);

  /// Facts that `write` hands to the kind's `store_observed` when a target's state changed.
  void remember(std::int64_t ordinal, Facts facts) { seen_[ordinal] = std::move(facts); }

 private:
  Task<void> run_parts(Kind& kind);
  Task<void> run_part(Kind& kind, std::vector<std::int64_t> ordinals);
  Task<void> finish();
  /// Runs `work` in a transaction that holds the lease; `marker`: the seq of an entry by which a
  /// lost answer to COMMIT is cleared up, 0 where running again does no harm.
  Task<void> hold_and_write(std::int64_t marker, std::function<void(sql::Tx&, const Held&)> work);
  Task<bool> is_stored(std::int64_t seq);

  RunnerServices& services_;
  const RunnerConfig& config_;
  const Claim claim_;
  Operation operation_;
  CallContext ctx_;
  Kind* kind_ = nullptr;
  ProgressMap map_;
  std::map<std::int64_t, Facts> seen_;
  std::int64_t last_seq_ = 0;
  Steady lease_ends_;
  bool has_lost_lease_ = false;
  bool is_stopping_ = false;
  bool has_failed_ = false;
  events::Waker nudge_;
};

}  // namespace mirante::operations
