// Carrying out one claimed job (job.h). Lives in the runner while the job is claimed here; the
// loop's thread only.
#pragma once

#include <optional>
#include <vector>

#include "base/cancel.h"
#include "features/operations/lease_store.h"
#include "features/operations/runner_services.h"
#include "platform/events/waker.h"

namespace mirante::operations {

class JobRun final : public JobContext {
 public:
  JobRun(RunnerServices& services, const RunnerConfig& config, Claim claim, Operation operation,
         std::vector<Target> targets);

  /// Returns when the job has ended, or this runner no longer carries it out. Throws Failure when
  /// it is to be tried again later; the claim is still held.
  Task<void> run(Job& job);

  // What the runner tells it.
  void cancel(Instant at, std::string by);
  void stop_soon();
  void lose_lease();
  bool has_lost_lease() const { return has_lost_lease_; }
  const Claim& claim() const { return claim_; }

  // JobContext
  const CallContext& ctx() const override { return ctx_; }
  Loop& loop() const override { return services_.loop; }
  OperationId operation() const override { return claim_.id; }
  const std::vector<TargetRef>& targets() const override { return refs_; }
  void progress(std::int64_t done, std::int64_t total) override;
  Task<void> report(std::vector<Target> targets, std::function<void(sql::Tx&)> also) override;

 private:
  Task<void> tick();
  Task<void> end(State state, std::string code, std::string reason);

  RunnerServices& services_;
  const RunnerConfig& config_;
  const Claim claim_;
  Operation operation_;
  CallContext ctx_;
  std::vector<Target> known_;
  std::vector<TargetRef> refs_;
  CancelScope* scope_ = nullptr;  // Of the `run` that runs.
  std::optional<Error> ordered_;  // Why the scope was cancelled from outside.
  bool has_lost_lease_ = false;
  bool is_stopping_ = false;
  bool is_done_ = false;
  std::int64_t done_ = 0;
  std::int64_t total_ = 0;
  bool is_stale_ = false;  // Progress that is not yet stored.
  events::Waker ticker_;
};

}  // namespace mirante::operations
