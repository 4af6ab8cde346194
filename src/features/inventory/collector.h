// Sweeps every connected account of every tenant again and again, for `mirante serve`. Accounts are
// spread over the interval by chance, so that they do not come back together; a new account is
// swept at once.
#pragma once

#include <chrono>

#include "base/rng.h"
#include "base/task_group.h"
#include "features/accounts/account_store.h"
#include "features/inventory/sweep.h"

namespace mirante::inventory {

struct CollectorConfig {
  std::chrono::seconds interval{300};  // From the begin of one sweep to the next.
  double jitter = 0.1;                 // Share of the interval, to either side.
  std::chrono::seconds poll{5};        // How often new accounts are looked for.
  std::size_t accounts_at_once = 8;
};

Result<CollectorConfig> validate(CollectorConfig config);

/// When to sweep again after beginning at `now`. `chance` is in [0, 1).
Instant next_sweep(const CollectorConfig& config, Instant now, double chance);

class Collector {
 public:
  /// `services` and `rng` must outlive it.
  Collector(SweepServices& services, Rng& rng, CollectorConfig config = {})
      : services_(services), rng_(rng), config_(config) {}

  /// Runs until it is cancelled, then throws that Failure once its sweeps have ended. A store that
  /// fails is tried again at the next poll.
  Task<void> run();

 private:
  Task<void> poll(TaskGroup& running);
  Task<void> sweep_one(accounts::TenantAccount which);
  Task<Instant> wake_at();

  SweepServices& services_;
  Rng& rng_;
  CollectorConfig config_;
};

}  // namespace mirante::inventory
