// Something new, for those who wait on one loop: the sequencer waits for commits, tails wait for
// numbers. A wake-up is a hint; whoever wakes looks into the store. Nobody misses one: a waiter
// says which wake-ups it has already seen.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "base/loop.h"

namespace mirante::events {

/// The loop's thread only; must outlive whoever waits.
class Waker {
 public:
  explicit Waker(Loop& loop) : loop_(loop) {}

  /// How many wake-ups there were.
  std::uint64_t count() const { return count_; }
  /// Waiters resume soon, from the top of the loop.
  void wake();
  /// Waits until there were more than `seen` wake-ups, but not after `until`; returns the count.
  /// Ask for `count()` before looking into the store, so that what comes meanwhile is not missed.
  Task<std::uint64_t> wait(std::uint64_t seen, Steady until);

 private:
  using Waiting = std::map<std::uint64_t, OneShot<void>*>;  // By order of arrival.

  Loop& loop_;
  std::uint64_t count_ = 0;
  std::uint64_t last_waiter_ = 0;
  // Shared with wake-ups that are posted, which may run after the waker has ended.
  std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

}  // namespace mirante::events
