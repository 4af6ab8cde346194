// Doing several things at once without losing one. A TaskGroup owns its children: they are joined,
// cancelled together, and dropped with it. The first failure cancels the others and comes out of
// `join`.
#pragma once

#include <list>
#include <memory>

#include "base/loop.h"

namespace mirante {

class TaskGroup {
 public:
  /// `parent` is the scope that cancels the whole group: `TaskGroup group(loop, co_await
  /// current_scope());`
  TaskGroup(Loop& loop, CancelScope* parent);
  /// Children that have not ended are dropped where they stand.
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts `task` at once; it runs until its first wait inside this call.
  void spawn(Task<void> task);
  /// Waits until every child has ended, also those spawned meanwhile; then throws the first
  /// failure, if any.
  Task<void> join();
  /// Asks every child to end.
  void cancel(Error reason) { scope_.cancel(std::move(reason)); }

  std::size_t running() const { return running_; }
  /// A child has failed; the others are being cancelled.
  bool failed() const { return first_failure_ != nullptr; }

 private:
  Task<void> run(Task<void> task, std::list<Task<void>>::iterator self);
  void ended(std::list<Task<void>>::iterator self);

  Loop& loop_;
  CancelScope scope_;
  std::list<Task<void>> children_;
  std::list<Task<void>> finished_;
  std::size_t running_ = 0;
  std::exception_ptr first_failure_;
  OneShot<void>* joiner_ = nullptr;
  // Tells posted work that the group is gone. Shared with the loop's queue.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// At most `limit` at once; the others wait in order. For a bound on calls, connections, hashes.
class Semaphore {
 public:
  Semaphore(Loop& loop, std::size_t limit) : loop_(loop), free_(limit) {}

  class [[nodiscard]] Permit {
   public:
    explicit Permit(Semaphore* semaphore) : semaphore_(semaphore) {}
    Permit(Permit&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (semaphore_ != nullptr) semaphore_->release();
    }

   private:
    Semaphore* semaphore_;
  };

  /// The permit goes back when it is destroyed. The semaphore must outlive its permits.
  Task<Permit> acquire();

 private:
  struct Waiter;
  void release();

  Loop& loop_;
  std::size_t free_;
  std::list<std::shared_ptr<Waiter>> waiting_;  // Shared with wake-ups that are already posted.
};

/// Calls `work(item)` for every item, at most `limit` at a time, and waits for all. The first
/// failure cancels the rest and is thrown. `work` returns Task<void>; it lives in this frame, so it
/// may be a lambda with captures.
template <class Items, class Work>
Task<void> for_each_bounded(Loop& loop, Items items, std::size_t limit, Work work) {
  Semaphore slots(loop, limit);
  TaskGroup group(loop, co_await current_scope());
  const auto guarded = [](Semaphore::Permit permit, Work& call, auto item) -> Task<void> {
    const auto held = std::move(permit);
    co_await call(std::move(item));
  };
  std::exception_ptr stopped;
  try {
    for (auto& item : items) {
      auto permit = co_await slots.acquire();
      if (group.failed()) break;
      group.spawn(guarded(std::move(permit), work, std::move(item)));
    }
  } catch (...) {
    stopped = std::current_exception();
  }
  co_await group.join();
  if (stopped) std::rethrow_exception(stopped);
}

}  // namespace mirante
