// The role that looks ahead of schedules' fires: it tells people before a stop, and wants checks
// hours before a fire (run_preflights.h). Each schedule says when it is to be looked at
// (`schedules::due_ahead`); of any number of notifiers one moves it on, and in the same transaction
// puts the mails into the outbox, so that each is written once, whoever dies meanwhile.
#pragma once

#include "base/loop.h"
#include "base/task.h"
#include "features/notices/look_ahead.h"
#include "features/notices/notices_services.h"
#include "platform/events/waker.h"

namespace mirante::notices {

struct NotifierConfig {
  std::chrono::seconds poll{60};  // Safety only: changes and instants wake it.
  int batch = 50;                 // Schedules that share one transaction.
};

class Notifier {
 public:
  /// Services and wakers outlive it; `wake` wakes it, `wanted` those who make checks.
  Notifier(const NoticesServices& services, events::Waker& wake, events::Waker& wanted,
           NotifierConfig config)
      : services_(services), wake_(wake), wanted_(wanted), config_(config) {}

  /// Until it is cancelled. A store that is away is waited for.
  Task<void> run();

 private:
  Task<bool> look();
  Task<void> tell(const std::vector<schedules::StoredSchedule>& due);
  Task<void> tell_one_by_one(const std::vector<schedules::StoredSchedule>& due);
  Task<void> drop_old_sometimes();
  Steady wake_at() const;
  Loop& loop() const { return services_.schedules.loop; }

  const NoticesServices& services_;
  events::Waker& wake_;
  events::Waker& wanted_;
  const NotifierConfig config_;
  std::optional<Instant> next_;  // As the last look without anything due saw it.
  std::optional<Steady> dropped_at_;
};

}  // namespace mirante::notices
