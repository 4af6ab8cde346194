#include "platform/mail/folder_mailer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "base/testing/temporary_folder.h"
#include "platform/runtime/simulated_loop.h"

namespace mirante::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FolderMails : public ::testing::Test {
 protected:
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(place.path() / "mail"))
      names.push_back(file.path().filename());
    return names;
  }
  Delivery send(std::string bytes) {
    return loop.run(mailer.send({.id = "01jq", .bytes = std::move(bytes)}, Patience::standard));
  }

  mirante::testing::TemporaryFolder place;
  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  BlockingPool pool{{.threads = 0}};
  FolderMailer mailer{place.path() / "mail", loop, pool};
};

TEST_F(FolderMails, KeepsAMailOnceHoweverOftenItIsSent) {
  EXPECT_EQ(send("first").outcome, Outcome::accepted);
  const auto delivery = send("second");
  std::ifstream file(place.path() / "mail" / "01jq.eml");
  const std::string kept((std::istreambuf_iterator<char>(file)), {});

  EXPECT_EQ(delivery.outcome, Outcome::accepted);
  EXPECT_THAT(delivery.transcript, HasSubstr("01jq.eml"));
  EXPECT_EQ(kept, "second");
  EXPECT_THAT(files(), ElementsAre("01jq.eml"));
}

TEST_F(FolderMails, AreForTheirOwnerAlone) {
  send("x");
  struct stat folder{}, file{};
  ASSERT_EQ(::stat((place.path() / "mail").c_str(), &folder), 0);
  ASSERT_EQ(::stat((place.path() / "mail" / "01jq.eml").c_str(), &file), 0);

  EXPECT_EQ(folder.st_mode & 0777, 0700u);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

TEST_F(FolderMails, WaitWhereNothingCanBeWritten) {
  std::ofstream(place.path() / "mail") << "a file is in the way";
  const auto delivery = send("x");

  EXPECT_EQ(delivery.outcome, Outcome::later);
  EXPECT_THAT(delivery.said, HasSubstr("cannot be written"));
  EXPECT_EQ(loop.run(mailer.check()).outcome, Outcome::later);
}

}  // namespace
}  // namespace mirante::mail
