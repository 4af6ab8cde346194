#include "base/task_group.h"

namespace mirante {

TaskGroup::TaskGroup(Loop& loop, CancelScope* parent) : loop_(loop), scope_(parent) {}

TaskGroup::~TaskGroup() { *alive_ = false; }

void TaskGroup::spawn(Task<void> task) {
  finished_.clear();
  const auto self = children_.emplace(children_.end());
  *self = run(std::move(task), self);
  ++running_;
  auto handle = self->handle();
  handle.promise().scope = &scope_;
  handle.resume();
}

Task<void> TaskGroup::run(Task<void> task, std::list<Task<void>>::iterator self) {
  try {
    co_await std::move(task);
  } catch (...) {
    if (!first_failure_) {
      first_failure_ = std::current_exception();
      scope_.cancel(
          {.kind = ErrorKind::cancelled, .message = "another part of the same work failed"});
    }
  }
  ended(self);
}

// The frame that calls this is still running, so it is only set aside here and destroyed later.
void TaskGroup::ended(std::list<Task<void>>::iterator self) {
  finished_.splice(finished_.end(), children_, self);
  --running_;
  if (running_ > 0 || joiner_ == nullptr) return;
  loop_.post([this, alive = alive_] {
    if (*alive && running_ == 0 && joiner_ != nullptr) joiner_->set();
  });
}

Task<void> TaskGroup::join() {
  while (running_ > 0) {
    OneShot<void> all_ended;
    // Cancellation reaches the children through the group's own scope; the join still waits for
    // their end.
    all_ended.on_cancel([](const Error&) {});
    joiner_ = &all_ended;
    const struct Reset {
      OneShot<void>*& joiner;
      ~Reset() { joiner = nullptr; }
    } reset{joiner_};
    co_await all_ended;
  }
  finished_.clear();
  if (first_failure_) std::rethrow_exception(first_failure_);
}

struct Semaphore::Waiter {
  OneShot<void>* turn;  // In the frame of the coroutine that waits; null once that frame is gone.
  bool granted = false;
};

Task<Semaphore::Permit> Semaphore::acquire() {
  if (free_ > 0) {
    --free_;
    co_return Permit(this);
  }
  OneShot<void> turn;
  const auto waiter = std::make_shared<Waiter>(&turn);
  const auto place = waiting_.insert(waiting_.end(), waiter);
  struct Leave {
    Semaphore& semaphore;
    std::list<std::shared_ptr<Waiter>>::iterator place;
    bool took = false;
    ~Leave() {
      const auto leaving = *place;
      leaving->turn = nullptr;
      semaphore.waiting_.erase(place);
      if (leaving->granted && !took) semaphore.release();
    }
  } leave{*this, place};
  co_await turn;
  leave.took = true;
  co_return Permit(this);
}

// The slot is handed to the first that waits, so that nobody who comes later overtakes.
void Semaphore::release() {
  for (const auto& waiter : waiting_) {
    if (waiter->granted) continue;
    waiter->granted = true;
    loop_.post([waiter] {
      if (waiter->turn != nullptr) waiter->turn->set();
    });
    return;
  }
  ++free_;
}

}  // namespace mirante
