// Answers that are given again: only to the same question of the same asker, and only while nothing
// has changed of what they depend on.
#include "platform/http/repeat.h"

#include <nlohmann/json.hpp>

#include "platform/http/kept_answers.h"
#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

Instant at(std::string_view text) { return or_throw(parse_iso8601(text)); }

class Repeated : public HttpBench {
 protected:
  Repeated() {
    router.measure(meter, clock);
    router.add(Verb::get, "/things", std::nullopt, [this](CallContext ctx, const Request& request) {
      return answer(std::move(ctx), request);
    });
    router.add(Verb::post, "/things", std::nullopt,
               [this](CallContext ctx, const Request& request) {
                 return answer(std::move(ctx), request);
               });
    http = std::make_unique<HttpServer>(
        loop, ServerConfig{.kept_bytes_max = 64 << 10},
        routed(router,
               [this](const Request& request, const Peer&) -> Task<Asker> {
                 co_return Asker{.context = {.actor = {.name = request.header("Cookie")}},
                                 .known_until = known_until};
               },
               {.version = [this] { return version; }, .clock = &clock}));
    port = http->listen_tcp("127.0.0.1", 0);
  }

  Task<Response> answer(CallContext ctx, const Request& request) {
    ++asked;
    if (changes_meanwhile) version = SourceVersion{++changes};
    auto response = Response::stored({{"of", ctx.actor.name}, {"asked", asked}}, holds_until);
    if (request.header("X-Wish") == "none") response.holds_until.reset();
    if (request.header("X-Wish") == "failed") response.status = 404;
    co_return response;
  }

  /// "1" for the first time that the handler was asked.
  std::string ask(std::string headers = "Cookie: ana\r\n", std::string target = "/things") {
    const auto heard = say("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
    const auto begin = heard.find("\r\n\r\n");
    if (begin == std::string::npos) return heard;
    const auto said = Json::parse(heard.substr(begin + 4), nullptr, false);
    if (said.is_discarded()) return heard;
    return said["of"].get<std::string>() + " " + said["asked"].dump();
  }

  FakeClock clock{at("2026-03-02T18:59:00Z")};
  RequestMeter meter;
  Router router;
  std::unique_ptr<HttpServer> http;
  std::optional<SourceVersion> version = SourceVersion{1};
  std::optional<Instant> known_until = Instant::max();
  Instant holds_until = Instant::max();
  bool changes_meanwhile = false;
  std::uint64_t changes = 100;
  int asked = 0;
};

TEST_F(Repeated, AreGivenWithoutAskingTheHandlerAndCounted) {
  EXPECT_EQ(ask(), "ana 1");
  EXPECT_EQ(ask(), "ana 1");
  EXPECT_EQ(ask(), "ana 1");

  const auto& sums = meter.sums().at({.method = "GET", .route = "/things"});
  EXPECT_EQ(sums.count, 3U);
  EXPECT_EQ(sums.by_status.at(200), 3U);
}

TEST_F(Repeated, AreMadeAnewOnceSomethingHasChanged) {
  EXPECT_EQ(ask(), "ana 1");

  version = SourceVersion{2};

  EXPECT_EQ(ask(), "ana 2");
  EXPECT_EQ(ask(), "ana 2");
}

TEST_F(Repeated, AreMadeAnewWhereNobodyCanTell) {
  EXPECT_EQ(ask(), "ana 1");

  version.reset();

  EXPECT_EQ(ask(), "ana 2");
  EXPECT_EQ(ask(), "ana 3");
}

TEST_F(Repeated, AreNotKeptWhereSomethingChangedWhileTheyWereMade) {
  changes_meanwhile = true;
  EXPECT_EQ(ask(), "ana 1");
  changes_meanwhile = false;

  EXPECT_EQ(ask(), "ana 2");
}

TEST_F(Repeated, AreMadeAnewFromTheMomentOnThatWasNamed) {
  holds_until = clock.now() + 10s;
  EXPECT_EQ(ask(), "ana 1");

  clock.advance(10s - 1us);
  EXPECT_EQ(ask(), "ana 1");
  clock.advance(1us);
  EXPECT_EQ(ask(), "ana 2");
}

TEST_F(Repeated, AreMadeAnewWhenItIsToBeFoundOutAgainWhoAsks) {
  known_until = clock.now() + 10s;
  EXPECT_EQ(ask(), "ana 1");

  clock.advance(10s);

  EXPECT_EQ(ask(), "ana 2");
}

TEST_F(Repeated, AreMadeAnewWhenTheClockWasSetBack) {
  EXPECT_EQ(ask(), "ana 1");

  clock.jump(-1us);

  EXPECT_EQ(ask(), "ana 2");
}

TEST_F(Repeated, AreForTheSameQuestionAlone) {
  EXPECT_EQ(ask(), "ana 1");

  EXPECT_EQ(ask("Cookie: bia\r\n"), "bia 2");
  EXPECT_EQ(ask("Cookie: ana\r\nAccept-Language: en\r\n"), "ana 3");
  EXPECT_EQ(ask("Cookie: ana\r\n", "/things?x=1"), "ana 4");
  EXPECT_EQ(ask(), "ana 1");
}

TEST_F(Repeated, AreNoneOfWhatDoesNotSayThatItHolds) {
  known_until.reset();
  EXPECT_EQ(ask(), "ana 1");
  EXPECT_EQ(ask(), "ana 2");
  known_until = Instant::max();
  EXPECT_EQ(ask("X-Wish: none\r\n"), " 3");
  EXPECT_EQ(ask("X-Wish: none\r\n"), " 4");
  EXPECT_EQ(ask("X-Wish: failed\r\n"), " 5");
  EXPECT_EQ(ask("X-Wish: failed\r\n"), " 6");
}

TEST_F(Repeated, AreNoneOfQuestionsThatAreMoreThanTheirHead) {
  const auto with_body = [&] {
    return say("GET /things HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
  };
  EXPECT_THAT(with_body(), HasSubstr("\"asked\":1"));
  EXPECT_THAT(with_body(), HasSubstr("\"asked\":2"));
  const auto posted = [&] { return say("POST /things HTTP/1.1\r\nHost: x\r\n\r\n"); };
  EXPECT_THAT(posted(), HasSubstr("\"asked\":3"));
  EXPECT_THAT(posted(), HasSubstr("\"asked\":4"));
  // Its answer ends the connection.
  EXPECT_EQ(ask("Connection: close\r\n"), " 5");
  EXPECT_EQ(ask("Connection: close\r\n"), " 6");
}

TEST_F(Repeated, AnswerWhatWasPipelinedInItsOrder) {
  ask();
  const std::string known = "GET /things HTTP/1.1\r\nHost: x\r\nCookie: ana\r\n\r\n";
  const std::string other = "GET /things HTTP/1.1\r\nHost: x\r\nCookie: bia\r\n\r\n";

  const auto heard = say(known + other + known);

  const auto first = heard.find("ana"), second = heard.find("bia");
  ASSERT_NE(second, std::string::npos);
  EXPECT_LT(first, second);
  EXPECT_NE(heard.find("ana", second), std::string::npos);
  EXPECT_EQ(asked, 2);
}

TEST_F(Repeated, AreWholeForWhoReadsSlowly) {
  const std::string known = "GET /things HTTP/1.1\r\nHost: x\r\nCookie: ana\r\n\r\n";
  constexpr int many = 20'000;

  const auto heard = speak([&](RawClient& raw) {
    std::jthread sending([&raw, &known] {
      for (int i = 0; i < many; ++i) raw.send(known);
      raw.end_sending();
    });
    return raw.read_to_end();
  });

  int answers = 0;
  for (auto rest = std::string_view(heard); !rest.empty(); ++answers) {
    const auto end = rest.find("}");
    ASSERT_TRUE(rest.starts_with("HTTP/1.1 200 OK\r\n") && end != std::string::npos) << answers;
    rest.remove_prefix(end + 1);
  }
  EXPECT_EQ(answers, many);
  // Those whose head came in two pieces are asked for.
  EXPECT_LT(asked, many / 100);
}

TEST(KeptAnswers, TellTheTimeAtWhichTheyAreGiven) {
  KeptAnswers kept(1 << 20);
  std::size_t head_bytes = 0;
  const auto key = kept.key_of({.address = "::1"}, "GET / HTTP/1.1\r\n\r\n", head_bytes);
  ASSERT_TRUE(key);
  kept.keep(*key, "HTTP/1.1 200 OK\r\nDate: Mon, 02 Mar 2026 18:59:00 GMT\r\n\r\nDate: x", 58,
            {.holds = [] { return true; }});

  const auto* const again = kept.find(*key, at("2026-03-02T19:00:01Z"));

  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->text, "HTTP/1.1 200 OK\r\nDate: Mon, 02 Mar 2026 19:00:01 GMT\r\n\r\nDate: x");
}

TEST(KeptAnswers, AreOfOneAddress) {
  KeptAnswers kept(1 << 20);
  std::size_t head_bytes = 0;
  const std::string head = "GET / HTTP/1.1\r\n\r\n";
  const auto of = [&](std::string address) {
    return kept.key_of({.address = std::move(address)}, head, head_bytes);
  };

  EXPECT_EQ(of("10.0.0.1"), of("10.0.0.1"));
  EXPECT_EQ(head_bytes, head.size());
  EXPECT_NE(of("10.0.0.1"), of("10.0.0.2"));
  EXPECT_FALSE(kept.key_of({.address = "unix", .process = Peer::Process{}}, head, head_bytes));
  EXPECT_FALSE(kept.key_of({.address = "10.0.0.1"}, "GET / HTTP/1.1\r\n", head_bytes));
  EXPECT_FALSE(KeptAnswers(0).key_of({.address = "10.0.0.1"}, head, head_bytes));
}

TEST(KeptAnswers, TakeNoMoreRoomThanTheyMay) {
  KeptAnswers kept(64 << 10);
  std::size_t head_bytes = 0;
  const auto key_of = [&](int number) {
    return *kept.key_of({.address = "::1"}, "GET /" + std::to_string(number) + " HTTP/1.1\r\n\r\n",
                        head_bytes);
  };
  const auto keep = [&](int number, std::size_t bytes) {
    kept.keep(key_of(number), std::string(bytes, 'x'), 0, {.holds = [] { return true; }});
  };
  const auto now = at("2026-03-02T19:00:01Z");

  for (int number = 0; number < 1000; ++number) {
    keep(number, 2 << 10);
    EXPECT_NE(kept.find(key_of(0), now), nullptr);  // Asked for, so it stays.
    EXPECT_LE(kept.bytes(), std::size_t{64 << 10});
  }
  EXPECT_EQ(kept.find(key_of(1), now), nullptr);
  EXPECT_NE(kept.find(key_of(999), now), nullptr);
  keep(2000, 60 << 10);
  EXPECT_EQ(kept.find(key_of(2000), now), nullptr);
}

}  // namespace
}  // namespace mirante::http
