// What will happen by itself, in order of time: servers that finish starting, volumes that become
// available, the dead that are forgotten. Entries are small and never taken out: one whose stamp is
// no longer that of its server is void.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "base/instant.h"
#include "simcloud/catalog.h"

namespace mirante::simcloud {

struct Due {
  enum class What : std::uint8_t {
    instance_transition,  // The state under way ends: pending → running, stopping → stopped …
    instance_forgotten,   // Terminated an hour ago.
    volume_ready,
    volume_gone,
    scheduled_event,      // `id` is the server; AWS does what it had announced.
    group_replaces,       // An Auto Scaling group ends its stopped member and starts another.
    database_transition,  // `id` is the database; what is under way ends.
    database_restart,     // Stopped for seven days: AWS starts it.
    database_window,      // The maintenance window: what waits for it is applied.
    database_backup,      // The backup window.
    cluster_transition,   // The same of Aurora clusters and their members.
    cluster_restart,
    account_made,      // `id` is the number of the request to the organization.
    alarm_evaluation,  // `id` is the alarm's number in its place.
  };
  Instant at;
  std::uint64_t order = 0;  // First planned, first done.
  std::uint64_t id = 0;
  std::uint32_t stamp = 0;
  std::uint16_t account = 0;
  RegionIndex region = 0;
  What what = What::instance_transition;
};

class Agenda {
 public:
  void plan(Due due) {
    due.order = next_order_++;
    queue_.push(due);
  }
  bool has_due(Instant now) const { return !queue_.empty() && queue_.top().at <= now; }
  Due take() {
    const auto due = queue_.top();
    queue_.pop();
    return due;
  }
  std::size_t size() const { return queue_.size(); }
  /// When something happens next; for those who drive time.
  Instant next() const { return queue_.empty() ? Instant::max() : queue_.top().at; }

 private:
  struct Later {
    bool operator()(const Due& a, const Due& b) const {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };
  std::priority_queue<Due, std::vector<Due>, Later> queue_;
  std::uint64_t next_order_ = 0;
};

}  // namespace mirante::simcloud
