#include "main/commands/socket_client.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/percent.h"

namespace mirante::commands {
namespace {

TEST(SocketClient, TakesACompleteAnswerApart) {
  const auto answer = parse_answer(
      "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\ncontent-length: 2\r\n\r\n{}");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->body, "{}");
}

TEST(SocketClient, DoesNotTakeACutAnswerForAWholeOne) {
  EXPECT_FALSE(parse_answer(""));
  EXPECT_FALSE(parse_answer("HTTP/1.1 200 OK\r\nContent-Le"));
  EXPECT_FALSE(parse_answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}"));
  EXPECT_FALSE(parse_answer("HTTP/1.1 200 OK\r\n\r\n{}"));
  EXPECT_FALSE(parse_answer("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"));
  EXPECT_FALSE(parse_answer("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
}

TEST(SocketClient, AllowsNoContentWithoutALength) {
  const auto answer = parse_answer("HTTP/1.1 204 No Content\r\n\r\n");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 204);
}

TEST(SocketClient, SaysHowToStartAPanelWhenNoneRuns) {
  SocketClient client({.socket = "/nonexistent/data/mirante.sock", .data = "/nonexistent/data"});

  try {
    client.send({.path = "/api/v1/servers"});
    FAIL() << "nobody listens there";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(failure.error().code, "panel.not_running");
    EXPECT_NE(failure.error().message.find("mirante serve --data /nonexistent/data"),
              std::string::npos)
        << failure.error().message;
  }
}

TEST(SocketClient, NamesAPathThatIsTooLongForASocket) {
  SocketClient client({.socket = "/" + std::string(120, 'x'), .data = "/data"});

  try {
    client.send({.path = "/"});
    FAIL() << "no such socket can be";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "panel.socket_too_long");
  }
}

TEST(ApiRequest, EncodesPathsAndQueries) {
  EXPECT_EQ(target_of({.path = "/api/v1/servers/" + percent_encode("i-1/é"),
                       .query = {{"tag", "Papel:web & mais"}, {"account", "Aurora Loja"}}}),
            "/api/v1/servers/i-1%2F%C3%A9?tag=Papel%3Aweb%20%26%20mais&account=Aurora%20Loja");
}

}  // namespace
}  // namespace mirante::commands
