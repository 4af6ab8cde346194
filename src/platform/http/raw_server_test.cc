// What the server makes of the bytes of a request: what it shows to its handler, and what it
// refuses, with which status.
#include "platform/http/raw_server.h"

#include <nlohmann/json.hpp>

#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

class RawServerReading : public HttpBench {
 protected:
  RawServerReading() { serve_remembering({}); }

  void serve_remembering(ServerConfig config) {
    serve(
        [this](RawRequest request) -> Task<RawAnswer> {
          seen.push_back(std::move(request));
          co_return RawAnswer{.body = "<" + seen.back().target + ">"};
        },
        std::move(config));
  }

  std::vector<RawRequest> seen;
};

TEST_F(RawServerReading, ShowsARequestAsItCame) {
  const auto heard =
      say("PROPFIND /a%20b?c=%zz&d HTTP/1.1\r\nhOsT: x\r\nA: 1\r\nB:  2 \r\nA: 3\r\n\r\n");

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 OK\r\n"));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "PROPFIND");
  EXPECT_EQ(seen[0].target, "/a%20b?c=%zz&d");
  EXPECT_THAT(seen[0].headers,
              ElementsAre(Pair("hOsT", "x"), Pair("A", "1"), Pair("B", "2"), Pair("A", "3")));
  EXPECT_EQ(seen[0].body, "");
  EXPECT_EQ(seen[0].peer.address, "127.0.0.1");
  EXPECT_NE(seen[0].peer.port, 0);
  EXPECT_EQ(seen[0].peer.process, std::nullopt);
}

TEST_F(RawServerReading, PutsTheChunksOfABodyTogether) {
  say("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n1;ext=1\r\n \r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n");

  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].body, "hello 0123456789");
}

TEST_F(RawServerReading, PutsARequestTogetherThatComesByteByByte) {
  const auto heard = speak([](RawClient& raw) {
    for (const char byte : std::string("POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                                       "\r\nabc"))
      raw.send(std::string_view(&byte, 1));
    return raw.read_until("</slow>");
  });

  EXPECT_THAT(heard, Not(HasSubstr(RawClient::no_end)));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].body, "abc");
}

TEST_F(RawServerReading, AnswersPipelinedRequestsInTheirOrder) {
  const auto heard =
      say("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
          "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\n\r\n"
          "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");

  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].body, "ab");
  EXPECT_EQ(seen[1].body, "c");
  EXPECT_LT(heard.find("</1>"), heard.find("</2>"));
  EXPECT_LT(heard.find("</2>"), heard.find("</3>"));
  EXPECT_THAT(heard, HasSubstr("</3>"));
}

TEST_F(RawServerReading, GoesOnWithTheConnectionUnlessTheClientWantsItsEnd) {
  const auto kept =
      say("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
          "GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
          "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto old = say("GET /4 HTTP/1.0\r\n\r\nGET /5 HTTP/1.0\r\n\r\n");

  EXPECT_THAT(kept, AllOf(HasSubstr("Connection: keep-alive"), HasSubstr("Connection: close"),
                          HasSubstr("</2>"), Not(HasSubstr("</3>"))));
  EXPECT_THAT(old, AllOf(HasSubstr("</4>"), Not(HasSubstr("</5>"))));
}

TEST_F(RawServerReading, RefusesWhatExceedsItsLimits) {
  serve_remembering({.head_bytes_max = 300, .body_bytes_max = 10});
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  const std::string long_line(400, 'a');

  EXPECT_THAT(say("GET /" + long_line + " HTTP/1.1\r\nHost: x\r\n\r\n"),
              StartsWith("HTTP/1.1 414 "));
  EXPECT_THAT(say(head + "A: " + long_line + "\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(say(head + "Content-Length: 11\r\n\r\n01234567890"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(
      say(head + "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n67890\r\n0\r\n\r\n"),
      StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(seen.size(), 0U);

  EXPECT_THAT(say(head + "Content-Length: 10\r\n\r\n0123456789"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(RawServerReading, BoundsLinesBetweenChunksAndAfterThem) {
  serve_remembering({.head_bytes_max = 256});
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string much(300, 'a');

  EXPECT_THAT(say(head + "1;" + much + "\r\nx\r\n0\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(say(head + "0\r\nTrailer: " + much + "\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(say(head + "1;a=b\r\nx\r\n0\r\nTrailer: t\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(RawServerReading, RefusesABodyThatIsTooLongBeforeItComes) {
  serve_remembering({.body_bytes_max = 10});

  const auto heard = speak([](RawClient& raw) {
    raw.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
    return raw.read_until("\r\n");
  });

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 413 "));
}

TEST_F(RawServerReading, LetsWhoeverWasRefusedSayTheRestFirst) {
  serve_remembering({.body_bytes_max = 10});

  const auto all_was_taken = speak([](RawClient& raw) {
    raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
    raw.read_until("\r\n\r\n");
    const bool goes = raw.send(std::string(2'000'000, 'a'));
    raw.wait_until_taken();
    return goes && raw.send("b");  // The connection is still there.
  });

  EXPECT_TRUE(all_was_taken);
}

TEST_F(RawServerReading, RefusesWhatIsNoRequestAndCloses) {
  struct Case {
    std::string status;
    std::string bytes;
  };
  const Case cases[] = {
      {"400", "hello\r\n\r\n"},
      {"400", "GET /\r\nHost: x\r\n\r\n"},
      {"400", "GET / HTTP/1.1\r\n\r\n"},
      {"400", "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n"},
      {"400", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"},
      {"400", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\na"},
      {"400", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na"},
      {"400",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
       "0\r\n\r\n"},
      {"400",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
       "0\r\n\r\n"},
      {"400", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"},
      {"501", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"},
      {"505", "GET / HTTP/2.0\r\nHost: x\r\n\r\n"},
  };
  for (const auto& [status, bytes] : cases) {
    const auto heard = say(bytes + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n");

    EXPECT_THAT(heard, StartsWith("HTTP/1.1 " + status + " ")) << bytes;
    EXPECT_THAT(heard, HasSubstr("Connection: close\r\n")) << bytes;
    EXPECT_THAT(heard, HasSubstr("application/problem+json")) << bytes;
    EXPECT_THAT(heard, HasSubstr("\"status\":" + status)) << bytes;
    EXPECT_EQ(seen.size(), 0U) << bytes;
  }
}

TEST_F(RawServerReading, AsksForABodyThatTheClientHoldsBack) {
  const auto heard = speak([](RawClient& raw) {
    raw.send("POST /held HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    auto first = raw.read_until("\r\n\r\n");
    raw.send("abc");
    return first + "|" + raw.read_until("</held>");
  });

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 100 Continue\r\n\r\n|HTTP/1.1 200 OK\r\n"));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].body, "abc");
}

TEST_F(RawServerReading, DoesNotAskForABodyThatIsThereAlready) {
  const auto heard =
      say("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(RawServerReading, SaysNothingToAClientThatLeavesInTheMiddle) {
  EXPECT_EQ(say("GET / HTTP/1.1\r\nHo"), "");
  EXPECT_EQ(say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na"), "");
  EXPECT_EQ(seen.size(), 0U);
}

TEST_F(RawServerReading, AnswersHeadWithTheHeadersOfGetAlone) {
  const auto heard = say("HEAD /12 HTTP/1.1\r\nHost: x\r\n\r\n");

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(heard, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(heard, ::testing::EndsWith("\r\n\r\n"));
}

TEST_F(RawServerReading, GivesNoLengthToAnswersThatHaveNoBody) {
  serve(RawAnswer{.status = 204});

  const auto heard = say("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n");

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 204 No Content\r\n"));
  EXPECT_THAT(heard, Not(HasSubstr("Content-Length")));
}

TEST_F(RawServerReading, MakesAProblemOfAFailureOfTheHandler) {
  serve([](RawRequest) -> Task<RawAnswer> {
    throw Failure(Error{
        .kind = ErrorKind::conflict, .message = "it runs", .field = "id", .code = "toy.running"});
    co_return RawAnswer{};
  });

  const auto answer = fetch(get());

  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(Json::parse(answer.text), (Json{{"type", "about:blank"},
                                            {"title", "conflict"},
                                            {"status", 409},
                                            {"detail", "it runs"},
                                            {"code", "toy.running"},
                                            {"field", "id"}}));
}

TEST_F(RawServerReading, SaysWhichSettingCannotBe) {
  EXPECT_EQ(validate(ServerConfig{}).has_value(), true);
  EXPECT_EQ(validate(ServerConfig{.head_bytes_max = 255}).error().field, "head_bytes_max");
  EXPECT_EQ(validate(ServerConfig{.body_bytes_max = 0}).error().field, "body_bytes_max");
  EXPECT_EQ(validate(ServerConfig{.connections_max = 0}).error().field, "connections_max");
  EXPECT_EQ(validate(ServerConfig{.head_timeout = {}}).error().field, "head_timeout");
  EXPECT_EQ(validate(ServerConfig{.write_timeout = {}}).error().field, "write_timeout");
  EXPECT_EQ(validate(ServerConfig{.certificate_file = "a"}).error().field, "private_key_file");
  EXPECT_EQ(validate(ServerConfig{.private_key_file = "a"}).error().field, "certificate_file");
}

TEST_F(RawServerReading, ListensAtAddressesThatAreFreeAlone) {
  const auto wrong = error_from([&] { return server->listen_tcp("localhost", 0); });
  const auto taken = error_from([&] { return server->listen_tcp("127.0.0.1", port); });

  EXPECT_EQ(wrong.kind, ErrorKind::invalid);
  EXPECT_THAT(wrong.message, HasSubstr("\"localhost\" is no IP address"));
  EXPECT_EQ(taken.kind, ErrorKind::conflict);
  EXPECT_EQ(taken.field, "listen");
}

}  // namespace
}  // namespace mirante::http
