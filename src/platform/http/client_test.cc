// The client against a server on this machine: connections that are kept, and how each way of
// failing is told.
#include "platform/http/client.h"

#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Client : public HttpBench {
 protected:
  /// The error of a request whose answer goes this way.
  Error error_when(Delivery delivery, bool* sent = nullptr) {
    serve(RawAnswer{.body = "0123456789", .delivery = delivery});
    return fetch_error(get(), sent);
  }
  RawHandler echo = [](RawRequest request) -> Task<RawAnswer> {
    co_return RawAnswer{.status = 201,
                        .headers = {{"X-Method", request.method}, {"X-Target", request.target}},
                        .body = request.body};
  };
};

TEST_F(Client, HearsWhatTheServerSays) {
  serve(echo);
  auto request = post("ab\r\n\r\nc");
  request.target = "/a%20b?c=d";
  bool sent = false;

  const auto answer = run(fetching(*client, request, &sent));

  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.header("x-method"), "POST");
  EXPECT_EQ(answer.header("x-target"), "/a%20b?c=d");
  EXPECT_EQ(answer.text, "ab\r\n\r\nc");
  EXPECT_TRUE(sent);
}

TEST_F(Client, CarriesBodiesOfManyPieces) {
  serve(echo, {.body_bytes_max = 8 << 20});
  std::string body(5 << 20, '-');
  for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('a' + i % 26);

  EXPECT_TRUE(fetch(post(body)).text == body);
}

TEST_F(Client, UsesAConnectionAgain) {
  serve(echo);

  for (int i = 0; i < 3; ++i) fetch(post("a"));

  EXPECT_EQ(client->counts().opened, 1U);
  EXPECT_EQ(client->counts().idle, 1U);
  EXPECT_EQ(client->counts().leased, 0U);
  EXPECT_EQ(server->connections(), 1U);
}

TEST_F(Client, UsesNoConnectionAgainThatTheServerWillClose) {
  serve(echo);
  auto last = get();
  last.headers.emplace_back("Connection", "close");

  fetch(last);
  fetch(last);

  EXPECT_EQ(client->counts().opened, 2U);
  EXPECT_EQ(client->counts().idle, 0U);
}

TEST_F(Client, UsesNoConnectionAgainThatTheServerHasClosed) {
  serve(echo, {.idle_timeout = 5ms});
  fetch(get());

  run_until([&] { return server->connections() == 0; });
  const auto answer = fetch(get());

  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(client->counts().opened, 2U);
}

TEST_F(Client, ClosesConnectionsThatRestTooLong) {
  connect_with({.keep_alive = 5ms});
  serve(echo);
  fetch(get());

  run_until([&] { return server->connections() == 0; });

  EXPECT_EQ(client->counts().idle, 0U);
}

TEST_F(Client, ClosesTheConnectionThatRestedLongestToStayWithinItsBounds) {
  connect_with({.connections_per_host = 2, .connections_max = 2, .reserved = 0});
  std::vector<std::unique_ptr<RawServer>> servers;
  for (int i = 0; i < 3; ++i) {
    servers.push_back(std::make_unique<RawServer>(loop, ServerConfig{}, echo));
    port = servers.back()->listen_tcp("127.0.0.1", 0);
    fetch(get());
  }

  EXPECT_EQ(client->counts().idle, 2U);
  run_until([&] { return servers[0]->connections() == 0; });
  EXPECT_EQ(servers[1]->connections(), 1U);
  EXPECT_EQ(servers[2]->connections(), 1U);
}

TEST_F(Client, HearsARefusalThatCameBeforeItsBodyWasRead) {
  serve(echo, {.body_bytes_max = 10});

  EXPECT_EQ(fetch(post(std::string(3 << 20, 'a'))).status, 413);
}

TEST_F(Client, AnswersWithoutBodyLeaveTheConnectionUsable) {
  serve([](RawRequest request) -> Task<RawAnswer> {
    co_return RawAnswer{.status = request.method == "GET" ? 304 : 200, .body = "body"};
  });
  auto head = get();
  head.method = "HEAD";

  EXPECT_EQ(fetch(head).text, "");
  EXPECT_EQ(fetch(get()).text, "");
  EXPECT_EQ(fetch(post("a")).text, "body");
  EXPECT_EQ(client->counts().opened, 1U);
}

TEST_F(Client, SaysThatNothingWasSentWhenTheConnectionIsRefused) {
  serve(echo);
  auto request = get();
  server.reset();  // Nobody listens at the port any more.
  bool sent = true;

  const auto error = fetch_error(request, &sent);

  EXPECT_EQ(error.code, "http.not_sent");
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_THAT(error.message, AllOf(HasSubstr("127.0.0.1"), HasSubstr("refused")));
  EXPECT_FALSE(sent);
  EXPECT_EQ(client->counts().leased, 0U);
}

TEST_F(Client, SaysThatNothingWasSentWhenThereIsNoSuchName) {
  auto request = get();
  request.host = "no such name";  // No name has blanks: nobody outside is asked.
  bool sent = true;

  for (int i = 0; i < 2; ++i) {
    const auto error = fetch_error(request, &sent);

    EXPECT_EQ(error.code, "http.not_sent");
    EXPECT_THAT(error.message, HasSubstr("no such name cannot be resolved"));
    EXPECT_FALSE(sent);
  }
  EXPECT_EQ(client->counts().opened, 0U);
}

TEST_F(Client, FindsThisMachineByName) {
  serve(echo);
  auto request = get();
  request.host = "localhost";

  EXPECT_EQ(fetch(request).status, 201);
}

TEST_F(Client, LosesAnAnswerThatEndsInItsMiddle) {
  bool sent = false;

  const auto error = error_when(Delivery::truncated, &sent);

  EXPECT_EQ(error.code, "http.lost");
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_TRUE(sent);
  EXPECT_EQ(client->counts().idle, 0U);
}

TEST_F(Client, LosesAnAnswerWhoseConnectionIsReset) {
  bool sent = false;

  const auto error = error_when(Delivery::reset, &sent);

  EXPECT_EQ(error.code, "http.lost");
  EXPECT_TRUE(sent);
}

TEST_F(Client, LosesAnAnswerThatSaysMoreThanItHas) {
  serve(RawAnswer{.headers = {{"Content-Length", "11"}}, .body = "0123456789"});

  EXPECT_EQ(fetch_error(get()).code, "http.lost");
}

TEST_F(Client, LosesWhatIsNoHttpAnswer) {
  serve(RawAnswer{.headers = {{"Content-Length", "a lot"}}, .body = "0"});

  const auto error = fetch_error(get());

  EXPECT_EQ(error.code, "http.lost");
  EXPECT_THAT(error.message, HasSubstr("no HTTP answer"));
}

TEST_F(Client, LosesAnAnswerThatDoesNotCome) {
  connect_with({.answer_timeout = 10ms});

  const auto error = error_when(Delivery::never);

  EXPECT_EQ(error.code, "http.lost");
  EXPECT_THAT(error.message, HasSubstr("the answer did not end in time"));
  run_until([&] { return server->connections() == 0; });
}

TEST_F(Client, LosesAnAnswerThatPausesTooLong) {
  connect_with({.read_timeout = 10ms});

  const auto error = error_when(Delivery::slow);  // A byte each second.

  EXPECT_EQ(error.code, "http.lost");
  EXPECT_THAT(error.message, HasSubstr("the rest of the answer did not end in time"));
}

TEST_F(Client, WaitsForSlowAnswers) {
  serve(RawAnswer{.body = "0123456789", .delivery = Delivery::slow, .delay = 1ms},
        {.slow_byte_every = 1ms});

  EXPECT_EQ(fetch(get()).text, "0123456789");
  EXPECT_EQ(client->counts().idle, 1U);
}

TEST_F(Client, KeepsAnswersApartThatComeByteByByteInTurns) {
  serve(
      [](RawRequest request) -> Task<RawAnswer> {
        co_return RawAnswer{.headers = {{"X-Target", request.target}},
                            .body = request.target + request.target,
                            .delivery = Delivery::slow,
                            .delay = 1ms};
      },
      {.slow_byte_every = 1ms});

  Begun<Answer> one(fetching(*client, get("/one"))), two(fetching(*client, get("/two")));
  run_until([&] { return one.is_done() && two.is_done(); });

  const auto first = one.take(), second = two.take();
  EXPECT_EQ(first.header("x-target"), "/one");
  EXPECT_EQ(first.text, "/one/one");
  EXPECT_EQ(second.header("x-target"), "/two");
  EXPECT_EQ(second.text, "/two/two");
}

TEST_F(Client, ObeysTheDeadlineOfTheCaller) {
  serve(RawAnswer{.delivery = Delivery::never});
  bool sent = false;

  const auto error = error_from([&] {
    return run(with_deadline(loop, loop.clock().steady() + 10ms, "the call",
                             fetching(*client, get(), &sent)));
  });

  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_EQ(error.message, "the call did not end in time");
  EXPECT_TRUE(sent);
  EXPECT_EQ(client->counts().leased, 0U);
  EXPECT_EQ(client->counts().idle, 0U);
  run_until([&] { return server->connections() == 0; });
}

TEST_F(Client, RefusesAnswersThatAreTooLarge) {
  connect_with({.head_bytes_max = 1000, .body_bytes_max = 9});

  serve(RawAnswer{.body = "012345678"});
  EXPECT_EQ(fetch(get()).text, "012345678");

  serve(RawAnswer{.body = "0123456789"});
  const auto long_body = fetch_error(get());
  EXPECT_EQ(long_body.code, "http.too_large");
  EXPECT_EQ(long_body.kind, ErrorKind::limit);
  EXPECT_THAT(long_body.message, HasSubstr("more than 9 bytes"));

  serve(RawAnswer{.headers = {{"A", std::string(1000, 'a')}}});
  EXPECT_EQ(fetch_error(get()).code, "http.too_large");
}

TEST_F(Client, SendsNothingThatCouldBeTwoRequests) {
  serve([](RawRequest) -> Task<RawAnswer> {
    ADD_FAILURE() << "something was sent";
    co_return RawAnswer{};
  });
  const auto with = [&](auto change) {
    auto request = get();
    change(request);
    return request;
  };
  const std::pair<const char*, ClientRequest> cases[] = {
      {"method", with([](auto& request) { request.method = "GET / HTTP/1.1\r\n\r\nGET"; })},
      {"method", with([](auto& request) { request.method = ""; })},
      {"target", with([](auto& request) { request.target = "/ HTTP/1.1\r\nA: b"; })},
      {"target", with([](auto& request) { request.target = "/a\nb"; })},
      {"target", with([](auto& request) { request.target = "/a b"; })},
      {"target", with([](auto& request) { request.target = "a"; })},
      {"headers", with([](auto& request) { request.headers.emplace_back("A: b\r\nC", "d"); })},
      {"headers", with([](auto& request) { request.headers.emplace_back("", "d"); })},
      {"headers.A", with([](auto& request) { request.headers.emplace_back("A", "b\r\nC: d"); })},
      {"headers.A", with([](auto& request) { request.headers.emplace_back("A", "b\n"); })},
      {"headers.A",
       with([](auto& request) { request.headers.emplace_back("A", std::string("\0", 1)); })}};
  for (const auto& [field, request] : cases) {
    bool sent = true;

    const auto error = fetch_error(request, &sent);

    EXPECT_EQ(error.kind, ErrorKind::invalid) << field;
    EXPECT_EQ(error.code, "http.bad_request") << field;
    EXPECT_EQ(error.field, field);
    EXPECT_FALSE(sent);
  }
  EXPECT_EQ(client->counts().opened, 0U);
}

TEST_F(Client, EndsWithWhatTheSinkThrows) {
  serve(RawAnswer{.body = "0123456789"});
  struct Full final : AnswerSink {
    void head(int, const Headers&) override {}
    void body(std::string_view) override { throw Failure(ErrorKind::corrupt, "not that"); }
  } sink;

  const auto error = error_from([&] {
    run([](Transport& to, ClientRequest request, AnswerSink& full) -> Task<void> {
      co_await to.send(request, full);
    }(*client, get(), sink));
    return 0;
  });

  EXPECT_EQ(error.message, "not that");
  EXPECT_EQ(client->counts().idle, 0U);
  EXPECT_EQ(client->counts().leased, 0U);
}

TEST_F(Client, SaysThatNothingWasSentWhenNoConnectionBecomesFree) {
  connect_with({.connections_per_host = 1, .reserved_per_host = 0, .slot_timeout = 10ms});
  serve(RawAnswer{.delivery = Delivery::never});
  const Begun<Answer> first(fetching(*client, get()));
  bool sent = true;

  const auto error = fetch_error(get(), &sent);

  EXPECT_EQ(error.code, "http.not_sent");
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_FALSE(sent);
  EXPECT_FALSE(first.is_done());
  EXPECT_EQ(client->counts().leased, 1U);
  EXPECT_EQ(client->counts().waiting, 0U);
}

TEST_F(Client, TakesTurnsOnFewConnections) {
  connect_with({.connections_per_host = 3, .reserved_per_host = 1});
  std::size_t most = 0;
  serve([&](RawRequest request) -> Task<RawAnswer> {
    most = std::max(most, client->counts().leased);
    co_await yield(loop);
    co_return RawAnswer{.body = request.target};
  });
  std::vector<std::unique_ptr<Begun<Answer>>> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(std::make_unique<Begun<Answer>>(fetching(*client, get("/" + std::to_string(i)))));

  run_until([&] { return std::ranges::all_of(all, [](auto& one) { return one->is_done(); }); });

  for (int i = 0; i < 20; ++i) EXPECT_EQ(all[i]->take().text, "/" + std::to_string(i));
  EXPECT_EQ(most, 2U);
  EXPECT_EQ(client->counts().opened, 2U);
}

TEST_F(Client, CountsConnectionsOfAnAddressByTheHostsItStandsFor) {
  connect_with({.connections_per_host = 1, .reserved_per_host = 0});
  serve(RawAnswer{.delivery = Delivery::never});
  auto asking = [&](std::string stands_for) {
    auto request = get();
    request.stands_for = std::move(stands_for);
    return std::make_unique<Begun<Answer>>(fetching(*client, std::move(request)));
  };

  const auto first = asking("ec2.sa-east-1"), second = asking("ec2.us-east-1"),
             again = asking("ec2.us-east-1");
  run_until([&] { return client->counts().waiting > 0; });

  EXPECT_EQ(client->counts().leased, 2U);
  EXPECT_EQ(client->counts().waiting, 1U);
}

TEST(ClientConfig, SaysWhichSettingCannotBe) {
  using Config = HttpClientConfig;
  EXPECT_TRUE(validate(Config{}).has_value());
  EXPECT_EQ(validate(Config{.connections_max = 0}).error().field, "connections_max");
  EXPECT_EQ(validate(Config{.connections_per_host = 1}).error().field, "reserved_per_host");
  EXPECT_EQ(validate(Config{.connections_max = 16}).error().field, "reserved");
  EXPECT_EQ(validate(Config{.answer_timeout = {}}).error().field, "answer_timeout");
  EXPECT_EQ(validate(Config{.body_bytes_max = 0}).error().field, "body_bytes_max");
}

TEST_F(Client, NeedsAFileOfAuthoritiesThatCanBeRead) {
  const auto error = error_from([&] {
    connect_with({.authorities_file = "/no/such/file.pem"});
    return 0;
  });

  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_EQ(error.field, "authorities_file");
  EXPECT_THAT(error.message, HasSubstr("/no/such/file.pem"));
}

}  // namespace
}  // namespace mirante::http
