// Scopes and their listeners: who hears what, how often, and what may go away meanwhile.
#include "base/cancel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "base/testing/step_loop.h"

namespace mirante {
namespace {

using mirante::testing::Begun;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

const Error enough{.kind = ErrorKind::cancelled, .message = "enough"};

class Cancelling : public ::testing::Test {
 protected:
  auto note(std::string name) {
    return [this, name = std::move(name)](const Error& reason) {
      heard.push_back(name + ": " + reason.message);
    };
  }
  std::vector<std::string> heard;
};

TEST_F(Cancelling, IsHeardOnceByEachWithTheFirstReason) {
  CancelScope scope;
  CancelScope::Listener a, b;
  a.join(scope, note("a"));
  b.join(scope, note("b"));

  scope.cancel(enough);
  scope.cancel({.kind = ErrorKind::timeout, .message = "too late"});

  EXPECT_THAT(heard, UnorderedElementsAre("a: enough", "b: enough"));
  EXPECT_EQ(scope.reason(), enough);
}

TEST_F(Cancelling, IsNotHeardByWhoHasLeft) {
  CancelScope scope;
  CancelScope::Listener first, middle, last;
  first.join(scope, note("first"));
  middle.join(scope, note("middle"));
  last.join(scope, note("last"));
  {
    CancelScope::Listener gone;
    gone.join(scope, note("gone"));
  }
  middle.leave();
  middle.leave();

  scope.cancel(enough);

  EXPECT_THAT(heard, UnorderedElementsAre("first: enough", "last: enough"));
}

TEST_F(Cancelling, ReachesChildrenAndGrandchildrenButNotParents) {
  CancelScope root, left(&root), right(&root), below(&left);
  CancelScope::Listener listener;
  listener.join(below, note("below"));

  left.cancel(enough);

  EXPECT_THAT(heard, ElementsAre("below: enough"));
  EXPECT_EQ(below.reason(), enough);
  EXPECT_FALSE(root.reason());
  EXPECT_FALSE(right.reason());

  root.cancel({.kind = ErrorKind::timeout, .message = "all"});
  EXPECT_EQ(right.reason()->message, "all");
  EXPECT_EQ(left.reason(), enough);
}

TEST_F(Cancelling, MeetsChildrenThatComeLater) {
  CancelScope root;
  root.cancel(enough);

  const CancelScope late(&root);

  EXPECT_EQ(late.reason(), enough);
}

TEST_F(Cancelling, ForgetsChildrenThatAreGone) {
  CancelScope root;
  {
    const CancelScope child(&root);
  }

  root.cancel(enough);

  EXPECT_EQ(root.reason(), enough);
}

TEST_F(Cancelling, SurvivesThatItDestroysOtherListeners) {
  CancelScope scope;
  std::vector<std::unique_ptr<CancelScope::Listener>> listeners(3);
  for (auto& listener : listeners) {
    listener = std::make_unique<CancelScope::Listener>();
    listener->join(scope, [&](const Error&) {
      heard.emplace_back("one");
      for (auto& each : listeners)
        if (each != listener) each.reset();
    });
  }

  scope.cancel(enough);

  EXPECT_THAT(heard, ElementsAre("one"));
}

TEST_F(Cancelling, SurvivesThatWhatItResumesDestroysTheScope) {
  // The frame that owns the scope is dropped by what hears of the cancellation.
  auto owner = [](CancelScope*& shown, OneShot<void>& shot) -> Task<void> {
    CancelScope scope;
    shown = &scope;
    auto below = [](OneShot<void>& wait) -> Task<void> { co_await wait; }(shot);
    try {
      co_await std::move(below).under(scope);
    } catch (const Failure&) {
      co_return;  // Destroys the scope whose `cancel` is running.
    }
  };
  CancelScope* scope = nullptr;
  OneShot<void> shot;
  Begun task(owner(scope, shot));

  scope->cancel(enough);

  EXPECT_TRUE(task.is_done());
}

TEST_F(Cancelling, SurvivesThatAChildIsDestroyedByTheCancellationOfItsParent) {
  CancelScope root;
  auto child = std::make_unique<CancelScope>(&root);
  auto grandchild = std::make_unique<CancelScope>(child.get());
  CancelScope::Listener in_grandchild, in_root;
  in_root.join(root, note("root"));
  in_grandchild.join(*grandchild, [&](const Error& reason) {
    note("grandchild")(reason);
    grandchild.reset();
    child.reset();
  });

  root.cancel(enough);

  EXPECT_THAT(heard, UnorderedElementsAre("grandchild: enough", "root: enough"));
}

TEST_F(Cancelling, LetsWhoHearsItCancelAgainInVain) {
  CancelScope scope;
  CancelScope::Listener first, second;
  second.join(scope, note("second"));
  first.join(scope, [&](const Error&) {
    scope.cancel({.kind = ErrorKind::timeout, .message = "again"});
    heard.emplace_back("first");
  });

  scope.cancel(enough);

  EXPECT_THAT(heard, ElementsAre("first", "second: enough"));
  EXPECT_EQ(scope.reason(), enough);
}

TEST(CancellingDeathTest, AScopeOutlivesItsListeners) {
  CancelScope::Listener listener;

  EXPECT_DEATH(
      {
        CancelScope scope;
        listener.join(scope, [](const Error&) {});
      },
      "broken invariant");
}

}  // namespace
}  // namespace mirante
