// Several things at once: joined, bounded, cancelled and dropped together.
#include "base/task_group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/testing/step_loop.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using mirante::testing::Begun;
using mirante::testing::StepLoop;
using ::testing::ElementsAre;

const Error enough{.kind = ErrorKind::cancelled, .message = "enough"};

class Together : public ::testing::Test {
 protected:
  /// Ends after `time`; notes how.
  Task<void> part(std::string name, std::chrono::seconds time) {
    struct Gone {
      std::vector<std::string>& to;
      std::string what;
      ~Gone() { to.push_back(what); }
    } gone{heard, name + " dropped"};
    try {
      co_await sleep_for(loop, time);
      gone.what = name;
    } catch (const Failure& failure) {
      gone.what = name + " " + failure.error().message;
      throw;
    }
  }
  Task<void> failing(std::string message, std::chrono::seconds time) {
    co_await sleep_for(loop, time);
    throw Failure(ErrorKind::conflict, message);
  }

  std::vector<std::string> heard;
  StepLoop loop;
};

TEST_F(Together, JoinsEveryChild) {
  TaskGroup group(loop, nullptr);
  group.spawn(part("slow", 3s));
  group.spawn(part("quick", 1s));
  EXPECT_EQ(group.running(), 2U);

  loop.run(group.join());

  EXPECT_THAT(heard, ElementsAre("quick", "slow"));
  EXPECT_EQ(group.running(), 0U);
  EXPECT_FALSE(group.failed());
}

TEST_F(Together, JoinsWhatWasSpawnedMeanwhile) {
  TaskGroup group(loop, nullptr);
  auto spawning = [](auto& self, TaskGroup& into, auto later) -> Task<void> {
    co_await sleep_for(self, 1s);
    into.spawn(later());
  };
  group.spawn(spawning(loop, group, [this] { return part("spawned", 5s); }));

  loop.run(group.join());

  EXPECT_THAT(heard, ElementsAre("spawned"));
}

TEST_F(Together, JoinAtOnceWhenNothingRuns) {
  TaskGroup group(loop, nullptr);
  group.spawn([]() -> Task<void> { co_return; }());

  loop.run(group.join());
  loop.run(group.join());

  EXPECT_EQ(group.running(), 0U);
}

TEST_F(Together, CancelTheOthersWhenOneFailsAndThrowItsFailure) {
  TaskGroup group(loop, nullptr);
  group.spawn(part("other", 9s));
  group.spawn(failing("first", 1s));
  group.spawn(failing("second", 2s));

  Begun join(group.join());
  loop.run_all();

  EXPECT_THAT(heard, ElementsAre("other another part of the same work failed"));
  EXPECT_EQ(join.error().message, "first");
  EXPECT_TRUE(group.failed());
  EXPECT_EQ(loop.clock().steady(), Steady(1s));
}

TEST_F(Together, EndWhatIsSpawnedAfterAFailure) {
  TaskGroup group(loop, nullptr);
  group.spawn([]() -> Task<void> {
    throw Failure(ErrorKind::conflict, "at once");
    co_return;
  }());

  group.spawn(part("late", 1s));
  Begun join(group.join());
  loop.run_all();

  EXPECT_THAT(heard, ElementsAre("late another part of the same work failed"));
  EXPECT_EQ(join.error().message, "at once");
}

TEST_F(Together, WaitForTheEndOfWhatWasCancelled) {
  CancelScope scope;
  auto stubborn = [](Loop& on, auto& to) -> Task<void> {
    try {
      co_await sleep_for(on, 1h);
    } catch (const Failure&) {
      to.emplace_back("asked to end");
    }
    OneShot<void> last;
    Timer timer(on, on.clock().steady() + 1s, [&] { last.set(); });
    last.on_cancel([](const Error&) {});
    co_await last;
    to.emplace_back("ended");
  };
  auto story = [](Loop& on, auto part, auto& to) -> Task<void> {
    TaskGroup group(on, co_await current_scope());
    group.spawn(part(on, to));
    co_await group.join();
    to.emplace_back("joined");
  };
  const Begun<> task(story(loop, stubborn, heard), &scope);

  scope.cancel(enough);
  EXPECT_THAT(heard, ElementsAre("asked to end"));
  loop.run_all();

  EXPECT_THAT(heard, ElementsAre("asked to end", "ended", "joined"));
}

TEST_F(Together, DropChildrenWhereTheyStand) {
  {
    TaskGroup group(loop, nullptr);
    group.spawn(part("a", 1s));
    group.spawn(part("b", 1s));
  }

  EXPECT_THAT(heard, ::testing::UnorderedElementsAre("a dropped", "b dropped"));
  EXPECT_FALSE(loop.step());
}

TEST_F(Together, MayGoWhenTheLastChildHasJustEnded) {
  auto group = std::make_unique<TaskGroup>(loop, nullptr);
  group->spawn(part("a", 1s));
  {
    const Begun<> join(group->join());
    loop.step();  // The child ends; that it did is on its way to who joins.
    EXPECT_FALSE(join.is_done());
  }
  group.reset();

  EXPECT_TRUE(loop.step());  // The news comes, and touches nothing.

  EXPECT_THAT(heard, ElementsAre("a"));
}

class Bounded : public Together {
 protected:
  Task<void> holder(Semaphore& slots, std::string name, std::chrono::seconds time) {
    const auto permit = co_await slots.acquire();
    heard.push_back(name + " in");
    co_await sleep_for(loop, time);
    heard.push_back(name + " out");
  }
};

TEST_F(Bounded, LetsSoManyInAndTheOthersInOrder) {
  Semaphore slots(loop, 2);
  const Begun<> a(holder(slots, "a", 3s)), b(holder(slots, "b", 1s)), c(holder(slots, "c", 1s)),
      d(holder(slots, "d", 5s));

  loop.run_all();

  EXPECT_THAT(heard,
              ElementsAre("a in", "b in", "b out", "c in", "c out", "d in", "a out", "d out"));
}

TEST_F(Bounded, LetsNobodyOvertakeWhoWasPromisedASlot) {
  Semaphore slots(loop, 1);
  auto a = std::make_unique<Begun<>>(holder(slots, "a", 1s));
  const Begun<> b(holder(slots, "b", 1s));

  a.reset();  // Its slot is b's from now on, which hears of it later.
  const Begun<> c(holder(slots, "c", 1s));
  loop.run_all();

  EXPECT_THAT(heard, ElementsAre("a in", "b in", "b out", "c in", "c out"));
}

TEST_F(Bounded, PassesTheSlotOfWhoIsGoneOn) {
  Semaphore slots(loop, 1);
  CancelScope scope;
  auto a = std::make_unique<Begun<>>(holder(slots, "a", 1s));
  Begun<> cancelled(holder(slots, "cancelled", 1s), &scope);
  auto dropped = std::make_unique<Begun<>>(holder(slots, "dropped", 1s));
  const Begun<> last(holder(slots, "last", 1s));

  a.reset();             // Promises the slot to the first that waits…
  scope.cancel(enough);  // …which passes it on…
  dropped.reset();       // …and so does the next one.
  loop.run_all();

  EXPECT_THAT(heard, ElementsAre("a in", "last in", "last out"));
  EXPECT_EQ(cancelled.error(), enough);
}

class ForEach : public Together {
 protected:
  /// Works on numbers for a second each; notes them, and how many were worked on at once.
  auto work() {
    return [this](int item) -> Task<void> {
      most = std::max(most, ++running);
      const struct Leave {
        int& count;
        ~Leave() { --count; }
      } leave{running};
      co_await sleep_for(loop, 1s);
      if (item == fails_at) throw Failure(ErrorKind::conflict, "item " + std::to_string(item));
      done.push_back(item);
    };
  }
  static std::vector<int> numbers(int count) {
    std::vector<int> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), 0);
    return all;
  }

  int running = 0, most = 0, fails_at = -1;
  std::vector<int> done;
};

TEST_F(ForEach, WorksOnEveryItemAndNeverOnTooMany) {
  loop.run(for_each_bounded(loop, numbers(10), 3, work()));

  EXPECT_EQ(done, numbers(10));
  EXPECT_EQ(most, 3);
  EXPECT_EQ(loop.clock().steady(), Steady(4s));
}

TEST_F(ForEach, IsDoneAtOnceWithNothing) {
  loop.run(for_each_bounded(loop, numbers(0), 3, work()));

  EXPECT_EQ(most, 0);
}

TEST_F(ForEach, BeginsNothingAfterAFailure) {
  fails_at = 2;

  Begun all(for_each_bounded(loop, numbers(10), 2, work()));
  loop.run_all();

  ASSERT_TRUE(all.is_done());
  EXPECT_EQ(all.error().message, "item 2");
  EXPECT_THAT(done, ElementsAre(0, 1));
  EXPECT_EQ(running, 0);
}

TEST_F(ForEach, EndsWithTheReasonOfItsCancellation) {
  CancelScope scope;
  Begun all(for_each_bounded(loop, numbers(10), 2, work()), &scope);

  loop.step();
  scope.cancel(enough);
  loop.run_all();

  ASSERT_TRUE(all.is_done());
  EXPECT_EQ(all.error(), enough);
  EXPECT_EQ(running, 0);
  EXPECT_LE(done.size(), 1U);
}

TEST_F(ForEach, MovesItemsThatCannotBeCopied) {
  std::vector<std::unique_ptr<int>> items;
  for (int i = 0; i < 3; ++i) items.push_back(std::make_unique<int>(i));
  int sum = 0;

  loop.run(
      for_each_bounded(loop, std::move(items), 2, [&](std::unique_ptr<int> item) -> Task<void> {
        sum += *item;
        co_return;
      }));

  EXPECT_EQ(sum, 3);
}

TEST_F(ForEach, MayBeDroppedInItsMiddle) {
  {
    const Begun<> all(for_each_bounded(loop, numbers(10), 2, work()));
    loop.step();
    EXPECT_GT(running, 0);
  }

  EXPECT_EQ(running, 0);
  loop.run_all();
  EXPECT_LE(done.size(), 1U);
}

}  // namespace
}  // namespace mirante
