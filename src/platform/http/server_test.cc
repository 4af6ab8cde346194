#include "platform/http/server.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "platform/http/testing/loopback.h"

namespace mirante::http {
namespace {

using namespace testing;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Task<Response> text(std::string body) { co_return Response{.body = std::move(body)}; }
Task<CallContext> as(PermissionSet permissions) {
  co_return CallContext{.permissions = permissions};
}

class Servers : public ::testing::Test, protected Loopback {
 protected:
  Servers() {
    router.add(Verb::get, "/open", std::nullopt,
               [](CallContext, const Request&) { return text("open"); });
    router.add(Verb::get, "/things/{id}", Permission::server_read,
               [](CallContext, const Request& request) {
                 return text("thing " + request.path_parameter("id"));
               });
    router.add(Verb::get, "/things/all", Permission::server_read,
               [](CallContext, const Request&) { return text("all things"); });
    router.add(Verb::post, "/things/{id}", Permission::server_switch,
               [](CallContext, const Request& request) { return text(request.json().dump()); });
    router.add(Verb::get, "/broken", std::nullopt,
               [](CallContext, const Request&) -> Task<Response> {
                 throw std::runtime_error("password=hunter2");
               });
  }

  std::string ask(const std::string& line, const std::string& body = {},
                  PermissionSet permissions = all_permissions()) {
    HttpServer server(loop, {}, routed(router, [permissions](const Request&, const Peer&) {
                        return as(permissions);
                      }));
    const auto port = server.listen_tcp("127.0.0.1", 0);
    return say(port, line + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  Router router;
};

TEST_F(Servers, AnswerByTheRouteWithTheMostLiteralPath) {
  EXPECT_THAT(ask("GET /things/all"), EndsWith("\r\n\r\nall things"));
  EXPECT_THAT(ask("GET /things/i-1"), EndsWith("\r\n\r\nthing i-1"));
}

TEST_F(Servers, DecodeWhatStandsBetweenSlashes) {
  EXPECT_THAT(ask("GET /things/a%2Fb%20%C3%A9?x=1"), EndsWith("thing a/b é"));
}

TEST_F(Servers, TellUnknownPathsAndVerbs) {
  EXPECT_THAT(ask("GET /nothing"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(ask("GET /things/"), StartsWith("HTTP/1.1 404"));
  const auto wrong_verb = ask("DELETE /things/i-1");
  EXPECT_THAT(wrong_verb, StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(wrong_verb, HasSubstr("GET, POST"));
  EXPECT_THAT(ask("TRACE /open"), StartsWith("HTTP/1.1 405"));
}

TEST_F(Servers, RequireThePermissionOfTheRoute) {
  const auto refused = ask("GET /things/i-1", "", {});

  EXPECT_THAT(refused, StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(ask("GET /open", "", {}), StartsWith("HTTP/1.1 200"));
}

TEST_F(Servers, RefuseWhatIsNoTextOrBadlyEncoded) {
  EXPECT_THAT(ask("GET /things/%zz"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(ask("GET /open?a=%f"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask("POST /things/i-1", "\xff\xfe"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask("POST /things/i-1", "[1]"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask("POST /things/i-1", "{\"a\":"), HasSubstr("\"field\":\"body\""));
}

TEST_F(Servers, KeepTheWordsOfADefectToTheLog) {
  const auto answer = ask("GET /broken");

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(answer, Not(HasSubstr("hunter2")));
}

TEST_F(Servers, SayWhenTheyAnswered) {
  EXPECT_THAT(ask("GET /open"), HasSubstr("Date: "));
  EXPECT_THAT(ask("GET /open"), HasSubstr(" GMT\r\n"));
}

TEST(Problems, CarryAnErrorThereAndBack) {
  const Error error{.kind = ErrorKind::conflict,
                    .message = "it is busy",
                    .field = "servers[0]",
                    .code = "server.busy",
                    .request_id = "r-1",
                    .retry_after = std::chrono::milliseconds(1'500)};

  const auto response = problem(error);

  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(error_of_problem(response.status, Json::parse(response.body)), error);
  EXPECT_EQ(error_of_problem(502, Json("bad gateway")), std::nullopt);
}

TEST(Requests, ReadTheirQueries) {
  const auto request =
      *parse_request("GET", "/a?tag=Papel%3Aweb&tag=b+c&limit=5&empty=&flag", {}, "");

  EXPECT_THAT(request.query_parameters("tag"), ::testing::ElementsAre("Papel:web", "b c"));
  EXPECT_EQ(request.query_integer("limit", 1, 10), 5);
  EXPECT_EQ(request.query_parameter("empty"), "");
  EXPECT_EQ(request.query_parameter("flag"), "");
  EXPECT_EQ(request.query_parameter("none"), std::nullopt);
  EXPECT_THROW(static_cast<void>(request.query_integer("limit", 6, 10)), Failure);
  EXPECT_THROW(request.allow_query({"tag", "limit"}), Failure);
}

}  // namespace
}  // namespace mirante::http
