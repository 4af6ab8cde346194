// Threads for calls that block (name resolution, files): bounded in number and queue, so that a
// slow disk or name server holds up callers, never the loop. The one place that makes threads
// besides the SQL engine.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/loop.h"

namespace mirante {

class BlockingPool {
 public:
  struct Limits {
    std::size_t threads = 4;
    std::size_t queued_max = 1'000;
  };
  explicit BlockingPool(Loop& loop) : BlockingPool(loop, Limits{}) {}
  BlockingPool(Loop& loop, Limits limits);
  /// Waits for what is running; what is queued is dropped.
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// Runs `work` on a thread of the pool and gives its value or throws its exception. Whoever is
  /// cancelled meanwhile leaves at once; the work goes on by itself, so it takes values only.
  /// Throws Failure(limit) when the queue is full.
  template <class Work>
  Task<std::invoke_result_t<Work>> run(Work work) {
    using Value = std::invoke_result_t<Work>;
    // Shared by the waiting coroutine and the thread, either of which may end first.
    struct Shared {
      OneShot<Value>* waiter = nullptr;  // The loop's thread only.
    };
    OneShot<Value> done;
    auto shared = std::make_shared<Shared>(&done);
    struct Leave {
      std::shared_ptr<Shared> shared;
      ~Leave() { shared->waiter = nullptr; }
    } leave{shared};
    submit([this, shared, work = std::move(work)]() mutable {
      std::optional<Value> value;
      std::exception_ptr exception;
      try {
        value.emplace(work());
      } catch (...) {
        exception = std::current_exception();
      }
      loop_.post_from_any_thread(
          [shared, value = std::move(value), exception = std::move(exception)]() mutable {
            if (shared->waiter == nullptr) return;
            if (exception)
              shared->waiter->fail(std::move(exception));
            else
              shared->waiter->set(*std::move(value));
          });
    });
    co_return co_await done;
  }

 private:
  void submit(std::move_only_function<void()> work);
  void serve();

  Loop& loop_;
  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::move_only_function<void()>> queue_;  // Under mutex_.
  bool is_ending_ = false;                             // Under mutex_.
  std::vector<std::thread> threads_;
};

}  // namespace mirante
