#include "platform/sql/data_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/testing/temporary_folder.h"

namespace mirante::sql {
namespace {

using mirante::testing::TemporaryFolder;
using ::testing::HasSubstr;

Error failure_to_open(const std::filesystem::path& path) {
  try {
    const DataFolder folder(path);
  } catch (const Failure& failure) {
    return failure.error();
  }
  return Error{.message = "no failure"};
}

/// Another process that holds the folder until it is ended.
class Holder {
 public:
  explicit Holder(const std::filesystem::path& path) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      const DataFolder folder(path);
      if (::write(ready[1], "x", 1) == 1) ::pause();
      ::_exit(0);
    }
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~Holder() { kill(); }
  void kill() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    pid_ = -1;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

TEST(DataFolder, IsMadeForItsOwnerOnly) {
  const TemporaryFolder here;

  const DataFolder folder(here.path() / "deep" / "data");

  struct stat facts{};
  ASSERT_EQ(::stat(folder.path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700U);
}

TEST(DataFolder, NamesTheProcessThatHoldsIt) {
  const TemporaryFolder here;
  const Holder holder(here.path());

  const auto error = failure_to_open(here.path());

  EXPECT_EQ(error.code, "data.in_use");
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_THAT(error.message, HasSubstr("process " + std::to_string(holder.pid())));
  EXPECT_THAT(error.message, HasSubstr(here.path().string()));
}

TEST(DataFolder, IsFreeAgainOnceItsProcessWasKilled) {
  const TemporaryFolder here;
  Holder holder(here.path());

  holder.kill();

  EXPECT_NO_THROW(DataFolder{here.path()});
}

TEST(DataFolder, NamesAPathThatIsNoFolder) {
  const auto error = failure_to_open("/dev/null/data");

  EXPECT_EQ(error.code, "data.folder");
  EXPECT_THAT(error.message, HasSubstr("/dev/null/data"));
}

}  // namespace
}  // namespace mirante::sql
