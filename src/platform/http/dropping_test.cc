// Dropping a server, a client or a task in the middle of what it does. That nothing is touched
// afterwards is AddressSanitizer's to say.
#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace testing;

class Dropping : public HttpBench {
 protected:
  /// Counts frames of the handler that are there.
  void serve_waiting() {
    serve([this](RawRequest) -> Task<RawAnswer> {
      ++running;
      const struct Leave {
        int& count;
        ~Leave() { --count; }
      } leave{running};
      OneShot<void> for_ever;
      co_await for_ever;
      co_return RawAnswer{};
    });
  }

  int running = 0;
};

TEST_F(Dropping, AServerEndsItsHandlersAndConnections) {
  serve_waiting();
  Begun<Answer> request(fetching(*client, get()));
  run_until([&] { return running == 1; });

  server.reset();
  EXPECT_EQ(running, 0);
  run_until([&] { return request.is_done(); });

  EXPECT_EQ(error_from([&] { return request.take(); }).code, "http.lost");
  EXPECT_EQ(fetch_error(get()).code, "http.not_sent");
}

TEST_F(Dropping, AServerInEachPartOfAnAnswer) {
  for (const auto delivery : {Delivery::whole, Delivery::slow, Delivery::never}) {
    bool runs = false;
    serve([&](RawRequest) -> Task<RawAnswer> {
      runs = true;
      co_return RawAnswer{.body = std::string(32 << 20, 'a'), .delivery = delivery};
    });
    Begun<Answer> request(fetching(*client, get()));
    run_until([&] { return runs; });

    server.reset();
    run_until([&] { return request.is_done(); });

    EXPECT_EQ(error_from([&] { return request.take(); }).code, "http.lost");
  }
}

TEST_F(Dropping, AServerWhileAConnectionRests) {
  serve(RawAnswer{.body = "a"});
  fetch(get());

  server.reset();
  serve(RawAnswer{.body = "b"});

  EXPECT_EQ(fetch(get()).text, "b");
}

TEST_F(Dropping, AServerWhileItStops) {
  serve_waiting();
  const Begun<Answer> request(fetching(*client, get()));
  run_until([&] { return running == 1; });
  {
    const Begun<void> stop(server->stop(std::chrono::hours(24)));
    EXPECT_FALSE(stop.is_done());
  }

  server.reset();

  EXPECT_EQ(running, 0);
}

TEST_F(Dropping, ARequestInItsMiddleClosesItsConnection) {
  serve_waiting();
  {
    const Begun<Answer> request(fetching(*client, get()));
    run_until([&] { return running == 1; });
    EXPECT_EQ(client->counts().leased, 1U);
  }
  EXPECT_EQ(client->counts().leased, 0U);
  EXPECT_EQ(client->counts().idle, 0U);

  serve(RawAnswer{.body = "b"});
  EXPECT_EQ(fetch(get()).text, "b");
}

TEST_F(Dropping, ARequestThatConnectsOrWaits) {
  connect_with({.connections_per_host = 1, .reserved_per_host = 0});
  serve_waiting();
  {
    const Begun<Answer> connecting(fetching(*client, get()));
    const Begun<Answer> waiting(fetching(*client, get()));
    EXPECT_EQ(client->counts().leased, 1U);
    EXPECT_EQ(client->counts().waiting, 1U);
  }

  EXPECT_EQ(client->counts().leased, 0U);
  EXPECT_EQ(client->counts().waiting, 0U);
  serve(RawAnswer{.body = "b"});
  EXPECT_EQ(fetch(get()).text, "b");
}

TEST_F(Dropping, ARequestThatLooksANameUp) {
  serve_waiting();
  auto request = get();
  request.host = "localhost";
  {
    const Begun<Answer> looking(fetching(*client, request));
    EXPECT_EQ(client->counts().leased, 1U);
  }

  EXPECT_EQ(client->counts().leased, 0U);
  EXPECT_EQ(client->counts().opened, 0U);
}

TEST_F(Dropping, AClientWithConnectionsThatRest) {
  serve(RawAnswer{});
  fetch(get());
  ASSERT_EQ(client->counts().idle, 1U);

  client.reset();

  run_until([&] { return server->connections() == 0; });
}

TEST_F(Dropping, AClientAndServerWhoseLoopDoesNotRunAnyMore) {
  serve_waiting();
  auto request = std::make_unique<Begun<Answer>>(fetching(*client, get()));
  run_until([&] { return running == 1; });

  request.reset();
  client.reset();
  server.reset();

  EXPECT_EQ(running, 0);  // The loop itself goes at the end of the test.
}

}  // namespace
}  // namespace mirante::http
