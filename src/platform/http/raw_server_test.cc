#include "platform/http/raw_server.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "base/task_group.h"
#include "base/testing/temporary_folder.h"
#include "platform/http/testing/loopback.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Tells each request as it came.
Task<RawAnswer> echo(RawRequest request) {
  co_return RawAnswer{.body = request.method + " " + request.target + " " + request.body};
}

class RawServers : public ::testing::Test, protected Loopback {
 protected:
  std::uint16_t serve(RawHandler handler, ServerConfig config = {}) {
    server_ = std::make_unique<RawServer>(loop, config, std::move(handler));
    return server_->listen_tcp("127.0.0.1", 0);
  }
  std::string closing(std::string head) { return head + "Host: a\r\nConnection: close\r\n\r\n"; }

  std::unique_ptr<RawServer> server_;
};

TEST_F(RawServers, ShowRequestsAsTheyCameAndAnswerThem) {
  const auto port = serve(echo);

  const auto answer = say(port, closing("PURGE /a%20b?c=d HTTP/1.1\r\n"));

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 17\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nPURGE /a%20b?c=d "));
}

TEST_F(RawServers, TakeChunkedBodiesApart) {
  const auto port = serve(echo);

  const auto answer = say(port,
                          "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n"
                          "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");

  EXPECT_THAT(answer, EndsWith("POST / abcde"));
}

TEST_F(RawServers, AnswerPipelinedRequestsInTheirOrder) {
  const auto port = serve(echo);

  const auto answer = say(port,
                          "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\n"
                          "Content-Length: 2\r\n\r\nhi" +
                              closing("GET /3 HTTP/1.1\r\n"));

  const auto first = answer.find("GET /1"), second = answer.find("POST /2 hi"),
             third = answer.find("GET /3");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_NE(third, std::string::npos);
}

TEST_F(RawServers, AnswerHeadWithoutABodyButWithItsLength) {
  const auto port = serve(echo);

  const auto answer = say(port, closing("HEAD /x HTTP/1.1\r\n"));

  EXPECT_THAT(answer, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(RawServers, SendNoBodyAndNoLengthWhereThereIsNone) {
  const auto port =
      serve([](RawRequest) -> Task<RawAnswer> { co_return RawAnswer{.status = 204}; });

  const auto answer = say(port, closing("GET / HTTP/1.1\r\n"));

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 204 No Content\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("Content-Length")));
}

TEST_F(RawServers, SpeakHttp10ByClosingAfterTheAnswer) {
  const auto port = serve(echo);

  EXPECT_THAT(say(port, "GET / HTTP/1.0\r\n\r\n"), HasSubstr("Connection: close"));
}

struct Wrong {
  std::string name;
  std::string bytes;
  std::string status;
};

class WrongRequests : public RawServers, public ::testing::WithParamInterface<Wrong> {};

TEST_P(WrongRequests, AreToldWithTheirStatusAndTheConnectionEnds) {
  const auto port = serve(echo, {.head_bytes_max = 512, .body_bytes_max = 16});

  const auto answer = say(port, GetParam().bytes);

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + GetParam().status));
  EXPECT_THAT(answer, HasSubstr("application/problem+json"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_THAT(answer, HasSubstr("\"status\":" + GetParam().status));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongRequests,
    ::testing::Values(
        Wrong{"Garbage", "this is no HTTP\r\n\r\n", "400"},
        Wrong{"NoHost", "GET / HTTP/1.1\r\n\r\n", "400"},
        Wrong{"TwoLengths",
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
              "400"},
        Wrong{"LengthBesidesChunks",
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: "
              "chunked\r\n\r\n0\r\n\r\n",
              "400"},
        Wrong{"UnknownCoding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
              "501"},
        Wrong{"OldVersion", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", "505"},
        Wrong{"LongTarget", "GET /" + std::string(600, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
              "414"},
        Wrong{"LongHeaders",
              "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(600, 'a') + "\r\n\r\n", "431"},
        Wrong{"LongChunkLine",
              "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                  std::string(600, 'a') + "\r\nx\r\n0\r\n\r\n",
              "431"},
        Wrong{"LongTrailer",
              "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
                  std::string(600, 'a') + "\r\n\r\n",
              "431"},
        Wrong{"LongBody",
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n" + std::string(17, 'b'),
              "413"},
        Wrong{"LongChunkedBody",
              "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n" +
                  std::string(20, 'b') + "\r\n0\r\n\r\n",
              "413"}),
    [](const auto& wrong) { return wrong.param.name; });

TEST_F(RawServers, TellAClientThatWaitsToGoOnWithItsBody) {
  const auto port = serve(echo);

  const auto answer = loop.run(pool.run(loop, [port] {
    const RawSocket socket(port);
    socket.send(
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
        "Content-Length: 2\r\n\r\n");
    const auto first = socket.receive("\r\n\r\n");
    socket.send("hi");
    return first + socket.receive();
  }));

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"));
}

TEST_F(RawServers, GiveUpAHeadThatComesTooSlowly) {
  const auto port = serve(echo, {.head_timeout = 20ms});

  EXPECT_THAT(say(port, "GET / HT"), StartsWith("HTTP/1.1 408"));
}

TEST_F(RawServers, GiveUpABodyThatComesTooSlowly) {
  const auto port = serve(echo, {.body_timeout = 20ms});

  EXPECT_THAT(say(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"),
              StartsWith("HTTP/1.1 408"));
}

TEST_F(RawServers, CloseAConnectionOnWhichNothingComes) {
  const auto port = serve(echo, {.idle_timeout = 20ms});

  EXPECT_EQ(say(port, ""), "");
}

TEST_F(RawServers, RefuseMoreConnectionsThanAllowedAndServeTheOthers) {
  const auto port = serve(echo, {.connections_max = 1});

  const auto answers = loop.run(pool.run(loop, [port] {
    const RawSocket first(port);
    first.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
    first.receive("GET /1 ");
    const RawSocket second(port);
    const auto refused = second.receive();
    first.send("GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return std::pair(refused, first.receive());
  }));

  EXPECT_THAT(answers.first, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answers.second, EndsWith("GET /2 "));
}

TEST_F(RawServers, TurnAFailureOfTheHandlerIntoAProblemAndGoOn) {
  const auto port = serve([](RawRequest) -> Task<RawAnswer> {
    throw Failure(fail_field("colour", "must be green").error());
    co_return RawAnswer{};
  });

  const auto answer =
      say(port, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + closing("GET /2 HTTP/1.1\r\n"));

  EXPECT_THAT(answer, HasSubstr("\"field\":\"colour\""));
  EXPECT_NE(answer.find("HTTP/1.1 400"), answer.rfind("HTTP/1.1 400"));
}

TEST_F(RawServers, ListenOnAUnixSocketOfTheirOwnerAloneAndRemoveIt) {
  const mirante::testing::TemporaryFolder folder;
  const auto path = folder.path() / "s";
  Peer seen;
  server_ =
      std::make_unique<RawServer>(loop, ServerConfig{}, [&](RawRequest request) -> Task<RawAnswer> {
        seen = request.peer;
        co_return RawAnswer{};
      });
  server_->listen_unix(path);
  struct stat file{};
  ::stat(path.c_str(), &file);
  HttpClient client(loop, pool, {.unix_socket = path});

  const auto heard = get(client, plain(0));
  server_.reset();

  EXPECT_EQ(file.st_mode & 0777, 0600);
  EXPECT_EQ(heard.status, 200);
  EXPECT_EQ(seen.address, "unix");
  ASSERT_TRUE(seen.process.has_value());
  EXPECT_EQ(seen.process->pid, ::getpid());
  EXPECT_EQ(seen.process->uid, ::getuid());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(RawServers, ReplaceASocketFileThatNobodyAnswersAt) {
  const mirante::testing::TemporaryFolder folder;
  const auto path = folder.path() / "s";
  const int abandoned = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr address{.sa_family = AF_UNIX, .sa_data = {}};
  std::string bytes(reinterpret_cast<char*>(&address), sizeof(sa_family_t));
  bytes += path.string() + '\0';
  ASSERT_EQ(::bind(abandoned, reinterpret_cast<const sockaddr*>(bytes.data()),
                   static_cast<socklen_t>(bytes.size())),
            0);
  ::close(abandoned);
  ASSERT_TRUE(std::filesystem::exists(path));
  server_ = std::make_unique<RawServer>(loop, ServerConfig{}, echo);

  server_->listen_unix(path);

  HttpClient client(loop, pool, {.unix_socket = path});
  EXPECT_EQ(get(client, plain(0)).status, 200);
}

TEST_F(RawServers, RefuseASocketFileThatSomebodyAnswersAtOrThatIsNone) {
  const mirante::testing::TemporaryFolder folder;
  const auto error_at = [&](const std::filesystem::path& path) {
    RawServer second(loop, {}, echo);
    try {
      second.listen_unix(path);
    } catch (const Failure& failure) {
      return failure.error().kind;
    }
    return ErrorKind::internal;
  };
  server_ = std::make_unique<RawServer>(loop, ServerConfig{}, echo);
  server_->listen_unix(folder.path() / "live");
  std::ofstream(folder.path() / "notes") << "mine";

  EXPECT_EQ(error_at(folder.path() / "live"), ErrorKind::conflict);
  EXPECT_EQ(error_at(folder.path() / "notes"), ErrorKind::conflict);
  EXPECT_EQ(error_at(folder.path() / std::string(120, 'x')), ErrorKind::invalid);
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "live"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "notes"));
}

TEST_F(RawServers, SayThatAPortIsTakenOrAnAddressIsNone) {
  const auto port = serve(echo);
  RawServer second(loop, {}, echo);
  const auto kind_of = [&](const std::string& address, std::uint16_t wanted) {
    try {
      second.listen_tcp(address, wanted);
    } catch (const Failure& failure) {
      return failure.error().kind;
    }
    return ErrorKind::internal;
  };

  EXPECT_EQ(kind_of("127.0.0.1", port), ErrorKind::conflict);
  EXPECT_EQ(kind_of("localhost", 0), ErrorKind::invalid);
}

TEST_F(RawServers, EndGracefullyAfterTheRunningRequest) {
  OneShot<void>* waiting = nullptr;
  const auto port = serve([&](RawRequest) -> Task<RawAnswer> {
    OneShot<void> go_on;
    waiting = &go_on;
    co_await go_on;
    co_return RawAnswer{.body = "finished"};
  });
  HttpClient client(loop, pool);
  Heard heard;
  const auto both = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    const auto request = plain(port);
    group.spawn(client.send(request, heard));
    while (waiting == nullptr) co_await yield(loop);
    group.spawn(server_->stop(60s));
    co_await yield(loop);
    waiting->set();
    co_await group.join();
  };

  loop.run(both());

  EXPECT_EQ(heard.text, "finished");
  EXPECT_EQ(server_->connections(), 0);
  EXPECT_EQ(fail(client, plain(port)).error.code, "http.not_sent");
}

TEST_F(RawServers, CancelWhatRunsAfterTheGrace) {
  const auto port = serve([](RawRequest) -> Task<RawAnswer> {
    OneShot<void> never;
    co_await never;
    co_return RawAnswer{};
  });
  HttpClient client(loop, pool);
  Error error;
  const auto ask = [&]() -> Task<void> {
    Heard heard;
    const auto request = plain(port);
    try {
      co_await client.send(request, heard);
    } catch (const Failure& failure) {
      error = failure.error();
    }
  };
  const auto both = [&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    group.spawn(ask());
    while (server_->connections() == 0) co_await yield(loop);
    co_await server_->stop(10ms);
    co_await group.join();
  };

  loop.run(both());

  EXPECT_EQ(error.code, "http.lost");
}

TEST_F(RawServers, RefuseWrongConfigurationByName) {
  EXPECT_EQ(validate(ServerConfig{.head_bytes_max = 10}).error().field, "head_bytes_max");
  EXPECT_EQ(validate(ServerConfig{.connections_max = 0}).error().field, "connections_max");
  EXPECT_EQ(validate(ServerConfig{.idle_timeout = 0us}).error().field, "idle_timeout");
  EXPECT_EQ(validate(ServerConfig{.certificate_file = "a.pem"}).error().field, "private_key_file");
}

}  // namespace
}  // namespace mirante::http
