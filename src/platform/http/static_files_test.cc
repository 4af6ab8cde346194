// The files of the program as browsers see them.
#include "platform/http/static_files.h"

#include <nlohmann/json.hpp>

#include "platform/http/security_headers.h"
#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace testing;
using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr StaticFile table[] = {
    {"/index.html", "text/html; charset=utf-8", "1d", "<html>", "front br", "front gz"},
    {"/assets/index-CD9rTySJ.js", "text/javascript; charset=utf-8", "5c", "script", "script br",
     "script gz", true},
    {"/assets/sans-Bp6Iyw4y.woff2", "font/woff2", "f0", "font", {}, {}, true},
    {"/mirante.svg", "image/svg+xml", "57", "<svg/>"}};
constexpr auto script = "/assets/index-CD9rTySJ.js";

class FilesOverHttp : public HttpBench {
 protected:
  FilesOverHttp() {
    router.add(Verb::get, "/api/v1/things", std::nullopt,
               [](CallContext, const Request&) -> Task<Response> {
                 co_return Response::json(200, {{"things", 3}});
               });
    router.add(Verb::get, "/api/v1/defect", std::nullopt,
               [](CallContext, const Request&) -> Task<Response> {
                 throw Failure(ErrorKind::internal, "the words of a defect");
               });
    router.add(Verb::get, "/api/v1/kept", std::nullopt,
               [](CallContext, const Request&) -> Task<Response> {
                 co_return Response{.headers = {{"Cache-Control", "private"}}};
               });
    router.add(Verb::get, "/api/v1/secret", Permission::audit_read,
               [](CallContext, const Request&) -> Task<Response> { co_return Response{}; });
    open({});
  }

  void open(std::vector<Network> trusted) {
    http = std::make_unique<HttpServer>(loop, ServerConfig{.headers = security_headers()},
                                        with_files(files, routed(router, context_maker)),
                                        std::move(trusted));
    port = http->listen_tcp("127.0.0.1", 0);
  }
  Answer fetch_with(std::string target, Headers headers) {
    auto request = get(std::move(target));
    request.headers.insert(request.headers.end(), headers.begin(), headers.end());
    return fetch(std::move(request));
  }
  /// As a browser opens an address.
  Answer visit(std::string target) {
    return fetch_with(std::move(target), {{"Accept", "text/html,application/xml;q=0.9,*/*;q=0.8"}});
  }

  /// Without the body, which the test's client would try to expand.
  Answer head_with(std::string target, Headers headers) {
    auto request = get(std::move(target));
    request.method = "HEAD";
    request.headers.insert(request.headers.end(), headers.begin(), headers.end());
    return fetch(std::move(request));
  }

  StaticFiles files{table};
  ContextMaker context_maker = [](const Request& request, const Peer&) -> Task<Asker> {
    if (!request.header("x-stranger").empty())
      throw Failure(ErrorKind::unauthorized, "who are you?");
    co_return Asker{};
  };
  Router router;
  std::unique_ptr<HttpServer> http;
};

TEST_F(FilesOverHttp, LetsBrowsersKeepForEverWhatHasAHashedName) {
  const auto answer = fetch(get(script));

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text, "script");
  EXPECT_EQ(answer.header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(answer.header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(answer.header("Vary"), "Accept-Encoding");
}

TEST_F(FilesOverHttp, LetsBrowsersAskAgainForTheFrontPageAndWhatHasAPlainName) {
  for (const auto* target : {"/", "/index.html", "/mirante.svg", "/?account=1"}) {
    const auto answer = fetch(get(target));

    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_EQ(answer.header("Cache-Control"), "no-cache") << target;
  }
}

TEST_F(FilesOverHttp, SendsTheSmallestCodingThatTheBrowserLikesBest) {
  const std::pair<const char*, const char*> wishes[] = {{"gzip, deflate, br, zstd", "br"},
                                                        {"gzip, deflate", "gzip"},
                                                        {"GZIP", "gzip"},
                                                        {"*", "br"},
                                                        {"br;q=0, *", "gzip"},
                                                        {"br;q=0.5, gzip;q=0.9", "gzip"},
                                                        {"br;q=0.5, gzip;q=0.5", "br"},
                                                        {"br ; q=0.001", "br"},
                                                        {"identity, br;q=0.9", ""},
                                                        {"identity;q=0.5, gzip;q=0.5", "gzip"},
                                                        {"gzip;q=0", ""},
                                                        {"gzip;q=2, br;q=x", ""},
                                                        {"*;q=0", ""},
                                                        {"", ""},
                                                        {",;=,q=1", ""}};
  for (const auto& [wish, coding] : wishes) {
    const auto answer = head_with("/", {{"Accept-Encoding", wish}});

    EXPECT_EQ(answer.status, 200) << wish;
    EXPECT_EQ(answer.header("Content-Encoding"), coding) << wish;
    EXPECT_EQ(answer.header("Content-Length"), *coding == '\0' ? "6" : "8") << wish;
    EXPECT_EQ(answer.header("Vary"), "Accept-Encoding") << wish;
  }
}

TEST_F(FilesOverHttp, SendsAsItIsWhatWouldNotBeSmaller) {
  const auto answer = fetch_with("/assets/sans-Bp6Iyw4y.woff2", {{"Accept-Encoding", "gzip, br"}});

  EXPECT_EQ(answer.text, "font");
  EXPECT_EQ(answer.header("Content-Encoding"), "");
  EXPECT_EQ(answer.header("Content-Type"), "font/woff2");
}

TEST_F(FilesOverHttp, TagsEachFormAndSendsNothingTwice) {
  for (const auto* coding : {"br", "gzip", "identity"}) {
    const auto first = head_with(script, {{"Accept-Encoding", coding}});
    const auto tag = first.header("ETag");
    const auto again = fetch_with(script, {{"Accept-Encoding", coding}, {"If-None-Match", tag}});

    EXPECT_EQ(again.status, 304) << coding;
    EXPECT_EQ(again.text, "") << coding;
    EXPECT_EQ(again.header("ETag"), tag) << coding;
    EXPECT_EQ(again.header("Cache-Control"), first.header("Cache-Control")) << coding;
    EXPECT_EQ(again.header("Vary"), "Accept-Encoding") << coding;
  }
  EXPECT_EQ(head_with(script, {{"Accept-Encoding", "br"}}).header("ETag"), "\"5c-br\"");
}

TEST_F(FilesOverHttp, ComparesEachTagThatTheBrowserKnows) {
  const std::pair<const char*, int> known[] = {{"\"5c\"", 304},
                                               {"\"a\", \"5c\"", 304},
                                               {"\"a\",\"5c\" , \"b\"", 304},
                                               {"W/\"5c\"", 304},
                                               {"*", 304},
                                               {"\"5c-br\"", 200},
                                               {"5c", 200},
                                               {"\"5c", 200},
                                               {"\"\"", 200},
                                               {"\"x5c\", \"\"", 200},
                                               {",,", 200}};
  for (const auto& [tags, status] : known)
    EXPECT_EQ(fetch_with(script, {{"If-None-Match", tags}}).status, status) << tags;
}

TEST_F(FilesOverHttp, AnswersHeadAsGetWithoutTheFile) {
  const auto answer = head_with(script, {{"Accept-Encoding", "br"}});

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(answer.header("Content-Length"), "9");
  EXPECT_EQ(answer.header("ETag"), "\"5c-br\"");
}

TEST_F(FilesOverHttp, OpensTheInterfaceAtTheAddressOfEachPage) {
  for (const auto* target : {"/servers", "/servers/acc_1/sa-east-1/i-0abc", "/login?next=%2F",
                             "/settings/accounts/", "/apiary", "/a%C3%A7%C3%A3o"}) {
    const auto answer = visit(target);

    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_EQ(answer.text, "<html>") << target;
    EXPECT_EQ(answer.header("Vary"), "Accept, Accept-Encoding") << target;
    EXPECT_EQ(answer.header("Cache-Control"), "no-cache") << target;
  }
}

TEST_F(FilesOverHttp, KeepsTheAddressOfAPageThatHoldsASecretToItself) {
  const auto page = visit("/leave-on/mo_0123456789abcdefghjkmnpqrstvwxyz");

  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.header("Cache-Control"), "no-store");
  EXPECT_EQ(page.header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(visit("/servers").header("Referrer-Policy"), "same-origin");
  EXPECT_EQ(std::ranges::count(page.headers, "Referrer-Policy",
                               [](const auto& one) { return one.first; }),
            1);
}

TEST_F(FilesOverHttp, OpensNoPageForWhatIsNone) {
  for (const auto* target :
       {"/assets/index-gone.js", "/assets/", "/assets/nothing", "/favicon.ico", "/servers/x.php",
        "/api", "/api/", "/api/v1/nothing", "/healthz", "/readyz", "/metrics", "/%61pi/v1/x"}) {
    const auto answer = visit(target);

    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << target;
  }
}

TEST_F(FilesOverHttp, OpensNoPageForProgramsAndForChanges) {
  auto change = post("{}");
  change.target = "/servers";
  change.headers.emplace_back("Accept", "text/html");

  EXPECT_EQ(fetch(get("/servers")).status, 404);
  EXPECT_EQ(fetch_with("/servers", {{"Accept", "application/json"}}).status, 404);
  EXPECT_EQ(fetch_with("/servers", {{"Accept", "*/*, text/html;q=0"}}).status, 404);
  EXPECT_EQ(fetch(change).status, 404);
}

TEST_F(FilesOverHttp, KnowsNoWayOutOfItsTable) {
  for (const auto* target : {"/../etc/passwd",
                             "/.git/config",
                             "/assets/../index.html",
                             "/assets/../../etc/passwd",
                             "/./index.html",
                             "/%2e%2e/etc/passwd",
                             "/%2e%2e%2fetc%2fpasswd",
                             "/..%5cetc%5cpasswd",
                             "/..\\etc\\passwd",
                             "//etc/passwd",
                             "/servers//x",
                             "/servers/..",
                             "/servers/.",
                             "/servers/%2e%2e",
                             "/%5c",
                             "/servers%00",
                             "/index.html%00",
                             "/%0d%0aSet-Cookie:%20a=b",
                             "/assets%2findex-CD9rTySJ.js",
                             "/INDEX.HTML",
                             "/index.html/",
                             "/%2fetc"}) {
    const auto answer = visit(target);

    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << target;
    EXPECT_EQ(answer.header("Set-Cookie"), "") << target;
  }
  for (const auto* target : {"/%", "/%zz", "/servers/%ff", "/%c0%ae%c0%ae/etc/passwd"})
    EXPECT_EQ(visit(target).status, 400) << target;
}

TEST_F(FilesOverHttp, LeavesTheApiAloneAndLetsNobodyKeepItsAnswers) {
  const auto answer = visit("/api/v1/things");

  EXPECT_EQ(answer.text, R"({"things":3})");
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_EQ(visit("/api/v1/kept").header("Cache-Control"), "private");
  EXPECT_EQ(fetch_with("/api/v1/things", {{"x-stranger", "1"}}).header("Cache-Control"),
            "no-store");
}

TEST_F(FilesOverHttp, WithoutFilesOnlyTheApiAnswers) {
  const StaticFiles none({});
  http = std::make_unique<HttpServer>(loop, ServerConfig{},
                                      with_files(none, routed(router, context_maker)));
  port = http->listen_tcp("127.0.0.1", 0);

  EXPECT_EQ(visit("/").status, 404);
  EXPECT_EQ(visit("/servers").status, 404);
  EXPECT_EQ(visit("/api/v1/things").status, 200);
}

TEST_F(FilesOverHttp, ProtectsEachAnswerOfTheServerWhateverItIs) {
  auto wrong_method = get("/");
  wrong_method.method = "TRACE";
  const std::pair<int, Answer> answers[] = {
      {200, visit("/")},
      {200, visit("/api/v1/things")},
      {304, fetch_with("/", {{"If-None-Match", "*"}})},
      {400, visit("/%zz")},
      {401, fetch_with("/api/v1/things", {{"x-stranger", "1"}})},
      {403, visit("/api/v1/secret")},
      {404, visit("/api/v1/nothing")},
      {405, fetch(wrong_method)},
      {500, visit("/api/v1/defect")},
  };
  for (const auto& [status, answer] : answers) {
    EXPECT_EQ(answer.status, status);
    for (const auto& [name, value] : security_headers())
      EXPECT_EQ(answer.header(name), value) << status << " " << name;
  }
}

TEST_F(FilesOverHttp, ProtectsAnswersToWhatIsNoRequestToo) {
  const auto policy = "Content-Security-Policy: " + security_headers()[0].second + "\r\n";
  const std::string line = "GET / HTTP/1.1\r\nHost: here\r\n";
  const std::pair<const char*, std::string> requests[] = {
      {"400", "nonsense\r\n\r\n"},
      {"400", "GET /\0 HTTP/1.1\r\nHost: here\r\n\r\n"s},
      {"400", line + "X: a\r\n Y: b\rSet-Cookie: c=d\r\n\r\n"},
      {"414", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: here\r\n\r\n"},
      {"431", line + "X: " + std::string(20'000, 'a') + "\r\n\r\n"},
      {"413", "POST /api/v1/things HTTP/1.1\r\nHost: here\r\nContent-Length: 99999999\r\n\r\n"},
      {"505", "GET / HTTP/3.0\r\nHost: here\r\n\r\n"}};
  for (const auto& [status, request] : requests) {
    const auto said = say(request);

    EXPECT_THAT(said, HasSubstr("HTTP/1.1 "s + status)) << request.substr(0, 60);
    EXPECT_THAT(said, HasSubstr(policy)) << request.substr(0, 60);
    EXPECT_THAT(said, Not(HasSubstr("Set-Cookie"))) << request.substr(0, 60);
  }
}

TEST_F(FilesOverHttp, AsksForTlsAlwaysOnlyOfThoseWhoCameOverTls) {
  const Headers forwarded = {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-For", "192.0.2.7"}};

  EXPECT_EQ(fetch_with("/", forwarded).header("Strict-Transport-Security"), "");
  open({or_throw(Network::parse("127.0.0.1"))});

  EXPECT_EQ(fetch_with("/", forwarded).header("Strict-Transport-Security"), "max-age=31536000");
  EXPECT_EQ(fetch_with("/%zz", forwarded).header("Strict-Transport-Security"), "max-age=31536000");
  EXPECT_EQ(visit("/").header("Strict-Transport-Security"), "");
}

TEST(SecurityHeaders, AllowNoInlineCodeAndNoFrames) {
  const auto policy = header_text(security_headers(), "content-security-policy");

  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
  EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
}

}  // namespace
}  // namespace mirante::http
