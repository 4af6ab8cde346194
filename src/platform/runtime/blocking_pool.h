// Threads for calls that block: name look-ups, files, slow hashes. A coroutine hands work over and
// goes on, on its own loop, with the result. Threads and queue are bounded. With no threads the
// work runs inside the call, for simulated runs.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/loop.h"

namespace mirante {

struct BlockingPoolConfig {
  std::size_t threads = 4;  // None: work runs inline.
  std::size_t waiting_max = 1'000;
};

/// Shared by the loops of a process. Ends before they do and after the tasks that wait for it; its
/// end waits for work that runs.
class BlockingPool {
 public:
  explicit BlockingPool(BlockingPoolConfig config = {});
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// Throws what `run` would throw now: for whoever can spare what comes before it.
  void require_room();

  /// Calls `work()` on a thread of the pool; gives what it returns or throws what it throws.
  /// Throws Failure(limit) "pool.full" when too much waits already.
  ///
  /// Cancelling does not wait: work that has not begun never will, and the result of work that
  /// runs is dropped. So `work` holds values only, nothing of the caller's frame.
  template <class Work>
  Task<std::invoke_result_t<Work&>> run(Loop& loop, Work work) {
    using Value = std::invoke_result_t<Work&>;
    // Shared by this frame, which may be dropped, and the thread.
    const auto call = std::make_shared<Call<Work, Value>>(std::move(work));
    co_await perform(loop, [call] { call->run(); });
    co_return call->take();
  }

 private:
  template <class Work, class Value>
  struct Call {
    explicit Call(Work given) : work(std::move(given)) {}
    void run() {
      try {
        value.emplace(work());
      } catch (...) {
        exception = std::current_exception();
      }
    }
    Value take() {
      if (exception) std::rethrow_exception(std::move(exception));
      return *std::move(value);
    }
    Work work;
    std::optional<Value> value;
    std::exception_ptr exception;
  };
  template <class Work>
  struct Call<Work, void> {
    explicit Call(Work given) : work(std::move(given)) {}
    void run() {
      try {
        work();
      } catch (...) {
        exception = std::current_exception();
      }
    }
    void take() {
      if (exception) std::rethrow_exception(std::move(exception));
    }
    Work work;
    std::exception_ptr exception;
  };
  struct Job;

  /// `work` must not throw.
  Task<void> perform(Loop& loop, std::move_only_function<void()> work);
  void enqueue(const std::shared_ptr<Job>& job);
  /// Under mutex_.
  void require_place() const;
  /// The next job; nullptr when the pool ends.
  std::shared_ptr<Job> take();
  void work_until_end();

  const BlockingPoolConfig config_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::shared_ptr<Job>> waiting_;  // Under mutex_. Shared with those who wait.
  bool is_ending_ = false;                    // Under mutex_.
  std::vector<std::jthread> threads_;
};

}  // namespace mirante
