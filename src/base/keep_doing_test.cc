#include "base/keep_doing.h"

#include <gtest/gtest.h>

#include "base/testing/step_loop.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;

TEST(KeepDoing, BeginsSoOftenWhateverFailsUntilItIsCancelled) {
  testing::StepLoop loop;
  std::vector<Steady> begun;
  const auto work = [&]() -> Task<void> {
    begun.push_back(loop.clock().steady());
    if (begun.size() == 2) throw Failure(ErrorKind::unavailable, "not now");
    if (begun.size() == 4) throw Failure(ErrorKind::cancelled, "enough");
    co_await sleep_for(loop, 3s);
  };

  testing::Begun doing(keep_doing(loop, 10s, "test.failed", work));
  loop.run_all();

  EXPECT_EQ(begun, (std::vector{Steady(0s), Steady(10s), Steady(20s), Steady(30s)}));
  EXPECT_EQ(doing.error().message, "enough");
}

}  // namespace
}  // namespace mirante
