// A sweep: every part of many accounts and regions, several at once, each stored as its pages
// arrive. It is asked for by a person (main wraps it into the job "inventory.sweep" of the
// operations room) or by the collector (collector.h). What cannot be read is recorded part by part
// and stops nothing else.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/context.h"
#include "features/inventory/part_sweep.h"
#include "features/inventory/sweep_scope.h"

namespace mirante::accounts {
class AccountAccess;
}

namespace mirante::inventory {

/// One kind of resource, as a sweep reads it. All kinds are one table: aws_kinds.cc.
struct SweepKind {
  std::string_view name;    // "instance"
  std::string_view action;  // "ec2:DescribeInstances"
  /// Reads every page of the kind there.
  std::function<Task<void>(const CallContext&, AccountId, const Region&, PageSink&)> read;
};

struct SweepConfig {
  std::size_t parts_at_once = 192;
  std::chrono::seconds part_time_limit{300};
};

Result<SweepConfig> validate(SweepConfig config);

struct SweepServices {
  sql::Database& db;
  Loop& loop;
  accounts::AccountAccess& access;
  std::vector<SweepKind> kinds;
  SweepConfig config = {};
};

/// How the reading of one (account, region) ended.
struct RegionRead {
  AccountId account;
  Region region;
  std::int64_t seen = 0;
  std::int64_t written = 0;
  std::optional<std::int64_t> servers = {};  // Of those seen; none while they could not be read.
  std::vector<PartFailure> failures = {};    // Of its parts.
  bool is_not_enabled = false;               // It turned out not to be switched on: not an error.
  Instant read_at{};

  bool is_blocked() const;
};

/// Hears how a sweep goes on.
class SweepWatcher {
 public:
  virtual ~SweepWatcher() = default;
  /// In parts.
  virtual void progress(std::int64_t done, std::int64_t total) = 0;
  virtual Task<void> region_read(RegionRead read) = 0;
};

/// Throws Failure: not_found for an account that is not the tenant's; cancelled; what the store
/// throws.
Task<void> sweep(SweepServices& services, CallContext ctx, SweepScope scope, SweepWatcher& watcher);

}  // namespace mirante::inventory
