// Servers and clients that meet at a unix socket.
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/testing/temporary_folder.h"
#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

class UnixSocket : public HttpBench {
 protected:
  UnixSocket() { connect_with({.unix_socket = path}); }

  void serve_here() {
    server = std::make_unique<RawServer>(loop, ServerConfig{},
                                         [this](RawRequest request) -> Task<RawAnswer> {
                                           peer = request.peer;
                                           co_return RawAnswer{.body = "here"};
                                         });
    server->listen_unix(path);
  }
  Error error_of_serving() {
    return error_from([&] {
      serve_here();
      return 0;
    });
  }

  mirante::testing::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "panel.sock";
  Peer peer;
};

TEST_F(UnixSocket, BelongsToItsOwnerAlone) {
  const auto before = ::umask(0);  // The most open one there is.
  serve_here();
  ::umask(before);

  struct stat found{};
  ASSERT_EQ(::lstat(path.c_str(), &found), 0);
  EXPECT_TRUE(S_ISSOCK(found.st_mode));
  EXPECT_EQ(found.st_mode & 07777, 0600U);
  EXPECT_EQ(found.st_uid, ::geteuid());
}

TEST_F(UnixSocket, LeavesTheProgramsOwnMaskAsItWas) {
  const auto before = ::umask(0027);
  serve_here();
  const auto after = ::umask(before);

  EXPECT_EQ(after, 0027U);
}

TEST_F(UnixSocket, ShowsWhichProcessAsks) {
  serve_here();
  auto request = get();
  request.host = "panel";
  request.tls = true;  // Only names it.

  EXPECT_EQ(fetch(request).text, "here");
  EXPECT_EQ(fetch(request).text, "here");

  EXPECT_EQ(peer.address, "unix");
  EXPECT_EQ(peer.port, 0);
  EXPECT_EQ(peer.process,
            (Peer::Process{.pid = ::getpid(), .uid = ::geteuid(), .gid = ::getegid()}));
  EXPECT_EQ(client->counts().opened, 1U);
}

TEST_F(UnixSocket, IsRemovedAtTheEnd) {
  serve_here();
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(path));

  serve_here();
  run(server->stop(std::chrono::hours(24)));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(UnixSocket, ReplacesOneThatNobodyAnswersAt) {
  const int abandoned = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(abandoned, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(abandoned);
  ASSERT_TRUE(std::filesystem::exists(path));

  serve_here();

  EXPECT_EQ(fetch(get()).text, "here");
}

TEST_F(UnixSocket, IsNotTakenFromAnotherProgramThatAnswers) {
  serve_here();
  const auto first = std::move(server);

  const auto error = error_of_serving();

  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.field, "listen");
  EXPECT_THAT(error.message, AllOf(HasSubstr("another program"), HasSubstr(path.string())));
  server.reset();
  EXPECT_EQ(fetch(get()).text, "here");  // The first one's socket is still there.
}

TEST_F(UnixSocket, ReplacesNoOtherSortOfFile) {
  std::ofstream(path) << "notes";

  const auto error = error_of_serving();

  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_THAT(error.message, HasSubstr("is no socket"));
  server.reset();
  std::string text;
  std::ifstream(path) >> text;
  EXPECT_EQ(text, "notes");
}

TEST_F(UnixSocket, ReplacesNoLinkEvenToAnAbandonedSocket) {
  std::filesystem::create_symlink(folder.path() / "elsewhere", path);

  EXPECT_EQ(error_of_serving().kind, ErrorKind::conflict);
  EXPECT_TRUE(std::filesystem::is_symlink(path));
}

TEST_F(UnixSocket, NeedsAShortPathInAFolderThatIsThere) {
  const auto serve_at = [&](const std::filesystem::path& at) {
    return error_from([&] {
      RawServer other(loop, {}, {});
      other.listen_unix(at);
      return 0;
    });
  };

  EXPECT_THAT(serve_at(folder.path() / std::string(120, 'a')).message,
              HasSubstr("use a shorter folder"));
  EXPECT_EQ(serve_at("").kind, ErrorKind::invalid);
  EXPECT_EQ(serve_at(folder.path() / "none" / "a.sock").kind, ErrorKind::invalid);
}

TEST_F(UnixSocket, SaysThatNothingWasSentWhenNobodyIsThere) {
  bool sent = true;

  const auto error = fetch_error(get(), &sent);

  EXPECT_EQ(error.code, "http.not_sent");
  EXPECT_THAT(error.message, HasSubstr("nobody answers at " + path.string()));
  EXPECT_FALSE(sent);
}

}  // namespace
}  // namespace mirante::http
