// Answers that last: what their readers get, who is cut off, and when they end.
#include <stdexcept>

#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string simple = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/// Writes a piece each time that the test asks for one.
struct Source {
  std::vector<Outflow*> readers;
  std::optional<Error> ended;  // Of the first who ended.

  Task<void> write(Outflow& out) {
    readers.push_back(&out);
    const struct Leave {
      std::vector<Outflow*>& readers;
      Outflow* self;
      ~Leave() { std::erase(readers, self); }
    } leave{readers, &out};
    try {
      OneShot<void> never;
      co_await never;
    } catch (const Failure& failure) {
      if (!ended) ended = failure.error();
      throw;
    }
  }
  void say(std::string_view text) {
    for (auto* out : readers) out->put(text);
  }
};

class Flows : public HttpBench {
 public:
  ~Flows() override { server.reset(); }  // What still flows leaves the source, which ends after it.

 protected:
  void serve_source(ServerConfig config = {}) {
    serve(
        [this](RawRequest) -> Task<RawAnswer> {
          co_return RawAnswer{.flow = [this](Outflow& out) { return source.write(out); }};
        },
        std::move(config));
  }
  void wait_for_readers(std::size_t count) {
    run_until([this, count] { return source.readers.size() == count; });
  }

  Source source;
};

Task<void> write_and_end(Outflow& out) {
  out.put("one ");
  co_await out.drained();
  out.put("two");
}

TEST_F(Flows, AreWrittenAsTheyComeAndEndWithTheConnection) {
  serve([](RawRequest) -> Task<RawAnswer> {
    co_return RawAnswer{.flow = [](Outflow& out) { return write_and_end(out); }};
  });

  const auto heard = speak([](RawClient& raw) {
    raw.send(simple);
    return raw.read_to_end();
  });

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
  EXPECT_THAT(heard, EndsWith("\r\n\r\none two"));
  EXPECT_THAT(heard, Not(HasSubstr("Content-Length")));
  run_until([&] { return server->connections() == 0; });
}

Task<void> write_and_fail(Outflow& out) {
  out.put("one");
  co_await out.drained();
  throw std::logic_error("a defect");
}

TEST_F(Flows, ADefectOfOneEndsItsOwnConnectionAlone) {
  serve([](RawRequest request) -> Task<RawAnswer> {
    if (request.target == "/") co_return RawAnswer{.body = "fine"};
    co_return RawAnswer{.flow = [](Outflow& out) { return write_and_fail(out); }};
  });

  const auto broken = speak([](RawClient& raw) {
    raw.send("GET /flow HTTP/1.1\r\nHost: x\r\n\r\n");
    return raw.read_to_end();
  });
  const auto next = speak([](RawClient& raw) {
    raw.send(simple);
    return raw.read_until("fine");
  });

  EXPECT_THAT(broken, HasSubstr("one"));
  EXPECT_THAT(broken, Not(HasSubstr(RawClient::no_end)));
  EXPECT_THAT(next, EndsWith("fine"));
}

TEST_F(Flows, AnswerHeadWithoutBeginning) {
  serve_source();

  const auto heard = speak([](RawClient& raw) {
    raw.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    return raw.read_to_end();
  });

  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(server->flows(), 0U);
}

TEST_F(Flows, EndWhenTheReaderLeaves) {
  serve_source();
  speak([](RawClient& raw) {
    raw.send(simple);
    return raw.read_until("\r\n\r\n");
  });

  run_until([&] { return server->connections() == 0; });

  ASSERT_TRUE(source.ended);
  EXPECT_EQ(source.ended->kind, ErrorKind::cancelled);
}

TEST_F(Flows, AReaderWhoStallsIsCutAndTheOthersGetEverything) {
  serve_source({.flow_bytes_max = 64 << 10});
  RawClient stalled(port);
  stalled.send(simple);
  wait_for_readers(1);
  Begun<std::string> good(pool.run(loop, [to = port] {
    RawClient raw(to);
    raw.send(simple);
    raw.read_until("\r\n\r\n");
    return raw.read_until("the end");
  }));
  wait_for_readers(2);

  // Far more than the system keeps for a socket. The good reader takes each piece before the next.
  const std::string piece(4 << 10, 'x');
  std::size_t said = 0;
  while (source.readers.size() == 2 && said < 64 << 20) {
    source.say(piece);
    said += piece.size();
    run(source.readers.back()->drained());
  }
  source.say("the end");
  run_until([&] { return good.is_done(); });

  EXPECT_LT(said, 64 << 20);
  ASSERT_TRUE(source.ended);
  EXPECT_EQ(source.ended->code, "http.stalled");
  EXPECT_EQ(good.take().size(), said + 7);
  EXPECT_THAT(stalled.read_to_end(), Not(HasSubstr(RawClient::no_end)));
}

TEST_F(Flows, WhatIsSentAtOnceAndWhatHasToWaitArriveInOrder) {
  serve_source({.flow_bytes_max = 16 << 20});
  RawClient slow(port);
  slow.send(simple);
  wait_for_readers(1);

  // More than the system keeps for a socket; then more, while the reader catches up.
  std::string said;
  const auto say = [&](int pieces) {
    for (int i = 0; i < pieces; ++i) {
      const auto piece = std::to_string(said.size()) + std::string(4'000, '.');
      source.say(piece);
      said += piece;
    }
  };
  say(2'000);
  Begun<std::string> reader(pool.run(loop, [&slow] {
    slow.read_until("\r\n\r\n");
    return slow.read_until("the end");
  }));
  for (int i = 0; i < 200; ++i) {
    say(1);
    run(source.readers.back()->drained());
  }
  source.say("the end");
  run_until([&] { return reader.is_done(); });

  EXPECT_TRUE(reader.take() == said + "the end");
}

TEST_F(Flows, AreClosedAtOnceWhenTheServerStops) {
  serve_source();
  Begun<std::string> reader(pool.run(loop, [to = port] {
    RawClient raw(to);
    raw.send(simple);
    return raw.read_to_end();
  }));
  wait_for_readers(1);

  const Begun<void> stop(server->stop(24h));
  run_until([&] { return stop.is_done() && reader.is_done(); });

  EXPECT_EQ(source.ended->message, "the server ends");
  EXPECT_EQ(server->flows(), 0U);
}

TEST_F(Flows, WhatAReaderSendsMeanwhileIsNotHeard) {
  serve_source();

  Begun<std::string> reader(pool.run(loop, [to = port] {
    RawClient raw(to);
    raw.send(simple);
    raw.read_until("\r\n\r\n");
    raw.send(simple);
    raw.wait_until_taken();
    return raw.read_until("news");
  }));
  wait_for_readers(1);
  run(sleep_for(loop, 1ms));
  source.say("news");
  run_until([&] { return reader.is_done(); });

  EXPECT_EQ(reader.take(), "news");
}

}  // namespace
}  // namespace mirante::http
