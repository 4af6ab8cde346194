// The role that makes the checks before fires: by what the panel knows, by a look at AWS with the
// rules of the operation itself, and by dry runs. It only reads. Of several that make the same
// check one stores it, with the mail about what it has found.
#pragma once

#include "base/loop.h"
#include "base/task.h"
#include "features/notices/notices_services.h"
#include "features/notices/preflight_store.h"
#include "platform/events/waker.h"

namespace mirante::notices {

struct PreflightConfig {
  std::chrono::seconds poll{60};          // Safety only: changes and instants wake it.
  std::chrono::seconds look_timeout{60};  // For one account and region.
};

class PreflightRunner {
 public:
  /// Services and `wake`, which tells of checks that are wanted, outlive it.
  PreflightRunner(const NoticesServices& services, events::Waker& wake, PreflightConfig config)
      : services_(services), wake_(wake), config_(config) {}

  /// Until it is cancelled. A store that is away is waited for.
  Task<void> run();

 private:
  Task<bool> look();
  Task<void> check(Preflight wanted);
  Task<std::vector<Trouble>> look_at(TenantId tenant, AccountId account, Region region,
                                     std::vector<Acting> acting);

  const NoticesServices& services_;
  events::Waker& wake_;
  const PreflightConfig config_;
};

}  // namespace mirante::notices
