#include "platform/runtime/blocking_pool.h"

#include <pthread.h>

#include <algorithm>
#include <csignal>

namespace mirante {
namespace {

/// Signals belong to the main thread: those started meanwhile take none.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

/// One piece of work on its way.
struct BlockingPool::Job {
  Loop* loop;
  std::move_only_function<void()> work;
  OneShot<void>* waiter;  // The loop's thread only; null once nobody waits.
};

BlockingPool::BlockingPool(BlockingPoolConfig config) : config_(config) {
  const SignalsBlocked blocked;
  for (std::size_t i = 0; i < config_.threads; ++i) {
    threads_.emplace_back([this] { work_until_end(); });
    pthread_setname_np(threads_.back().native_handle(), "blocking");
  }
}

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  filled_.notify_all();
  threads_.clear();  // Joins.
}

Task<void> BlockingPool::perform(Loop& loop, std::move_only_function<void()> work) {
  OneShot<void> done;
  const auto job = std::make_shared<Job>(Job{&loop, std::move(work), &done});
  const struct Abandon {
    BlockingPool& pool;
    const std::shared_ptr<Job>& job;
    ~Abandon() {
      job->waiter = nullptr;
      const std::lock_guard lock(pool.mutex_);
      std::erase(pool.waiting_, job);
    }
  } abandon{*this, job};
  if (threads_.empty()) {
    job->work();
    // Resumed by the loop, as the answer of a thread is.
    loop.post([job] {
      if (job->waiter != nullptr) job->waiter->set();
    });
  } else {
    enqueue(job);
  }
  co_await done;
}

void BlockingPool::enqueue(const std::shared_ptr<Job>& job) {
  {
    const std::lock_guard lock(mutex_);
    require_place();
    waiting_.push_back(job);
  }
  filled_.notify_one();
}

void BlockingPool::require_place() const {
  if (waiting_.size() < config_.waiting_max) return;
  throw Failure(Error{.kind = ErrorKind::limit,
                      .message = "too many calls wait for a free thread; try again later",
                      .code = "pool.full"});
}

void BlockingPool::require_room() {
  if (threads_.empty()) return;
  const std::lock_guard lock(mutex_);
  require_place();
}

std::shared_ptr<BlockingPool::Job> BlockingPool::take() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
  if (is_ending_) return nullptr;  // What waits is not begun any more.
  auto job = std::move(waiting_.front());
  waiting_.pop_front();
  return job;
}

void BlockingPool::work_until_end() {
  while (auto job = take()) {
    job->work();
    auto& loop = *job->loop;
    loop.post_from_any_thread([answered = std::move(job)] {
      if (answered->waiter != nullptr) answered->waiter->set();
    });
  }
}

}  // namespace mirante
