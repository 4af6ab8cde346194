#include "platform/http/client.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include "base/task_group.h"
#include "base/testing/temporary_folder.h"
#include "platform/http/testing/certificate.h"
#include "platform/http/testing/loopback.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;

/// `bits`: 31 for gzip, 15 for zlib, as AWS and others mean "deflate".
std::string compressed(std::string text, int bits) {
  z_stream stream{};
  MIRANTE_CHECK(::deflateInit2(&stream, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(text.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

class Clients : public ::testing::Test, protected Loopback {
 protected:
  std::uint16_t serve(RawHandler handler, ServerConfig config = {}) {
    server_ = std::make_unique<RawServer>(loop, config, std::move(handler));
    return server_->listen_tcp("127.0.0.1", 0);
  }
  std::uint16_t answer_with(RawAnswer answer, ServerConfig config = {}) {
    return serve([answer](RawRequest) { return ready(answer); }, config);
  }
  static Task<RawAnswer> ready(RawAnswer answer) { co_return answer; }

  std::unique_ptr<RawServer> server_;
};

TEST_F(Clients, KeepAConnectionForTheNextRequest) {
  const auto port = answer_with({.body = "ok"});
  HttpClient client(loop, pool);

  get(client, plain(port));
  get(client, plain(port));
  const auto third = get(client, plain(port));

  EXPECT_EQ(third.text, "ok");
  EXPECT_EQ(client.counts().opened, 1);
  EXPECT_EQ(client.counts().idle, 1);
  EXPECT_EQ(client.counts().leased, 0);
}

TEST_F(Clients, DoNotUseAConnectionThatTheServerHasClosedMeanwhile) {
  const auto port = answer_with({.body = "ok"}, {.idle_timeout = 5ms});
  HttpClient client(loop, pool);
  get(client, plain(port));
  loop.run(sleep_for(loop, 60ms));  // Long after the server's own patience.

  EXPECT_EQ(get(client, plain(port)).text, "ok");
  EXPECT_EQ(client.counts().opened, 2);
}

TEST_F(Clients, SendWhatWasGivenWithItsLength) {
  RawRequest seen;
  const auto port = serve([&](RawRequest request) {
    seen = request;
    return ready({});
  });
  HttpClient client(loop, pool);
  auto request = plain(port, "/a%20b?c=d");
  request.method = "POST";
  request.body = std::string(300'000, 'x');

  get(client, request);

  EXPECT_EQ(seen.target, "/a%20b?c=d");
  EXPECT_EQ(seen.body, request.body);
  ASSERT_NE(find_header(seen.headers, "content-length"), nullptr);
  EXPECT_EQ(*find_header(seen.headers, "content-length"), "300000");
}

TEST_F(Clients, DecodeGzipAndDeflate) {
  const std::string text = std::string(100'000, 'a') + "end";
  HttpClient client(loop, pool);
  for (const auto& [coding, bits] : {std::pair("gzip", 31), std::pair("deflate", 15)}) {
    const auto port =
        answer_with({.headers = {{"Content-Encoding", coding}}, .body = compressed(text, bits)});
    EXPECT_EQ(get(client, plain(port)).text, text) << coding;
  }
}

TEST_F(Clients, TellDamagedCompressionAsALostAnswer) {
  HttpClient client(loop, pool);
  auto body = compressed(std::string(100'000, 'a'), 31);
  body.resize(body.size() / 2);
  for (const auto& damaged : {body, std::string("this is no gzip")}) {
    const auto port = answer_with({.headers = {{"Content-Encoding", "gzip"}}, .body = damaged});
    EXPECT_EQ(fail(client, plain(port)).error.code, "http.lost");
  }
}

TEST_F(Clients, StopAtTheLimitOfABodyAlsoWhenItIsCompressed) {
  HttpClient client(loop, pool, {.body_bytes_max = 1'000});
  const auto plain_port = answer_with({.body = std::string(1'001, 'a')});
  const auto long_answer = fail(client, plain(plain_port));
  const auto bomb_port = answer_with({.headers = {{"Content-Encoding", "gzip"}},
                                      .body = compressed(std::string(50'000, 'a'), 31)});
  const auto bomb = fail(client, plain(bomb_port));

  EXPECT_EQ(long_answer.error.code, "http.too_large");
  EXPECT_TRUE(long_answer.sent);
  EXPECT_EQ(bomb.error.code, "http.too_large");
  EXPECT_EQ(bomb.error.kind, ErrorKind::limit);
}

TEST_F(Clients, StopAtTheLimitOfAHead) {
  HttpClient client(loop, pool, {.head_bytes_max = 500});
  const auto port = answer_with({.headers = {{"X", std::string(600, 'a')}}});

  EXPECT_EQ(fail(client, plain(port)).error.code, "http.too_large");
}

struct Spoiled {
  Delivery delivery;
  std::string code;
};

TEST_F(Clients, TellAnAnswerThatDoesNotComeWholeAsLost) {
  HttpClient client(loop, pool, {.answer_timeout = 100ms, .read_timeout = 100ms});
  for (const auto delivery : {Delivery::truncated, Delivery::reset, Delivery::never}) {
    const auto port = answer_with({.body = "0123456789", .delivery = delivery});
    const auto failed = fail(client, plain(port));
    EXPECT_EQ(failed.error.code, "http.lost") << static_cast<int>(delivery);
    EXPECT_EQ(failed.error.kind, ErrorKind::unavailable);
    EXPECT_TRUE(failed.sent);
  }
}

TEST_F(Clients, HearASlowAnswerPieceByPiece) {
  const auto port =
      answer_with({.body = "slow", .delivery = Delivery::slow}, {.slow_byte_every = 2ms});
  HttpClient client(loop, pool);

  const auto heard = get(client, plain(port));

  EXPECT_EQ(heard.text, "slow");
  EXPECT_GT(heard.pieces, 1);
}

TEST_F(Clients, SayThatNothingWasSentWhereNobodyAnswers) {
  const auto port = answer_with({});
  server_.reset();
  HttpClient client(loop, pool);
  auto nowhere = plain(80);
  nowhere.host = "no-such-host.invalid";

  const auto refused = fail(client, plain(port));
  const auto unknown = fail(client, nowhere);

  EXPECT_EQ(refused.error.code, "http.not_sent");
  EXPECT_FALSE(refused.sent);
  EXPECT_EQ(unknown.error.code, "http.not_sent");
  EXPECT_THAT(unknown.error.message, HasSubstr("no-such-host.invalid"));
}

TEST_F(Clients, RefuseLineBreaksBeforeAnythingIsSent) {
  bool was_asked = false;
  const auto port = serve([&](RawRequest) {
    was_asked = true;
    return ready({});
  });
  HttpClient client(loop, pool);
  auto in_header = plain(port), in_target = plain(port), in_method = plain(port);
  in_header.headers.emplace_back("X-Name", "a\r\nEvil: yes");
  in_target.target = "/ HTTP/1.1\r\nEvil: yes";
  in_method.method = "GET /evil";

  for (const auto& request : {in_header, in_target, in_method}) {
    const auto failed = fail(client, request);
    EXPECT_EQ(failed.error.code, "http.bad_request");
    EXPECT_FALSE(failed.sent);
  }
  EXPECT_FALSE(was_asked);
}

TEST_F(Clients, PassOnWhatTheSinkThrowsAndCloseTheConnection) {
  class Full final : public AnswerSink {
    void head(int, const Headers&) override {}
    void body(std::string_view) override { throw Failure(ErrorKind::corrupt, "no XML"); }
  } full;
  const auto port = answer_with({.body = "x"});
  HttpClient client(loop, pool);

  EXPECT_THROW(loop.run(client.send(plain(port), full)), Failure);
  EXPECT_EQ(client.counts().idle, 0);
}

/// A server that answers when the test says so, and counts how many wait at once.
class Crowd : public Clients {
 protected:
  std::uint16_t serve_crowd() {
    return serve([this](RawRequest request) { return hold(std::move(request)); });
  }
  Task<RawAnswer> hold(RawRequest request) {
    order.push_back(request.target);
    most = std::max(most, ++present);
    co_await sleep_for(loop, 5ms);
    --present;
    co_return RawAnswer{};
  }
  Task<void> ask(HttpClient& client, ClientRequest request) {
    Heard heard;
    co_await client.send(request, heard);
  }
  Task<void> ask_all(HttpClient& client, std::vector<ClientRequest> requests) {
    TaskGroup group(loop, co_await current_scope());
    for (auto& request : requests) group.spawn(ask(client, std::move(request)));
    co_await group.join();
  }

  std::vector<std::string> order;
  int present = 0;
  int most = 0;
};

TEST_F(Crowd, NeverUsesMoreConnectionsToAHostThanAllowed) {
  const auto port = serve_crowd();
  HttpClient client(loop, pool, {.connections_per_host = 4, .reserved_per_host = 1});

  loop.run(ask_all(client, std::vector<ClientRequest>(20, plain(port))));

  EXPECT_EQ(most, 3);
  EXPECT_EQ(client.counts().opened, 3);
  EXPECT_EQ(order.size(), 20);
}

TEST_F(Crowd, LetsUrgentRequestsUseWhatIsKeptBackAndGoFirst) {
  const auto port = serve_crowd();
  HttpClient client(loop, pool, {.connections_per_host = 2, .reserved_per_host = 1});
  std::vector<ClientRequest> requests(5, plain(port, "/usual"));
  requests.push_back(plain(port, "/urgent"));
  requests.back().urgent = true;

  loop.run(ask_all(client, requests));

  ASSERT_GE(order.size(), 2);
  EXPECT_TRUE(order[0] == "/urgent" || order[1] == "/urgent");
}

TEST_F(Crowd, SharesConnectionsBetweenThoseWhoAsk) {
  const auto port = serve_crowd();
  HttpClient client(loop, pool, {.connections_per_host = 3, .reserved_per_host = 1});
  std::vector<ClientRequest> requests(8, plain(port, "/many"));
  for (auto& request : requests) request.share = "many";
  requests.push_back(plain(port, "/few"));
  requests.back().share = "few";

  loop.run(ask_all(client, requests));

  const auto place = std::ranges::find(order, "/few") - order.begin();
  EXPECT_LE(place, 3);
}

TEST_F(Crowd, RefusesToWaitInTooLongAQueueOrTooLong) {
  const auto port = serve_crowd();
  HttpClient narrow(loop, pool,
                    {.connections_per_host = 2, .reserved_per_host = 1, .waiting_max = 1});
  HttpClient impatient(loop, pool,
                       {.connections_per_host = 2, .reserved_per_host = 1, .slot_timeout = 1ms});
  const auto code_of = [&](HttpClient& client) {
    try {
      loop.run(ask_all(client, std::vector<ClientRequest>(4, plain(port))));
    } catch (const Failure& failure) {
      return failure.error().code;
    }
    return std::string("none");
  };

  EXPECT_EQ(code_of(narrow), "http.not_sent");
  EXPECT_EQ(code_of(impatient), "http.not_sent");
  EXPECT_EQ(narrow.counts().leased, 0);
  EXPECT_EQ(narrow.counts().waiting, 0);
}

TEST_F(Crowd, LeavesNothingBehindWhenItIsDroppedInTheMiddle) {
  const auto port = serve_crowd();
  {
    HttpClient client(loop, pool, {.connections_per_host = 2, .reserved_per_host = 1});
    auto asking = ask_all(client, std::vector<ClientRequest>(5, plain(port)));
    asking.handle().resume();
    while (present == 0) loop.run(yield(loop));
  }
  loop.run(sleep_for(loop, 20ms));

  EXPECT_EQ(server_->connections(), 0);
}

class TlsClients : public Clients {
 protected:
  ClientRequest secure(std::uint16_t port) const {
    auto request = plain(port);
    request.tls = true;
    return request;
  }
  std::uint16_t serve_tls(const char* names) {
    files = make_certificate(folder.path(), names);
    return answer_with({.body = "secret"},
                       {.certificate_file = files.certificate, .private_key_file = files.key});
  }

  mirante::testing::TemporaryFolder folder;
  CertificateFiles files;
};

TEST_F(TlsClients, BelieveACertificateOfANamedAuthority) {
  const auto port = serve_tls("IP:127.0.0.1");
  HttpClient client(loop, pool, {.authorities_file = files.certificate});

  EXPECT_EQ(get(client, secure(port)).text, "secret");
}

TEST_F(TlsClients, RefuseACertificateThatNobodyVouchesFor) {
  const auto port = serve_tls("IP:127.0.0.1");
  HttpClient client(loop, pool);

  const auto failed = fail(client, secure(port));

  EXPECT_EQ(failed.error.code, "http.not_sent");
  EXPECT_FALSE(failed.sent);
  EXPECT_THAT(failed.error.message, HasSubstr("certificate"));
}

TEST_F(TlsClients, RefuseACertificateOfAnotherName) {
  const auto port = serve_tls("DNS:somewhere.else");
  HttpClient client(loop, pool, {.authorities_file = files.certificate});

  EXPECT_EQ(fail(client, secure(port)).error.code, "http.not_sent");
}

TEST_F(TlsClients, TakeASessionUpAgain) {
  const auto port = serve_tls("IP:127.0.0.1");
  HttpClient client(loop, pool, {.keep_alive = 1us, .authorities_file = files.certificate});

  get(client, secure(port));
  get(client, secure(port));

  EXPECT_EQ(client.counts().opened, 2);
  EXPECT_EQ(client.counts().tls_resumed, 1);
}

TEST_F(TlsClients, SayThatPlainHttpIsNoTls) {
  const auto port = answer_with({});
  HttpClient client(loop, pool);

  EXPECT_EQ(fail(client, secure(port)).error.code, "http.not_sent");
}

TEST_F(Clients, RefuseWrongConfigurationByName) {
  EXPECT_EQ(validate(HttpClientConfig{.connections_per_host = 0}).error().field,
            "connections_per_host");
  EXPECT_EQ(validate(HttpClientConfig{.connections_per_host = 1}).error().field,
            "reserved_per_host");
  EXPECT_EQ(validate(HttpClientConfig{.read_timeout = 0us}).error().field, "read_timeout");
  EXPECT_THROW(HttpClient(loop, pool, {.authorities_file = "/no/such/file"}), Failure);
}

}  // namespace
}  // namespace mirante::http
