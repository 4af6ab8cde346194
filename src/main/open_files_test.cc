#include "main/open_files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>

namespace mirante {
namespace {

TEST(OpenFiles, LeaveRoomForTheRestOfThePanel) {
  EXPECT_EQ(connections_within(1'024), 512U);
  EXPECT_EQ(connections_within(20'000), 19'488U);
  EXPECT_EQ(connections_within(256), 64U);
  EXPECT_EQ(connections_within(0), 64U);
  EXPECT_EQ(connections_within(5'000'000), 100'000U);
}

[[noreturn]] void raise_from_few() {
  rlimit limit{};
  limit.rlim_cur = 300;
  limit.rlim_max = 700;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const auto raised = raise_open_files();
  ::getrlimit(RLIMIT_NOFILE, &limit);
  std::exit(raised == 700 && limit.rlim_cur == 700 ? 0 : 1);
}

TEST(OpenFilesDeathTest, AreRaisedAsFarAsTheSystemLets) {
  EXPECT_EXIT(raise_from_few(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace mirante
