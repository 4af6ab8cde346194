// Tasks, scopes, groups and deadlines (base/) on simulated time.
#include <gmock/gmock.h>

#include "base/task_group.h"
#include "platform/runtime/simulated_loop.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class Waiting : public ::testing::Test {
 protected:
  Task<void> note_after(std::chrono::microseconds pause, std::string name) {
    co_await sleep_for(loop, pause);
    notes.push_back(std::move(name));
  }
  Task<void> fail_after(std::chrono::microseconds pause) {
    co_await sleep_for(loop, pause);
    throw Failure(ErrorKind::conflict, "broken");
  }
  Task<void> wait_for_ever() {
    const struct Mark {
      std::vector<std::string>& notes;
      ~Mark() { notes.push_back("gone"); }
    } mark{notes};
    OneShot<void> never;
    co_await never;
  }
  template <class T>
  ErrorKind failure_of(Task<T> task) {
    try {
      loop.run(std::move(task));
    } catch (const Failure& failure) {
      return failure.error().kind;
    }
    return ErrorKind::internal;
  }

  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  std::vector<std::string> notes;
};

TEST_F(Waiting, TimeJumpsToTheNextTimer) {
  const auto before = loop.clock().now();

  loop.run(sleep_for(loop, 365 * 24h));

  EXPECT_EQ(loop.clock().now() - before, 365 * 24h);
}

TEST_F(Waiting, AGroupRunsItsTasksAtTheSameTimeAndJoinsAll) {
  const auto work = [this]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    group.spawn(note_after(3s, "c"));
    group.spawn(note_after(1s, "a"));
    group.spawn(note_after(2s, "b"));
    co_await group.join();
    notes.emplace_back("joined");
  };
  const auto before = loop.clock().steady();

  loop.run(work());

  EXPECT_THAT(notes, ElementsAre("a", "b", "c", "joined"));
  EXPECT_EQ(loop.clock().steady() - before, 3s);
}

TEST_F(Waiting, TheFirstFailureOfAGroupCancelsTheOthersAndComesOut) {
  const auto work = [this]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    group.spawn(wait_for_ever());
    group.spawn(fail_after(1s));
    co_await group.join();
  };

  EXPECT_EQ(failure_of(work()), ErrorKind::conflict);
  EXPECT_THAT(notes, ElementsAre("gone"));
}

TEST_F(Waiting, ADeadlineCancelsEverythingBelowIt) {
  const auto before = loop.clock().steady();

  EXPECT_EQ(failure_of(with_deadline(loop, before + 5s, "the wait", wait_for_ever())),
            ErrorKind::timeout);

  EXPECT_EQ(loop.clock().steady() - before, 5s);
  EXPECT_THAT(notes, ElementsAre("gone"));
}

TEST_F(Waiting, ADeadlineInsideAnotherEndsItsOwnPartOnly) {
  const auto work = [this]() -> Task<void> {
    try {
      co_await with_deadline(loop, loop.clock().steady() + 1s, "the inner", wait_for_ever());
    } catch (const Failure&) {
      notes.emplace_back("inner");
    }
    co_await note_after(1s, "went on");
  };

  loop.run(with_deadline(loop, loop.clock().steady() + 10s, "the outer", work()));

  EXPECT_THAT(notes, ElementsAre("gone", "inner", "went on"));
}

TEST_F(Waiting, ADroppedTaskDropsEverythingBelowItWithDeadlinesAndGroups) {
  const auto work = [this]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    group.spawn(with_deadline(loop, loop.clock().steady() + 1h, "the wait", wait_for_ever()));
    co_await group.join();
  };
  {
    const auto task = work();
    SimulatedLoop::start(task);
    loop.advance(1s);
  }
  loop.advance(2h);  // Nothing of it rings any more.

  EXPECT_THAT(notes, ElementsAre("gone"));
}

TEST_F(Waiting, AScopeMayBeDestroyedByWhatItsCancellationResumed) {
  auto scope = std::make_unique<CancelScope>();
  const auto work = [this](CancelScope& below) -> Task<void> {
    try {
      co_await wait_for_ever().under(below);
    } catch (const Failure&) {
      notes.emplace_back("cancelled");
    }
  };
  const auto root = [&]() -> Task<void> {
    co_await work(*scope);
    scope.reset();
  };
  const auto task = root();
  SimulatedLoop::start(task);

  scope->cancel({.kind = ErrorKind::cancelled, .message = "stop"});

  EXPECT_TRUE(SimulatedLoop::is_done(task));
  EXPECT_THAT(notes, ElementsAre("gone", "cancelled"));
}

TEST_F(Waiting, WhatIsCancelledAlreadyNeverWaits) {
  CancelScope scope;
  scope.cancel({.kind = ErrorKind::cancelled, .message = "stop"});
  const auto work = [&]() -> Task<void> { co_await sleep_for(loop, 1h).under(scope); };
  const auto before = loop.clock().steady();

  EXPECT_EQ(failure_of(work()), ErrorKind::cancelled);
  EXPECT_EQ(loop.clock().steady(), before);
}

TEST_F(Waiting, AtMostSoManyWorkAtOnceInTheOrderInWhichTheyCame) {
  int present = 0, most = 0;
  const auto work = [&](int item) -> Task<void> {
    most = std::max(most, ++present);
    co_await note_after(1s, std::to_string(item));
    --present;
  };

  loop.run(for_each_bounded(loop, std::vector{1, 2, 3, 4, 5}, 2, work));

  EXPECT_EQ(most, 2);
  EXPECT_THAT(notes, ElementsAre("1", "2", "3", "4", "5"));
}

TEST_F(Waiting, AFailureAmongManyEndsThemAll) {
  const auto work = [&](int item) -> Task<void> {
    co_await note_after(1s, std::to_string(item));
    if (item == 2) throw Failure(ErrorKind::conflict, "two is broken");
  };

  EXPECT_EQ(failure_of(for_each_bounded(loop, std::vector{1, 2, 3, 4, 5, 6}, 2, work)),
            ErrorKind::conflict);
  EXPECT_LE(notes.size(), 4);
}

TEST_F(Waiting, ARunThatNothingCanEndIsTold) {
  try {
    loop.run(wait_for_ever());
    FAIL() << "it ended";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "loop.stuck");
  }
  EXPECT_THAT(notes, ElementsAre("gone"));
}

TEST_F(Waiting, AJumpOfTheWallClockMovesNoTimer) {
  const auto before = loop.clock().now();
  loop.jump_wall_clock(24h);
  const auto steady = loop.clock().steady();

  loop.run(sleep_for(loop, 1s));

  EXPECT_EQ(loop.clock().now() - before, 24h + 1s);
  EXPECT_EQ(loop.clock().steady() - steady, 1s);
}

TEST_F(Waiting, TimersRingInTheirOrderAndStoppedOnesNever) {
  const auto now = loop.clock().steady();
  loop.start_timer(now + 2s, [&] { notes.emplace_back("second"); });
  loop.start_timer(now + 1s, [&] { notes.emplace_back("first"); });
  const auto stopped = loop.start_timer(now + 1s, [&] { notes.emplace_back("stopped"); });
  loop.stop_timer(stopped);
  {
    const Timer dropped(loop, now + 1s, [&] { notes.emplace_back("dropped"); });
  }

  loop.advance(3s);

  EXPECT_THAT(notes, ElementsAre("first", "second"));
}

}  // namespace
}  // namespace mirante
