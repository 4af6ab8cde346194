// Tasks and one-shots: values, exceptions, dropping, and cancellation that reaches every wait.
#include "base/task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/effects.h"
#include "base/testing/step_loop.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using mirante::testing::Begun;
using mirante::testing::StepLoop;
using ::testing::ElementsAre;

/// Notes its own end.
struct Trace {
  std::vector<std::string>& to;
  std::string name;
  ~Trace() { to.push_back(name); }
};

Task<int> constant(int value) { co_return value; }

Task<void> wait_for(OneShot<void>& shot) { co_await shot; }

Task<void> for_ever() {
  OneShot<void> shot;
  co_await shot;
}

Task<int> take(OneShot<int>& shot) { co_return co_await shot; }

Task<void> holding(std::vector<std::string>& to, std::string name, Task<void> inner) {
  const Trace trace{to, std::move(name)};
  auto below = std::move(inner);
  co_await std::move(below);
}

const Error enough{.kind = ErrorKind::cancelled, .message = "enough"};

TEST(ATask, BeginsWhenItIsAwaitedAndNotBefore) {
  bool has_begun = false;
  auto begins = [](bool& flag) -> Task<void> {
    flag = true;
    co_return;
  };

  auto task = begins(has_begun);
  EXPECT_FALSE(has_begun);
  StepLoop().run(
      [](Task<void> inner) -> Task<void> { co_await std::move(inner); }(std::move(task)));

  EXPECT_TRUE(has_begun);
}

TEST(ATask, HandsItsValueOrExceptionUpThroughAllFrames) {
  auto deep = [](auto& self, int left) -> Task<std::unique_ptr<int>> {
    if (left == 0) co_return std::make_unique<int>(7);
    if (left == -10) throw Failure(ErrorKind::conflict, "from below");
    co_return co_await self(self, left - 1);
  };

  EXPECT_EQ(*StepLoop().run(deep(deep, 100)), 7);
  Begun failing(deep(deep, -1));
  EXPECT_EQ(failing.error().message, "from below");
}

TEST(ATask, NeedsNoStackForManyAwaitsInARow) {
  auto sum = []() -> Task<long> {
    long total = 0;
    for (int i = 0; i < 300'000; ++i) total += co_await constant(1);
    co_return total;
  };

  EXPECT_EQ(StepLoop().run(sum()), 300'000);
}

TEST(ATask, DropsEverythingBelowItInnermostFirst) {
  std::vector<std::string> ended;
  {
    const Begun<> outer(
        holding(ended, "outer", holding(ended, "middle", holding(ended, "inner", for_ever()))));
    EXPECT_THAT(ended, ElementsAre());
  }

  EXPECT_THAT(ended, ElementsAre("inner", "middle", "outer"));
}

TEST(ATask, IsDroppedWhenAnotherTakesItsPlace) {
  std::vector<std::string> ended;
  auto task = holding(ended, "first", for_ever());
  task.handle().resume();

  task = Task<void>();

  EXPECT_THAT(ended, ElementsAre("first"));
}

TEST(AOneShot, GivesWhatWasSetBeforeOrAfterTheWait) {
  OneShot<int> before, after;
  before.set(1);

  Begun first(take(before)), second(take(after));
  EXPECT_TRUE(first.is_done());
  EXPECT_FALSE(second.is_done());
  after.set(2);

  EXPECT_EQ(first.take(), 1);
  EXPECT_EQ(second.take(), 2);
}

TEST(AOneShot, CountsTheFirstAlone) {
  OneShot<int> set, failed;
  set.set(1);
  set.set(2);
  set.fail(enough);
  failed.fail(enough);
  failed.set(3);

  Begun first(take(set)), second(take(failed));

  EXPECT_EQ(first.take(), 1);
  EXPECT_EQ(second.error(), enough);
}

TEST(AOneShot, FailsWhenItsScopeIsCancelled) {
  CancelScope scope;
  OneShot<int> shot;
  Begun waiting(take(shot), &scope);

  scope.cancel(enough);

  ASSERT_TRUE(waiting.is_done());
  EXPECT_EQ(waiting.error(), enough);
  shot.set(1);
}

TEST(AOneShot, FailsAtOnceInAScopeThatWasCancelled) {
  CancelScope scope;
  scope.cancel(enough);
  OneShot<int> shot, ready;
  ready.set(1);

  Begun waiting(take(shot), &scope), has_it(take(ready), &scope);

  ASSERT_TRUE(waiting.is_done());
  EXPECT_EQ(waiting.error(), enough);
  EXPECT_EQ(has_it.take(), 1);  // What is there already is not lost.
}

TEST(AOneShot, MayEndInItsOwnWayWhenCancelled) {
  CancelScope scope;
  OneShot<int> shot;
  std::vector<std::string> heard;
  shot.on_cancel([&](const Error& reason) { heard.push_back(reason.message); });
  Begun waiting(take(shot), &scope);

  scope.cancel(enough);
  EXPECT_FALSE(waiting.is_done());
  shot.set(3);

  EXPECT_EQ(waiting.take(), 3);
  EXPECT_THAT(heard, ElementsAre("enough"));
}

TEST(AScope, ReachesOnlyWhatIsBelowIt) {
  CancelScope outer, inner(&outer);
  OneShot<void> inside, outside;
  auto story = [](OneShot<void>& in, OneShot<void>& out, CancelScope& scope) -> Task<std::string> {
    auto below = wait_for(in);
    std::string heard;
    try {
      co_await std::move(below).under(scope);
    } catch (const Failure& failure) {
      heard = failure.error().message;
    }
    co_await out;
    co_return heard;
  };
  Begun task(story(inside, outside, inner), &outer);

  inner.cancel(enough);
  EXPECT_FALSE(task.is_done());
  EXPECT_FALSE(outer.reason());
  outside.set();

  EXPECT_EQ(task.take(), "enough");
}

TEST(AScope, IsTheOneOfWhoeverAwaits) {
  CancelScope scope;
  auto inner = []() -> Task<CancelScope*> { co_return co_await current_scope(); };
  auto outer = [](auto& below) -> Task<CancelScope*> { co_return co_await below(); };

  EXPECT_EQ(Begun(outer(inner), &scope).take(), &scope);
  EXPECT_EQ(Begun(outer(inner)).take(), nullptr);
}

TEST(SleepingTasks, WakeInTheOrderOfTheirTimes) {
  StepLoop loop;
  std::vector<std::string> woken;
  auto sleeper = [](Loop& on, auto& to, std::string name, auto time) -> Task<void> {
    co_await sleep_for(on, time);
    to.push_back(name);
  };
  const Begun<> late(sleeper(loop, woken, "late", 2s)), soon(sleeper(loop, woken, "soon", 1s));
  {
    const Begun<> dropped(sleeper(loop, woken, "dropped", 1s));
  }

  loop.run_all();

  EXPECT_THAT(woken, ElementsAre("soon", "late"));
}

TEST(ADeadline, CancelsWhatTakesTooLongAndNamesIt) {
  StepLoop loop;
  const auto due = loop.clock().steady() + 5s;

  Begun task(with_deadline(loop, due, "the call", sleep_for(loop, 1h)));
  loop.step();

  ASSERT_TRUE(task.is_done());
  EXPECT_EQ(task.error(),
            (Error{.kind = ErrorKind::timeout, .message = "the call did not end in time"}));
  EXPECT_EQ(loop.clock().steady(), due);
  EXPECT_FALSE(loop.step());  // The sleeper's timer went with it.
}

TEST(ADeadline, IsNotFeltByWhatEndsBefore) {
  StepLoop loop;
  const auto due = loop.clock().steady() + 5s;
  auto slow = [](Loop& on) -> Task<int> {
    co_await sleep_for(on, 4s);
    co_return 7;
  };

  EXPECT_EQ(loop.run(with_deadline(loop, due, "it", slow(loop))), 7);
  EXPECT_FALSE(loop.step());
}

TEST(ADeadline, PassesTheWishesOfItsOwnCallerOn) {
  StepLoop loop;
  CancelScope scope;
  Begun task(with_deadline(loop, loop.clock().steady() + 5s, "it", sleep_for(loop, 1h)), &scope);

  scope.cancel(enough);

  ASSERT_TRUE(task.is_done());
  EXPECT_EQ(task.error(), enough);
}

TEST(ADeadline, OfTwoTheNearerOneCounts) {
  StepLoop loop;
  const auto now = loop.clock().steady();
  const auto error_of = [&](Steady outer, Steady inner) {
    Begun task(with_deadline(loop, outer, "outer",
                             with_deadline(loop, inner, "inner", sleep_for(loop, 1h))));
    loop.run_all();
    return task.error().message;
  };

  EXPECT_EQ(error_of(now + 2s, now + 1s), "inner did not end in time");
  EXPECT_EQ(error_of(now + 2s, now + 3s), "outer did not end in time");
}

TEST(ADeadline, MayBeDroppedWhereItStands) {
  StepLoop loop;
  std::vector<std::string> ended;
  {
    const Begun<> task(
        with_deadline(loop, loop.clock().steady() + 5s, "it", holding(ended, "below", for_ever())));
  }

  EXPECT_THAT(ended, ElementsAre("below"));
  EXPECT_FALSE(loop.step());
}

TEST(ADeadProcess, AnswersNothingEvenWhenCancelled) {
  CancelScope scope;
  std::vector<std::string> ended;
  auto dead = []() -> Task<void> { co_await never(); };
  {
    const Begun<> task(holding(ended, "dead", dead()), &scope);
    scope.cancel(enough);
    EXPECT_FALSE(task.is_done());
    EXPECT_THAT(ended, ElementsAre());
  }
  EXPECT_THAT(ended, ElementsAre("dead"));
}

TEST(Effects, HappenUntilTheChosenOne) {
  Effects effects;
  EXPECT_TRUE(effects.begin());

  effects.crash_at(3);

  EXPECT_TRUE(effects.begin());
  EXPECT_TRUE(effects.begin());
  EXPECT_FALSE(effects.is_crashed());
  EXPECT_FALSE(effects.begin());
  EXPECT_TRUE(effects.is_crashed());
  EXPECT_FALSE(effects.begin());
}

}  // namespace
}  // namespace mirante
