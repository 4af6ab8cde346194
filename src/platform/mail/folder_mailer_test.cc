#include "platform/mail/folder_mailer.h"

#include <fcntl.h>
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
using ::testing::UnorderedElementsAre;

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

TEST_F(FolderMails, GoWhenTheyAreOldAndNothingElseDoes) {
  send("x");
  const auto old = [&](const char* name) {
    const auto file = place.path() / "mail" / name;
    std::ofstream(file) << "x";
    // 2026-01-01: sixty days ago.
    const timespec times[2] = {{.tv_sec = 1767225600, .tv_nsec = 0},
                               {.tv_sec = 1767225600, .tv_nsec = 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
  };
  old("01aa.eml");
  old("notes.txt");
  FolderMailer month{place.path() / "mail", loop, pool, {.age = std::chrono::hours(24 * 30)}};
  FolderMailer quarter{place.path() / "mail", loop, pool, {.age = std::chrono::hours(24 * 90)}};

  loop.run(quarter.send({.id = "01jr", .bytes = "y"}, Patience::standard));
  EXPECT_THAT(files(), UnorderedElementsAre("01aa.eml", "01jq.eml", "01jr.eml", "notes.txt"));
  loop.run(month.send({.id = "01js", .bytes = "y"}, Patience::standard));

  EXPECT_THAT(files(), UnorderedElementsAre("01jq.eml", "01jr.eml", "01js.eml", "notes.txt"));
}

TEST_F(FolderMails, GoWhenThereAreTooManyTheOldestFirst) {
  FolderMailer two{place.path() / "mail", loop, pool, {.files = 2}};
  for (const auto* id : {"01ja", "01jb", "01jc"})
    loop.run(two.send({.id = id, .bytes = "x"}, Patience::standard));

  EXPECT_THAT(files(), UnorderedElementsAre("01jb.eml", "01jc.eml"));
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
