// Work handed to other threads: results, bounds, and what becomes of it when nobody waits any more.
#include "platform/runtime/blocking_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <latch>
#include <stdexcept>

#include "platform/runtime/real_loop.h"
#include "platform/runtime/simulated_loop.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;

/// Begins when made, goes on with the loop, is dropped when it goes.
template <class T>
class Begun {
 public:
  explicit Begun(Task<T> task) : task_(std::move(task)) { task_.handle().resume(); }
  bool is_done() const { return task_.handle().done(); }
  T take() { return task_.handle().promise().take(); }

 private:
  Task<T> task_;
};

class OtherThreads : public ::testing::Test {
 protected:
  template <class T>
  void run_until_done(const Begun<T>& begun) {
    loop.run([](Loop& on, const Begun<T>& wanted) -> Task<void> {
      while (!wanted.is_done()) co_await yield(on);
    }(loop, begun));
  }
  /// Work that says when it begins and ends when it may.
  auto held() {
    return [this] {
      begins.count_down();
      may_end.wait();
    };
  }

  std::latch begins{1};
  std::latch may_end{1};
  RealLoop loop;
};

TEST_F(OtherThreads, GiveResultsToTheirLoopsThread) {
  BlockingPool pool({.threads = 2});
  const auto mine = std::this_thread::get_id();

  const auto [there, here] = loop.run(
      [](Loop& on, BlockingPool& on_pool) -> Task<std::pair<std::thread::id, std::thread::id>> {
        const auto id = co_await on_pool.run(on, [] { return std::this_thread::get_id(); });
        co_return std::pair(id, std::this_thread::get_id());
      }(loop, pool));

  EXPECT_NE(there, mine);
  EXPECT_EQ(here, mine);
}

TEST_F(OtherThreads, TakeValuesThatCannotBeCopied) {
  BlockingPool pool({.threads = 1});

  const auto value = loop.run(
      pool.run(loop, [given = std::make_unique<int>(7)]() mutable { return std::move(given); }));

  EXPECT_EQ(*value, 7);
}

TEST_F(OtherThreads, ThrowWhatTheWorkThrows) {
  BlockingPool pool({.threads = 1});

  EXPECT_THROW(loop.run(pool.run(loop, []() -> int { throw std::out_of_range("oh"); })),
               std::out_of_range);
  EXPECT_THROW(loop.run(pool.run(loop, [] { throw Failure(ErrorKind::conflict, "oh"); })), Failure);
  EXPECT_EQ(loop.run(pool.run(loop, [] { return 1; })), 1);
}

TEST_F(OtherThreads, WorkAtTheSameTime) {
  BlockingPool pool({.threads = 2});
  auto together = std::make_shared<std::latch>(2);                // Shared by the two.
  const auto meet = [together] { together->arrive_and_wait(); };  // Alone, it would wait for ever.

  Begun<void> one(pool.run(loop, meet)), other(pool.run(loop, meet));
  run_until_done(one);
  run_until_done(other);

  EXPECT_TRUE(together->try_wait());
}

TEST_F(OtherThreads, RefuseWhenTooMuchWaits) {
  BlockingPool pool({.threads = 1, .waiting_max = 1});
  Begun<void> runs(pool.run(loop, held()));
  begins.wait();
  Begun<int> waits(pool.run(loop, [] { return 2; }));

  Begun<int> refused(pool.run(loop, [] { return 3; }));
  ASSERT_TRUE(refused.is_done());
  may_end.count_down();
  run_until_done(waits);

  try {
    refused.take();
    FAIL() << "it was taken";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().kind, ErrorKind::limit);
    EXPECT_EQ(failure.error().code, "pool.full");
  }
  EXPECT_EQ(waits.take(), 2);
}

TEST_F(OtherThreads, AreNotWaitedForByWhoIsCancelled) {
  BlockingPool pool({.threads = 1});
  auto cancelled = pool.run(loop, held());

  // The work ends only after this has.
  EXPECT_THROW(
      loop.run(with_deadline(loop, loop.clock().steady() + 5ms, "it", std::move(cancelled))),
      Failure);
  begins.wait();
  may_end.count_down();

  EXPECT_EQ(loop.run(pool.run(loop, [] { return 1; })), 1);
}

TEST_F(OtherThreads, NeverBeginWorkThatWasCancelledBefore) {
  BlockingPool pool({.threads = 1, .waiting_max = 1});
  std::atomic<bool> has_run = false;
  const Begun<void> runs(pool.run(loop, held()));
  begins.wait();
  {
    const Begun<void> waits(pool.run(loop, [&has_run] { has_run = true; }));
  }

  Begun<int> next(pool.run(loop, [] { return 1; }));  // Its place is free again.
  may_end.count_down();
  run_until_done(next);

  EXPECT_EQ(next.take(), 1);
  EXPECT_FALSE(has_run);
}

TEST_F(OtherThreads, DropAResultThatNobodyWantsAnyMore) {
  BlockingPool pool({.threads = 1});
  const auto result = std::make_shared<int>(7);  // Shared with the work.
  {
    const Begun<std::shared_ptr<int>> dropped(pool.run(loop, [this, result] {
      begins.count_down();
      may_end.wait();
      return result;
    }));
    begins.wait();
  }
  may_end.count_down();

  EXPECT_EQ(loop.run(pool.run(loop, [] { return 1; })), 1);

  EXPECT_EQ(result.use_count(), 1);
}

TEST_F(OtherThreads, AreWaitedForAtTheEnd) {
  std::atomic<bool> has_ended = false;
  std::thread releaser;
  {
    BlockingPool pool({.threads = 1});
    {
      const Begun<void> dropped(pool.run(loop, [&] {
        begins.count_down();
        may_end.wait();
        has_ended = true;
      }));
      begins.wait();
    }
    releaser = std::thread([this] { may_end.count_down(); });
  }

  EXPECT_TRUE(has_ended);
  releaser.join();
}

TEST_F(OtherThreads, TakeNoSignals) {
  BlockingPool pool({.threads = 1});

  const auto blocked = loop.run(pool.run(loop, [] {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGINT) == 1;
  }));
  sigset_t mine;
  pthread_sigmask(SIG_SETMASK, nullptr, &mine);

  EXPECT_TRUE(blocked);
  EXPECT_EQ(sigismember(&mine, SIGTERM), 0);
}

TEST(NoOtherThreads, RunWorkInsideTheCallAndGoOnLater) {
  BlockingPool pool({.threads = 0});
  SimulatedLoop loop(from_micros(0));
  std::thread::id ran_on;

  const Begun<void> begun(pool.run(loop, [&] { ran_on = std::this_thread::get_id(); }));

  EXPECT_EQ(ran_on, std::this_thread::get_id());
  EXPECT_FALSE(begun.is_done());
  EXPECT_TRUE(loop.turn());
  EXPECT_TRUE(begun.is_done());
}

TEST(NoOtherThreads, ForgetWhoWasDropped) {
  BlockingPool pool({.threads = 0});
  SimulatedLoop loop(from_micros(0));
  {
    const Begun<int> dropped(pool.run(loop, [] { return 1; }));
  }

  EXPECT_TRUE(loop.turn());  // The answer that was on its way finds nobody.
  EXPECT_FALSE(loop.turn());
  EXPECT_THROW(loop.run(pool.run(loop, [] { throw std::out_of_range("oh"); })), std::out_of_range);
}

}  // namespace
}  // namespace mirante
