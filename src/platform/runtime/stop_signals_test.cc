// SIGINT and SIGTERM: the first one is heard, the second one ends the process.
#include "platform/runtime/stop_signals.h"

#include <gtest/gtest.h>

#include <csignal>

namespace mirante {
namespace {

using namespace std::chrono_literals;

TEST(StoppingBySignal, HearsTheFirstOne) {
  for (const int signal : {SIGINT, SIGTERM}) {
    RealLoop loop;
    StopSignals signals(loop);
    loop.post([signal] { std::raise(signal); });

    EXPECT_EQ(loop.run(signals.wait()), signal);
    EXPECT_EQ(loop.run(signals.wait()), signal) << "it is remembered";
  }
}

TEST(StoppingBySignal, HearsOneThatCameBeforeSomebodyWaited) {
  RealLoop loop;
  StopSignals signals(loop);

  std::raise(SIGTERM);
  loop.run(sleep_for(loop, 1ms));

  EXPECT_EQ(loop.run(signals.wait()), SIGTERM);
}

TEST(StoppingBySignal, MayBeGivenUp) {
  RealLoop loop;
  StopSignals signals(loop);

  EXPECT_THROW(loop.run(with_deadline(loop, loop.clock().steady(), "it", signals.wait())), Failure);
  std::raise(SIGINT);

  EXPECT_EQ(loop.run(signals.wait()), SIGINT);
}

TEST(StoppingBySignal, IsRememberedBeforeThereIsALoop) {
  const StopWish wish;
  EXPECT_EQ(StopWish::heard(), 0);

  std::raise(SIGTERM);

  EXPECT_EQ(StopWish::heard(), SIGTERM);
}

TEST(StoppingBySignal, IsTakenOverFromWhoeverRememberedIt) {
  const StopWish wish;
  RealLoop loop;
  StopSignals signals(loop);

  std::raise(SIGINT);

  EXPECT_EQ(loop.run(signals.wait()), SIGINT);
  EXPECT_EQ(StopWish::heard(), 0);
}

TEST(StoppingBySignalDeathTest, EndsAtTheSecondOneThatIsRemembered) {
  EXPECT_EXIT(
      {
        const StopWish wish;
        std::raise(SIGINT);
        std::raise(SIGINT);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

TEST(StoppingBySignalDeathTest, EndsAtTheSecondOne) {
  EXPECT_EXIT(
      {
        RealLoop loop;
        StopSignals signals(loop);
        std::raise(SIGINT);
        loop.run(signals.wait());
        std::raise(SIGTERM);
      },
      ::testing::KilledBySignal(SIGTERM), "");
}

TEST(StoppingBySignalDeathTest, EndsAtTheFirstOneWhenNobodyListensAnyMore) {
  EXPECT_EXIT(
      {
        RealLoop loop;
        {
          const StopSignals signals(loop);
        }
        std::raise(SIGINT);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace mirante
