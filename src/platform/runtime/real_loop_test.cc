// The loop of a running program: order of work and timers, other threads, and exceptions.
#include "platform/runtime/real_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/clock_pace.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class RunningLoop : public ::testing::Test {
 protected:
  /// Work that notes its name.
  auto note(std::string name) {
    return [this, name = std::move(name)] { heard.push_back(name); };
  }
  Steady now() const { return loop.clock().steady(); }
  /// Lets everything run that was asked for before.
  void settle() { loop.run(sleep_for(loop, 2ms)); }

  std::vector<std::string> heard;
  RealLoop loop;
};

TEST_F(RunningLoop, GivesWhatATaskGives) {
  const auto value = loop.run([](Loop& on) -> Task<std::string> {
    co_await yield(on);
    co_return "value";
  }(loop));

  EXPECT_EQ(value, "value");
}

TEST_F(RunningLoop, ThrowsWhatATaskThrows) {
  auto failing = [](Loop& on) -> Task<void> {
    co_await yield(on);
    throw Failure(ErrorKind::conflict, "oh");
  };

  EXPECT_THROW(loop.run(failing(loop)), Failure);
}

TEST_F(RunningLoop, RunsPostedWorkInOrderAndNeverAtOnce) {
  loop.post([this] {
    loop.post(note("later"));
    heard.emplace_back("first");
  });
  loop.post(note("second"));
  EXPECT_THAT(heard, ElementsAre());

  settle();

  EXPECT_THAT(heard, ElementsAre("first", "second", "later"));
}

TEST_F(RunningLoop, RingsTimersInTheOrderOfTheirTimes) {
  const auto base = now();
  loop.start_timer(base + 3us, note("3"));
  loop.start_timer(base + 1us, note("1"));
  loop.start_timer(base + 2us, note("2a"));
  loop.start_timer(base + 2us, note("2b"));
  loop.start_timer(base - 1h, note("past"));

  settle();

  EXPECT_THAT(heard, ElementsAre("past", "1", "2a", "2b", "3"));
}

TEST_F(RunningLoop, RingsNoTimerTooEarly) {
  const auto due = now() + 3ms;

  const auto rung = loop.run([](Loop& on, Steady at) -> Task<Steady> {
    co_await sleep_until(on, at);
    co_return on.clock().steady();
  }(loop, due));

  EXPECT_GE(rung, due);
}

TEST_F(RunningLoop, WaitsAsTheClockGoesAlsoWhereItIsHurriedMeanwhile) {
  set_clock_pace(1);  // From now on it may be.
  loop.start_timer(now() + 24h, note("tomorrow"));

  set_clock_pace(24 * 3'600 * 1'000.0);
  loop.run(sleep_for(loop, 24h));
  set_clock_pace(1);

  EXPECT_THAT(heard, ElementsAre("tomorrow"));
}

TEST_F(RunningLoop, RingsAnEarlierTimerThatComesLater) {
  loop.start_timer(now() + 24h, note("tomorrow"));
  loop.start_timer(now() + 1us, note("now"));

  settle();

  EXPECT_THAT(heard, ElementsAre("now"));
}

TEST_F(RunningLoop, RingsNoTimerThatWasStopped) {
  const auto first = loop.start_timer(now(), note("first"));
  loop.start_timer(now() + 1us, note("second"));
  loop.stop_timer(first);
  loop.stop_timer(first);
  loop.stop_timer(12345);

  settle();

  EXPECT_THAT(heard, ElementsAre("second"));
}

TEST_F(RunningLoop, RingsNoTimerThatAnotherOneOfTheSameMomentStopped) {
  const auto base = now();
  Loop::TimerId second = 0;
  loop.start_timer(base, [&] {
    heard.emplace_back("first");
    loop.stop_timer(second);
  });
  second = loop.start_timer(base, note("second"));

  settle();

  EXPECT_THAT(heard, ElementsAre("first"));
}

TEST_F(RunningLoop, RunsWhatOneTimerPostsBeforeTheNextOne) {
  const auto base = now();
  loop.start_timer(base, [this] { loop.post(note("posted by the first")); });
  loop.start_timer(base, note("second"));

  settle();

  EXPECT_THAT(heard, ElementsAre("posted by the first", "second"));
}

TEST_F(RunningLoop, StopsATimerThatGoesOutOfScope) {
  {
    const Timer gone(loop, now(), note("gone"));
    Timer moved(loop, now(), note("replaced"));
    moved = Timer(loop, now(), note("gone too"));
  }

  settle();

  EXPECT_THAT(heard, ElementsAre());
}

TEST_F(RunningLoop, WaitsForWorkOfAnotherThread) {
  OneShot<std::thread::id> answered;
  std::thread::id other_id;
  std::thread other;

  const auto ran_on =
      loop.run([](auto& on, auto& answer, auto& thread, auto& id) -> Task<std::thread::id> {
        thread = std::thread([&] {
          id = std::this_thread::get_id();
          on.post_from_any_thread([&] { answer.set(std::this_thread::get_id()); });
        });
        co_return co_await answer;
      }(loop, answered, other, other_id));
  other.join();

  EXPECT_EQ(ran_on, std::this_thread::get_id());
  EXPECT_NE(ran_on, other_id);
}

TEST_F(RunningLoop, LosesNothingOfWhatThreadsPost) {
  int count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 1'000; ++j) loop.post_from_any_thread([&] { ++count; });
    });

  loop.run([](Loop& on, const int& so_far) -> Task<void> {
    while (so_far < 4'000) co_await yield(on);
  }(loop, count));
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(count, 4'000);
}

TEST_F(RunningLoop, LetsAnExceptionOutOfPostedWorkAndGoesOnAfterwards) {
  bool is_dropped = false;
  auto waiting = [](bool& dropped) -> Task<void> {
    const struct Leave {
      bool& flag;
      ~Leave() { flag = true; }
    } leave{dropped};
    OneShot<void> for_ever;
    co_await for_ever;
  };
  loop.post([] { throw Failure(ErrorKind::internal, "out of posted work"); });
  loop.post(note("after"));

  EXPECT_THROW(loop.run(waiting(is_dropped)), Failure);
  EXPECT_TRUE(is_dropped);
  EXPECT_THAT(heard, ElementsAre());
  settle();

  EXPECT_THAT(heard, ElementsAre("after"));
}

TEST_F(RunningLoop, LetsAnExceptionOutOfATimerAndRingsTheOthersAfterwards) {
  loop.start_timer(now() - 1us, [] { throw Failure(ErrorKind::internal, "out of a timer"); });
  loop.start_timer(now() - 1us, note("after"));

  EXPECT_THROW(loop.run(sleep_for(loop, 24h)), Failure);
  settle();

  EXPECT_THAT(heard, ElementsAre("after"));
}

TEST(EndingLoop, DestroysWhatDidNotRun) {
  const auto held = std::make_shared<int>(0);  // Shared with the work.
  bool has_run = false;
  {
    RealLoop loop;
    loop.post([held, &has_run] { has_run = true; });
    loop.start_timer(loop.clock().steady(), [held, &has_run] { has_run = true; });
    // Its own end stops another timer.
    loop.start_timer(loop.clock().steady(),
                     [timer = Timer(loop, loop.clock().steady() + 1h, [held] {})] {});
    EXPECT_EQ(held.use_count(), 4);
  }

  EXPECT_EQ(held.use_count(), 1);
  EXPECT_FALSE(has_run);
}

}  // namespace
}  // namespace mirante
