// What the runner needs of the process, and its limits. Made by main, outlives the runner.
#pragma once

#include <functional>

#include "features/operations/fair.h"
#include "features/operations/kinds.h"
#include "features/operations/request.h"
#include "platform/sql/sql.h"

namespace mirante::operations {

struct RunnerServices {
  sql::Database& db;
  Loop& loop;
  const Spine& spine;
  /// Credentials, endpoint and meter labels for calls in an account and region.
  std::function<Task<aws::Target>(const CallContext&, AccountId, const Region&)> target_of;
  /// Called in the transaction that stores an operation's end, which fails where it throws. May be
  /// null.
  std::function<void(sql::Tx&, TenantId, OperationId)> on_end = {};
};

struct RunnerConfig {
  std::chrono::seconds lease{60};         // Extended every third of it.
  std::chrono::seconds call_timeout{30};  // One call to AWS, retries included.
  std::chrono::milliseconds poll{5'000};  // Safety only: requests wake the runner.
  FairLimits limits = {};
  std::size_t parts_max = 8;  // (account, region) pairs of one operation at once.
  /// How long a target waits for another operation that is changing the same resource.
  std::chrono::seconds busy_limit{3'600};
  /// How long the first look at a target is tried while AWS cannot be reached.
  std::chrono::seconds look_limit{600};
  /// An id that AWS does not know is looked for again this long after the request: right after its
  /// creation it may be unknown for seconds.
  std::chrono::seconds settle{15};
  /// An operation that was interrupted this often without getting on is given to a person.
  int tries_max = 10;
};

Result<RunnerConfig> validate(RunnerConfig config);

}  // namespace mirante::operations
