// Which route answers which request, and what handlers can ask of a request.
#include "platform/http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/percent.h"
#include "platform/runtime/simulated_loop.h"

namespace mirante::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Routing : public ::testing::Test {
 protected:
  /// Its handler answers with the pattern and the names' values.
  void add(Verb verb, const std::string& pattern, std::optional<Permission> permission = {}) {
    router.add(verb, pattern, permission,
               [pattern](CallContext, const Request& request) -> Task<Response> {
                 auto text = pattern;
                 for (const auto& [name, value] : request.path_parameters)
                   text += " " + name + "=" + value;
                 co_return Response{.body = text};
               });
  }
  void add_failing(const std::string& pattern, Error error) {
    router.add(Verb::get, pattern, std::nullopt,
               [error](CallContext, const Request&) -> Task<Response> {
                 throw Failure(error);
                 co_return Response{};
               });
  }
  Response ask(Verb verb, std::string_view target) {
    auto request = or_throw(parse_request(to_string(verb), target, {}, ""));
    return loop.run(router.answer(ctx, std::move(request)));
  }
  std::string got(std::string_view target) { return ask(Verb::get, target).body; }

  SimulatedLoop loop{from_micros(0)};
  CallContext ctx{.tenant = {}, .actor = {}, .permissions = {}};
  Router router;
};

Request request_of(std::string_view target) {
  return or_throw(parse_request("GET", target, {}, ""));
}

Error error_of_call(const std::function<void()>& call) {
  try {
    call();
  } catch (const Failure& failure) {
    return failure.error();
  }
  ADD_FAILURE() << "it did not fail";
  return {};
}

TEST_F(Routing, TheWordsOfADefectStayInTheLog) {
  add_failing("/broken", {.kind = ErrorKind::internal, .message = "password=hunter2"});

  const auto response = ask(Verb::get, "/broken");

  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, ::testing::Not(HasSubstr("hunter2")));
}

TEST_F(Routing, ALiteralSegmentWinsOverANameInEitherOrder) {
  add(Verb::get, "/a/{id}");
  add(Verb::get, "/a/new");
  add(Verb::get, "/b/new");
  add(Verb::get, "/b/{id}");

  EXPECT_EQ(got("/a/new"), "/a/new");
  EXPECT_EQ(got("/b/new"), "/b/new");
  EXPECT_EQ(got("/a/old"), "/a/{id} id=old");
  EXPECT_EQ(got("/b/news"), "/b/{id} id=news");
}

TEST_F(Routing, ANameStandsForOneDecodedSegmentThatIsNotEmpty) {
  add(Verb::get, "/a/{id}/b/{other}");

  EXPECT_EQ(got("/a/x%2Fy/b/%7B%25"), "/a/{id}/b/{other} id=x/y other={%");
  for (const auto* target : {"/a//b/c", "/a/x/y/b/c", "/a/x/b", "/a/x/b/c/", "/A/x/b/c", "/"})
    EXPECT_EQ(ask(Verb::get, target).status, 404) << target;
}

TEST_F(Routing, SaysWhatIsMissing) {
  add(Verb::get, "/a");
  add(Verb::delete_, "/a");

  const auto nothing = ask(Verb::get, "/b?c=d");
  const auto other = ask(Verb::put, "/a");

  EXPECT_EQ(nothing.status, 404);
  EXPECT_EQ(Json::parse(nothing.body).at("code"), "http.no_route");
  EXPECT_EQ(other.status, 405);
  EXPECT_THAT(Json::parse(other.body).at("detail").get<std::string>(),
              HasSubstr("possible: GET, DELETE"));
  EXPECT_EQ(header_text(other.headers, "Allow"), "GET, DELETE");
}

TEST_F(Routing, RequiresThePermissionOfTheRoute) {
  add(Verb::get, "/a", Permission::audit_read);

  const auto refused = ask(Verb::get, "/a");
  ctx.permissions.set(static_cast<std::size_t>(Permission::audit_read));
  const auto answered = ask(Verb::get, "/a");

  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("audit.read"));
  EXPECT_EQ(answered.status, 200);
}

TEST_F(Routing, MakesAProblemOfAFailureThatTellsAllOfIt) {
  const Error error{.kind = ErrorKind::throttled,
                    .message = "slow down",
                    .field = "region",
                    .code = "RequestLimitExceeded",
                    .request_id = "r-1",
                    .retry_after = std::chrono::milliseconds(1500)};
  add_failing("/a", error);

  const auto answer = ask(Verb::get, "/a");

  EXPECT_EQ(answer.status, 429);
  EXPECT_THAT(answer.headers,
              ElementsAre(::testing::Pair("Content-Type", "application/problem+json")));
  EXPECT_EQ(error_of_problem(answer.status, Json::parse(answer.body)), error);
}

TEST_F(Routing, ThrowsCancellationOn) {
  add_failing("/a", {.kind = ErrorKind::cancelled, .message = "the server ends"});

  const auto error = error_of_call([&] { ask(Verb::get, "/a"); });

  EXPECT_EQ(error.message, "the server ends");
}

TEST(RoutingDeathTest, APatternIsAddedOnceForEachVerb) {
  Router router;
  router.add(Verb::get, "/a", std::nullopt, {});
  router.add(Verb::put, "/a", std::nullopt, {});

  EXPECT_DEATH(router.add(Verb::get, "/a", std::nullopt, {}), "broken invariant");
}

TEST(ParsedRequest, KeepsQueryParametersInTheirOrder) {
  const auto request = request_of("/a?x=1&y=2&x=3&=4&z");

  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(error_of_call([&] { (void)request.query_parameter("x"); }).field, "x");
  EXPECT_THAT(request.query_parameters("x"), ElementsAre("1", "3"));
  EXPECT_EQ(request.query_parameter("z"), "");
  EXPECT_EQ(request.query_parameter("none"), std::nullopt);
}

TEST(ParsedRequest, NeedsAKnownVerbAndAPath) {
  EXPECT_EQ(parse_request("BREW", "/", {}, "").error().code, "http.method");
  EXPECT_EQ(parse_request("GET", "a", {}, "").error().code, "http.target");
  EXPECT_EQ(parse_request("GET", "*", {}, "").error().code, "http.target");
  EXPECT_EQ(parse_request("GET", "/%zz", {}, "").error().code, "http.target");
  EXPECT_EQ(parse_request("GET", "/?a=%f", {}, "").error().code, "http.target");
}

TEST(ParsedRequest, ReadsIntegersWithinBounds) {
  const auto request = request_of("/?a=10&b=-1&c=1x&d=&e=99999999999999999999&f=11");

  EXPECT_EQ(request.query_integer("a", 1, 10), 10);
  EXPECT_EQ(request.query_integer("none", 1, 10), std::nullopt);
  for (const auto* name : {"b", "c", "d", "e", "f"}) {
    const auto error = error_of_call([&] { request.query_integer(name, 1, 10); });
    EXPECT_EQ(error.kind, ErrorKind::invalid) << name;
    EXPECT_EQ(error.field, name);
    EXPECT_THAT(error.message, HasSubstr("from 1 to 10")) << name;
  }
}

TEST(ParsedRequest, ReadsFlagsStrictly) {
  EXPECT_TRUE(request_of("/?plan=true").query_flag("plan"));
  EXPECT_FALSE(request_of("/?plan=false").query_flag("plan"));
  EXPECT_FALSE(request_of("/").query_flag("plan"));
  for (const auto* text : {"1", "True", ""})
    EXPECT_EQ(
        error_of_call([&] { request_of(std::string("/?plan=") + text).query_flag("plan"); }).field,
        "plan")
        << text;
}

TEST(ParsedRequest, NamesParametersThatNobodyKnows) {
  const auto request = request_of("/?limit=1&limits=2");

  request.allow_query({"limits", "limit"});
  const auto error = error_of_call([&] { request.allow_query({"limit", "after"}); });

  EXPECT_EQ(error.field, "limits");
  EXPECT_THAT(error.message, HasSubstr("limit, after"));
}

TEST(ParsedRequest, TakesNoBodyForAnEmptyObject) {
  EXPECT_EQ(request_of("/").json(), Json::object());
  EXPECT_EQ(or_throw(parse_request("PUT", "/", {}, R"({"a":1})")).json(), (Json{{"a", 1}}));
}

TEST(ParsedRequest, RefusesABodyThatNestsWithoutEnd) {
  const auto body = R"({"a":)" + std::string(50'000, '[') + std::string(50'000, ']') + "}";
  const auto request = or_throw(parse_request("PUT", "/", {}, body));

  EXPECT_EQ(error_of_call([&] { request.json(); }).field, "body");
}

TEST(Problems, OfOtherProgramsAreNoErrors) {
  EXPECT_EQ(error_of_problem(500, Json::array()), std::nullopt);
  EXPECT_EQ(error_of_problem(500, Json{{"message", "oh"}}), std::nullopt);
  EXPECT_EQ(error_of_problem(502, Json{{"title", "Bad Gateway"}})->kind, ErrorKind::internal);
  EXPECT_EQ(error_of_problem(418, Json{{"title", "Teapot"}})->kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace mirante::http
