// Time-outs, bounds on connections, and the end of a server.
#include "base/testing/temporary_folder.h"
#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ServerLife : public HttpBench {
 protected:
  /// Answers "done" once the test has opened the gate.
  void serve_gated() {
    serve([this](RawRequest) -> Task<RawAnswer> {
      OneShot<void> opened;
      gate = &opened;
      co_await opened;
      co_return RawAnswer{.body = "done"};
    });
  }
  void open_gate() { std::exchange(gate, nullptr)->set(); }

  OneShot<void>* gate = nullptr;
};

const std::string simple = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerLife, AHeadThatDoesNotEndIsLate) {
  serve(RawAnswer{}, {.head_timeout = 5ms});

  const auto heard = speak([](RawClient& raw) {
    raw.send("GET / HTTP/1.1\r\nHost");
    return raw.read_to_end();
  });

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  EXPECT_THAT(heard, AllOf(HasSubstr("Connection: close"), Not(HasSubstr(RawClient::no_end))));
}

TEST_F(ServerLife, ABodyThatDoesNotEndIsLate) {
  serve(RawAnswer{}, {.body_timeout = 5ms});

  const auto heard = speak([](RawClient& raw) {
    raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
    return raw.read_to_end();
  });

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  EXPECT_THAT(heard, Not(HasSubstr(RawClient::no_end)));
}

TEST_F(ServerLife, AConnectionThatRestsIsClosedInSilence) {
  serve(RawAnswer{}, {.idle_timeout = 5ms});

  EXPECT_EQ(speak([](RawClient& raw) { return raw.read_to_end(); }), "");
  EXPECT_THAT(speak([](RawClient& raw) {
                raw.send(simple);
                raw.read_until("\r\n\r\n");
                return "rest: " + raw.read_to_end();
              }),
              "rest: ");
}

TEST_F(ServerLife, AReaderThatStopsIsLeft) {
  serve(RawAnswer{.body = std::string(32 << 20, 'a')}, {.write_timeout = 5ms});

  const auto left = speak([](RawClient& raw) {
    raw.send(simple);
    return raw.read_until("HTTP/1.1 200 OK\r\n");
  });

  EXPECT_EQ(left, "HTTP/1.1 200 OK\r\n");
  run_until([&] { return server->connections() == 0; });
}

// How much fits is the system's to say, so each of the two sorts of text is the one that does not.
TEST_F(ServerLife, AClientThatReadsNothingIsLeftAlsoBeforeItsBody) {
  const mirante::testing::TemporaryFolder folder;
  const auto path = folder.path() / "a.sock";
  for (const auto* const first : {"", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"}) {
    serve(RawAnswer{.status = 204}, {.body_timeout = 50ms, .write_timeout = 50ms});
    server->listen_unix(path);

    const auto rounds = run(pool.run(loop, [path, first] {
      RawClient raw(path);
      raw.send(first);
      int count = 0;
      for (bool goes = true; goes && count < 10'000; ++count) {
        raw.wait_until_taken();
        raw.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
        raw.wait_until_taken();
        goes = raw.send("a");
      }
      return count;
    }));

    EXPECT_LT(rounds, 10'000);
    run_until([&] { return server->connections() == 0; });
    server.reset();
  }
}

TEST_F(ServerLife, OneConnectionTooManyIsToldSo) {
  serve(RawAnswer{.body = "first"}, {.connections_max = 1});

  const auto heard = speak([to = port](RawClient& first) {
    first.send(simple);
    first.read_until("first");
    RawClient second(to);
    second.end_sending();
    const auto refused = second.read_to_end();
    first.send(simple);
    return refused + "|" + first.read_until("first");
  });

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(heard, HasSubstr("http.connections"));
  EXPECT_THAT(heard, HasSubstr("|HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerLife, AConnectionThatEndedMakesRoom) {
  serve(RawAnswer{.body = "ok"}, {.connections_max = 1});
  say(simple);
  run_until([&] { return server->connections() == 0; });

  EXPECT_THAT(say(simple), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerLife, StoppingClosesWhatRests) {
  serve(RawAnswer{}, {.idle_timeout = 24h});
  connect_with({.keep_alive = 24h});
  fetch(get());
  ASSERT_EQ(server->connections(), 1U);

  const Begun<void> stop(server->stop(24h));
  run_until([&] { return stop.is_done(); });  // It would not be within this test if it waited.

  EXPECT_EQ(server->connections(), 0U);
  EXPECT_EQ(fetch_error(get()).code, "http.not_sent");
}

TEST_F(ServerLife, StoppingLetsRunningRequestsEnd) {
  serve_gated();
  Begun<Answer> request(fetching(*client, get()));
  run_until([&] { return gate != nullptr; });

  const Begun<void> stop(server->stop(24h));
  const auto late = fetch_error(get());
  EXPECT_FALSE(stop.is_done());
  EXPECT_FALSE(request.is_done());
  open_gate();
  run_until([&] { return stop.is_done() && request.is_done(); });

  EXPECT_EQ(late.code, "http.not_sent");
  const auto answer = request.take();
  EXPECT_EQ(answer.text, "done");
  EXPECT_EQ(answer.header("Connection"), "close");
}

TEST_F(ServerLife, StoppingCancelsWhatRunsBeyondTheGrace) {
  std::optional<Error> reason;
  bool runs = false;
  serve([&](RawRequest) -> Task<RawAnswer> {
    runs = true;
    try {
      co_await sleep_for(loop, 24h);
    } catch (const Failure& failure) {
      reason = failure.error();
      throw;
    }
    co_return RawAnswer{};
  });
  Begun<Answer> request(fetching(*client, get()));
  run_until([&] { return runs; });

  run(server->stop(5ms));
  run_until([&] { return request.is_done(); });

  ASSERT_TRUE(reason);
  EXPECT_EQ(reason->kind, ErrorKind::cancelled);
  EXPECT_EQ(error_from([&] { return request.take(); }).code, "http.lost");
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(ServerLife, StoppingAtOnceEndsAlsoWhatNeverAnswers) {
  bool runs = false;
  serve([&](RawRequest) -> Task<RawAnswer> {
    runs = true;
    co_return RawAnswer{.delivery = Delivery::never};
  });
  Begun<Answer> request(fetching(*client, get()));
  run_until([&] { return runs; });

  run(server->stop(0us));
  run_until([&] { return request.is_done(); });

  EXPECT_EQ(error_from([&] { return request.take(); }).code, "http.lost");
}

}  // namespace
}  // namespace mirante::http
