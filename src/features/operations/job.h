// A job: long work that changes nothing at AWS (a sweep, an import, a probe) and yet must be
// visible, survive a restart and run once. It shares the operation's row, lease, progress,
// cancellation and outcome with the spine, without plan and journal. A job that was interrupted
// runs again from its beginning on the next runner, so `run` must be idempotent; targets that it
// reported stay reported and are replaced by later reports of the same reference.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/loop.h"
#include "features/operations/operation.h"

namespace mirante::sql {
class Tx;
}

namespace mirante::operations {

/// What a job's `run` gets. Its waits are cancelled (ErrorKind::cancelled) when a person cancels
/// the job, the lease is lost, or the process drains; `run` need not catch that.
class JobContext {
 public:
  virtual ~JobContext() = default;

  virtual const CallContext& ctx() const = 0;  // trace = the operation's id.
  virtual Loop& loop() const = 0;
  virtual OperationId operation() const = 0;
  /// The targets that were requested; a job may report others.
  virtual const std::vector<TargetRef>& targets() const = 0;

  /// Shown on screen; kept in memory and written at most about once a second, and at the end.
  virtual void progress(std::int64_t done, std::int64_t total) = 0;
  /// Records outcomes of targets (adding those not yet known) in a transaction of its own.
  /// `also`, if given, runs in the same transaction. Throws Failure(cancelled) when the lease was
  /// lost: then nothing was written.
  virtual Task<void> report(std::vector<Target> targets,
                            std::function<void(sql::Tx&)> also = nullptr) = 0;
};

class Job {
 public:
  virtual ~Job() = default;

  virtual std::string_view name() const = 0;  // "inventory.sweep"
  virtual int version() const = 0;
  virtual Permission permission() const = 0;
  /// Border: completes and checks the parameters of a request; an Error names the field.
  virtual Result<Json> check(const Json& params) const = 0;
  /// Throws Failure: transient kinds are tried again with growing pauses a few times, others end
  /// the job as failed. Targets still pending at the end get the same outcome as the job.
  virtual Task<void> run(JobContext& context, const Json& params) = 0;
};

}  // namespace mirante::operations
