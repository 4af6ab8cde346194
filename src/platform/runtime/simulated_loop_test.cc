// Virtual time: it jumps, repeats, and says when nothing will ever happen.
#include "platform/runtime/simulated_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/task_group.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Instant start = from_micros(1'772'445'600'000'000);  // 2026-03-02T10:00:00Z

class Simulation : public ::testing::Test {
 protected:
  auto note(std::string name) {
    return [this, name = std::move(name)] { heard.push_back(name); };
  }
  Steady now() const { return loop.clock().steady(); }

  std::vector<std::string> heard;
  SimulatedLoop loop{start};
};

TEST_F(Simulation, SleepsAYearAtOnce) {
  const auto began = now();

  loop.run(sleep_for(loop, std::chrono::days(365)));

  EXPECT_EQ(now() - began, std::chrono::days(365));
  EXPECT_EQ(to_iso8601(loop.clock().now()), "2027-03-02T10:00:00Z");
}

TEST_F(Simulation, GivesAndThrowsWhatATaskDoes) {
  auto with = [](Loop& on, bool fails) -> Task<int> {
    co_await yield(on);
    if (fails) throw Failure(ErrorKind::conflict, "oh");
    co_return 7;
  };

  EXPECT_EQ(loop.run(with(loop, false)), 7);
  EXPECT_THROW(loop.run(with(loop, true)), Failure);
}

TEST_F(Simulation, StandsStillWhilePostedWorkRuns) {
  const auto began = now();
  loop.start_timer(began + 1us, note("timer"));
  loop.post([this] {
    heard.emplace_back("1");
    loop.post(note("3"));
  });
  loop.post(note("2"));

  loop.run_until(began);

  EXPECT_THAT(heard, ElementsAre("1", "2", "3"));
  EXPECT_EQ(now(), began);
}

TEST_F(Simulation, RingsTimersInOrderWithWhatTheyPostInBetween) {
  const auto base = now();
  loop.start_timer(base + 2s, note("2a"));
  loop.start_timer(base + 1s, [this] {
    heard.emplace_back("1");
    loop.post(note("posted by 1"));
  });
  loop.start_timer(base + 2s, note("2b"));
  loop.start_timer(base - 1s, note("past"));

  loop.advance(2s);

  EXPECT_THAT(heard, ElementsAre("past", "1", "posted by 1", "2a", "2b"));
  EXPECT_EQ(now(), base + 2s);
}

TEST_F(Simulation, ShowsTimersTheTimeThatTheyWereSetFor) {
  std::vector<std::chrono::microseconds> times;
  const auto base = now();
  for (const auto at : {5s, 1s, 3s})
    loop.start_timer(base + at, [&, this] { times.push_back(now() - base); });

  loop.advance(1min);

  EXPECT_THAT(times, ElementsAre(1s, 3s, 5s));
  EXPECT_EQ(now() - base, 1min);
}

TEST_F(Simulation, LeavesWhatIsDueLaterForLater) {
  const auto base = now();
  loop.start_timer(base + 1s, note("due"));
  loop.start_timer(base + 1s + 1us, note("later"));

  loop.run_until(base + 1s);
  EXPECT_THAT(heard, ElementsAre("due"));
  loop.run_until(base);  // Time does not go back.
  EXPECT_EQ(now(), base + 1s);
  loop.advance(1us);

  EXPECT_THAT(heard, ElementsAre("due", "later"));
}

TEST_F(Simulation, RingsNoTimerThatWasStopped) {
  const auto base = now();
  const auto first = loop.start_timer(base + 1s, note("first"));
  Loop::TimerId third = 0;
  loop.start_timer(base + 2s, [&] { loop.stop_timer(third); });
  third = loop.start_timer(base + 2s, note("third"));
  loop.stop_timer(first);
  loop.stop_timer(first);

  loop.advance(1min);

  EXPECT_THAT(heard, ElementsAre());
}

TEST_F(Simulation, SaysThatItIsStuckAndDropsTheTask) {
  bool is_dropped = false;
  auto waiting = [](Loop& on, bool& dropped) -> Task<void> {
    const struct Leave {
      bool& flag;
      ~Leave() { flag = true; }
    } leave{dropped};
    co_await sleep_for(on, 1h);
    OneShot<void> for_ever;
    co_await for_ever;
  };

  try {
    loop.run(waiting(loop, is_dropped));
    FAIL() << "it ended";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "loop.stuck");
    EXPECT_EQ(failure.error().kind, ErrorKind::internal);
    EXPECT_THAT(failure.error().message, HasSubstr("2026-03-02T11:00:00Z"));
  }
  EXPECT_TRUE(is_dropped);
}

TEST_F(Simulation, MovesWallTimeAlone) {
  const auto base = now();
  loop.start_timer(base + 1h, note("rung"));

  loop.jump_wall_clock(24h);
  EXPECT_EQ(now(), base);
  EXPECT_EQ(loop.clock().now(), start + 24h);
  loop.jump_wall_clock(-48h);
  loop.advance(1h - 1us);
  EXPECT_THAT(heard, ElementsAre());
  loop.advance(1us);

  EXPECT_THAT(heard, ElementsAre("rung"));
  EXPECT_EQ(loop.clock().now(), start - 24h + 1h);
}

TEST_F(Simulation, BeginsATaskThatGoesOnWithTheLoop) {
  const auto task = sleep_for(loop, 2s);
  SimulatedLoop::start(task);

  loop.advance(1s);
  EXPECT_FALSE(SimulatedLoop::is_done(task));
  loop.advance(1s);

  EXPECT_TRUE(SimulatedLoop::is_done(task));
}

TEST_F(Simulation, ForgetsATaskThatCrashed) {
  {
    const auto task = sleep_for(loop, 2s);
    SimulatedLoop::start(task);
  }

  EXPECT_FALSE(loop.turn());  // Its timer went with it.
}

TEST_F(Simulation, RunsWhatOtherThreadsPosted) {
  std::thread([this] { loop.post_from_any_thread(note("from outside")); }).join();

  loop.advance(0us);

  EXPECT_THAT(heard, ElementsAre("from outside"));
}

TEST_F(Simulation, RepeatsItselfToTheLetter) {
  const auto story = [] {
    std::string text;
    SimulatedLoop world(start);
    const auto one = [](Loop& on, std::string& to, int number) -> Task<void> {
      for (int i = 1; i < 4; ++i) {
        co_await sleep_for(on, std::chrono::seconds((number * 7 + i * 5) % 11));
        to += std::to_string(number) + "@" + to_iso8601(on.clock().now()) + " ";
        on.post([&to, number] { to += "(" + std::to_string(number) + ") "; });
      }
    };
    world.run([](auto& on, auto& to, auto part) -> Task<void> {
      TaskGroup group(on, co_await current_scope());
      for (int number = 0; number < 5; ++number) group.spawn(part(on, to, number));
      co_await group.join();
    }(world, text, one));
    return text;
  };

  const auto first = story();

  EXPECT_THAT(first, HasSubstr("0@2026-03-02T10:00:05Z "));
  EXPECT_EQ(first, story());
}

}  // namespace
}  // namespace mirante
