#include "platform/runtime/real_loop.h"

#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "base/task_group.h"
#include "platform/runtime/blocking_pool.h"
#include "platform/runtime/stop_signals.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

Task<int> answer() { co_return 42; }

class RealLoops : public ::testing::Test {
 protected:
  Task<void> until_noted(std::size_t count) {
    while (notes.size() < count) co_await sleep_for(loop, 1ms);
  }

  RealLoop loop;
  std::vector<std::string> notes;
};

TEST_F(RealLoops, GiveTheValueOfATask) { EXPECT_EQ(loop.run(answer()), 42); }

TEST_F(RealLoops, RunPostedWorkInItsOrderAndNeverInsideTheCall) {
  loop.post([&] { notes.emplace_back("a"); });
  loop.post([&] {
    loop.post([&] { notes.emplace_back("c"); });
    notes.emplace_back("b");
  });
  EXPECT_TRUE(notes.empty());

  loop.run(until_noted(3));

  EXPECT_THAT(notes, ElementsAre("a", "b", "c"));
}

TEST_F(RealLoops, RingTimersInTheirOrderAndStoppedOnesNever) {
  const auto now = loop.clock().steady();
  loop.start_timer(now + 4ms, [&] { notes.emplace_back("second"); });
  loop.start_timer(now + 2ms, [&] { notes.emplace_back("first"); });
  loop.stop_timer(loop.start_timer(now + 1ms, [&] { notes.emplace_back("stopped"); }));

  loop.run(until_noted(2));

  EXPECT_THAT(notes, ElementsAre("first", "second"));
}

TEST_F(RealLoops, HearOtherThreads) {
  const std::jthread other(
      [&] { loop.post_from_any_thread([&] { notes.emplace_back("from afar"); }); });

  loop.run(until_noted(1));

  EXPECT_THAT(notes, ElementsAre("from afar"));
}

TEST_F(RealLoops, LetAnExceptionOfPostedWorkOut) {
  loop.post([] { throw Failure(ErrorKind::corrupt, "posted"); });

  EXPECT_THROW(loop.run(until_noted(1)), Failure);
}

class Pools : public RealLoops {};

TEST_F(Pools, GiveWhatWorkReturnsOrThrows) {
  BlockingPool pool;

  EXPECT_EQ(loop.run(pool.run(loop, [] { return std::string("done"); })), "done");
  EXPECT_THROW(loop.run(pool.run(loop, []() -> int { throw Failure(ErrorKind::corrupt, "no"); })),
               Failure);
  loop.run(pool.run(loop, [] {}));
}

TEST_F(Pools, RunOnAnotherThreadOrInsideTheCallWhereThereIsNone) {
  const auto mine = std::this_thread::get_id();
  BlockingPool threads({.threads = 1}), none({.threads = 0});
  const auto which = [] { return std::this_thread::get_id(); };

  EXPECT_NE(loop.run(threads.run(loop, which)), mine);
  EXPECT_EQ(loop.run(none.run(loop, which)), mine);
}

TEST_F(Pools, RefuseMoreThanMayWait) {
  std::mutex gate;
  std::unique_lock closed(gate);
  BlockingPool pool({.threads = 1, .waiting_max = 1});
  const auto wait = [&gate] { const std::lock_guard open(gate); };
  std::vector<std::string> codes;
  const auto ask = [&]() -> Task<void> {
    try {
      co_await pool.run(loop, wait);
    } catch (const Failure& failure) {
      codes.push_back(failure.error().code);
    }
  };
  const auto work = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    for (int i = 0; i < 5; ++i) group.spawn(ask());
    closed.unlock();
    co_await group.join();
  };

  loop.run(work());

  EXPECT_GE(codes.size(), 3);
  EXPECT_THAT(codes, ::testing::Each("pool.full"));
}

TEST_F(Pools, DoNotKeepWhoIsCancelledWaiting) {
  std::mutex gate;
  std::unique_lock closed(gate);
  BlockingPool pool({.threads = 1});
  const auto wait = [&gate] { const std::lock_guard open(gate); };
  const auto work = [&]() -> Task<void> {
    co_await with_deadline(loop, loop.clock().steady() + 5ms, "the work", pool.run(loop, wait));
  };

  EXPECT_THROW(loop.run(work()), Failure);
  closed.unlock();  // Only now can the thread end.
}

TEST(Signals, AreHeardOnceAndDoNotKill) {
  RealLoop loop;
  StopSignals signals(loop);

  std::raise(SIGTERM);

  EXPECT_EQ(loop.run(signals.wait()), SIGTERM);
}

}  // namespace
}  // namespace mirante
