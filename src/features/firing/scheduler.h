// The role that fires schedules. It looks which are due, decides for each of their servers by the
// one rule (`schedules::decide`), and stores the fire, what was decided, the operations that carry
// it out and the schedule's next instant in one transaction.
//
// Any number of schedulers in any number of processes share one store. Each moves a schedule on
// only from the instant that it has read (`schedules::move_due`): of several, and of one that slept
// through a minute or died before COMMIT, one alone fires each key, and the fire key is the key of
// its operations besides. So there is neither lease nor fence to lose.
//
// A process whose wall clock is more than two seconds off the store's fires nothing and says so:
// it would fire early, or late; the others go on.
//
// Decisions use the wall clock, as people do; waiting never relies on it for longer than `poll`, so
// that a clock that jumps is noticed. What a schedule has handled it never handles again, also when
// the clock goes back.
#pragma once

#include <array>
#include <functional>

#include "base/error.h"
#include "base/loop.h"
#include "base/task.h"
#include "features/firing/carry.h"
#include "features/schedules/schedule_store.h"
#include "platform/events/waker.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

struct SchedulerConfig {
  std::chrono::seconds poll{20};
  int look = 4'000;             // Schedules that are read as due at once.
  std::size_t batch = 1'000;    // Schedules that share one transaction.
  std::size_t batches_max = 2;  // At once: one is evaluated while one is stored.
  std::chrono::microseconds clock_off_max{2'000'000};  // From the store's clock.
};

/// All of it outlives the scheduler.
struct SchedulerServices {
  sql::Database& db;
  Loop& loop;
  const operations::Spine& spine;
  events::Waker& wake;
  FireListener on_fire = {};
};

/// Of this process, for `/metrics`.
struct SchedulerFigures {
  /// Upper ends of the buckets of `lateness`; what was later is in the last one.
  static constexpr std::array<std::chrono::microseconds, 14> lateness_bounds{
      std::chrono::milliseconds(5),     std::chrono::milliseconds(10),
      std::chrono::milliseconds(20),    std::chrono::milliseconds(50),
      std::chrono::milliseconds(100),   std::chrono::milliseconds(250),
      std::chrono::milliseconds(500),   std::chrono::seconds(1),
      std::chrono::milliseconds(2'500), std::chrono::seconds(5),
      std::chrono::seconds(15),         std::chrono::seconds(60),
      std::chrono::minutes(5),          std::chrono::minutes(15)};

  std::int64_t fires = 0;
  std::int64_t skipped = 0;
  /// How many fires were so long after their instants when they were durable.
  std::array<std::uint64_t, lateness_bounds.size() + 1> lateness{};
  std::chrono::microseconds lateness_sum{};
  std::chrono::microseconds lateness_max{};
  std::chrono::microseconds clock_off{};  // At the last look; over clock_off_max nothing is fired.
};

class Scheduler {
 public:
  Scheduler(SchedulerServices services, SchedulerConfig config)
      : services_(services), config_(config) {}

  /// Until it is cancelled. A store that is away is waited for.
  Task<void> run();
  /// One look: fires what is due, at most `look` of them. Whether anything was due.
  Task<bool> look();

  const SchedulerFigures& figures() const { return figures_; }

 private:
  Steady wake_at() const;
  /// Whether this process may fire, by how far its clock is off.
  bool keeps_time(std::chrono::microseconds off);
  Task<void> list_servers_of_old();
  Task<void> fire_or_halve(std::vector<schedules::DueSchedule> due);
  Task<std::optional<Error>> try_to_fire(const std::vector<schedules::DueSchedule>& due);
  Task<void> fire(const std::vector<schedules::DueSchedule>& due);
  Task<void> fail(schedules::DueSchedule due, Error error);
  void count(const Fire& fire, Instant stored_at);

  SchedulerServices services_;
  const SchedulerConfig config_;
  SchedulerFigures figures_;
  std::optional<Instant> next_due_;  // As the last look without anything due saw it.
};

}  // namespace mirante::firing
