// The panel's server as its clients see it: decoded requests, verbs, and problems.
#include "platform/http/server.h"

#include <nlohmann/json.hpp>

#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class PanelServer : public HttpBench {
 protected:
  PanelServer() {
    add(Verb::get, "/things/{id}");
    add(Verb::post, "/things");
    http = std::make_unique<HttpServer>(loop, ServerConfig{}, routed(router, context_maker));
    port = http->listen_tcp("127.0.0.1", 0);
  }

  /// Answers with what it was given.
  void add(Verb verb, std::string pattern) {
    router.add(verb, std::move(pattern), std::nullopt,
               [](CallContext ctx, const Request& request) -> Task<Response> {
                 Json query = Json::array();
                 for (const auto& [name, value] : request.query) query.push_back({name, value});
                 Json names = Json::object();
                 for (const auto& [name, value] : request.path_parameters) names[name] = value;
                 co_return Response::json(200, {{"names", names},
                                                {"query", query},
                                                {"body", request.json()},
                                                {"who", ctx.actor.name}});
               });
  }
  Json document(ClientRequest request) { return Json::parse(fetch(std::move(request)).text); }

  ContextMaker context_maker = [](const Request& request, const Peer& peer) -> Task<Asker> {
    if (request.header("x-who").empty())
      co_return Asker{.context = {.tenant = {}, .actor = {.name = peer.address}}};
    throw Failure(ErrorKind::unauthorized, "who are you?");
  };
  Router router;
  std::unique_ptr<HttpServer> http;
};

TEST_F(PanelServer, DecodesPathAndQuery) {
  const auto body = document(get("/things/a%2Fb%20%C3%A7?tag=Name%3Aa%26b&x=1+2&tag=%2b&empty&&"));

  EXPECT_EQ(body.at("names"), (Json{{"id", "a/b ç"}}));
  EXPECT_EQ(body.at("query"),
            Json::parse(R"([["tag","Name:a&b"],["x","1 2"],["tag","+"],["empty",""]])"));
  EXPECT_EQ(body.at("who"), "127.0.0.1");
}

TEST_F(PanelServer, GivesTheHandlerTheBody) {
  auto request = post(R"({"name": "ação"})");
  request.target = "/things";

  EXPECT_EQ(document(request).at("body"), (Json{{"name", "ação"}}));
}

TEST_F(PanelServer, AnswersHeadAsGetWithoutBody) {
  auto head = get("/things/1");
  head.method = "HEAD";

  const auto full = fetch(get("/things/1"));
  const auto answer = fetch(head);

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(answer.header("Content-Length"), std::to_string(full.text.size()));
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
}

TEST_F(PanelServer, SaysWhenItAnswered) {
  EXPECT_THAT(fetch(get("/things/1")).header("Date"),
              MatchesRegex("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} "
                           "[0-9]{2}:[0-9]{2}:[0-9]{2} GMT"));
}

TEST_F(PanelServer, KnowsNoOtherMethods) {
  for (const auto* method : {"OPTIONS", "TRACE", "CONNECTED", "get"}) {
    auto request = get("/things/1");
    request.method = method;

    const auto answer = fetch(request);

    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(Json::parse(answer.text).at("code"), "http.method") << method;
    EXPECT_EQ(Json::parse(answer.text).at("status"), 405) << method;
    EXPECT_EQ(answer.header("Allow"), "GET, HEAD, POST, PUT, PATCH, DELETE") << method;
  }
}

TEST_F(PanelServer, SaysWhichMethodsAreThereInstead) {
  auto request = get("/things/1");
  request.method = "PUT";

  const auto answer = fetch(request);
  const auto body = Json::parse(answer.text);

  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(body.at("code"), "http.method_not_allowed");
  EXPECT_EQ(body.at("status"), 405);
  EXPECT_THAT(body.at("detail").get<std::string>(), HasSubstr("possible: GET"));
}

TEST_F(PanelServer, RefusesWhatCannotBeDecoded) {
  for (const auto* target : {"/things/%zz", "/things/%4", "/things/1?a=%g0", "/things/1?%=1"}) {
    const auto answer = fetch(get(target));

    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_EQ(Json::parse(answer.text).at("code"), "http.target") << target;
  }
}

TEST_F(PanelServer, RefusesTextThatIsNotUtf8) {
  auto body = post("{\"a\": \"\xff\"}");
  body.target = "/things";

  for (const auto& [field, request] :
       {std::pair("path", get("/things/%ff")), std::pair("query", get("/things/1?a=%c3%28")),
        std::pair("query", get("/things/1?%ff=a")), std::pair("body", body)}) {
    const auto answer = fetch(request);

    EXPECT_EQ(answer.status, 400) << request.target;
    EXPECT_EQ(Json::parse(answer.text).at("code"), "http.encoding") << request.target;
    EXPECT_EQ(Json::parse(answer.text).at("field"), field) << request.target;
  }
}

TEST_F(PanelServer, RefusesABodyThatIsNoObject) {
  for (const auto* text : {"[1]", "{", "1", "{} {}"}) {
    auto request = post(text);
    request.target = "/things";

    const auto answer = fetch(request);

    EXPECT_EQ(answer.status, 400) << text;
    EXPECT_EQ(Json::parse(answer.text).at("field"), "body") << text;
  }
}

TEST_F(PanelServer, MakesAProblemOfNotKnowingWhoAsks) {
  auto request = get("/things/1");
  request.headers.emplace_back("X-Who", "nobody");

  const auto answer = fetch(request);

  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(Json::parse(answer.text).at("code"), "unauthorized");
}

}  // namespace
}  // namespace mirante::http
