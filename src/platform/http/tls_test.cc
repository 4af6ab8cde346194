// TLS between our client and our server: whom the client believes, and sessions taken up again.
#include "base/testing/temporary_folder.h"
#include "platform/http/testing/certificates.h"
#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Tls : public HttpBench {
 protected:
  Tls() {
    serve_with(mine);
    connect_with({.authorities_file = mine.certificate});
  }

  void serve_with(const SelfSigned& identity) {
    serve(RawAnswer{.body = "secret"},
          {.certificate_file = identity.certificate, .private_key_file = identity.private_key});
  }
  ClientRequest get_tls() const {
    auto request = get();
    request.tls = true;
    return request;
  }

  mirante::testing::TemporaryFolder folder;
  const SelfSigned mine{folder.path(), "mine", "IP:127.0.0.1"};
};

TEST_F(Tls, BelievesAnAuthorityThatWasNamed) {
  EXPECT_EQ(fetch(get_tls()).text, "secret");
  EXPECT_EQ(fetch(get_tls()).text, "secret");
  EXPECT_EQ(client->counts().opened, 1U);
  EXPECT_EQ(client->counts().idle, 1U);
}

TEST_F(Tls, CarriesBodiesOfManyPieces) {
  serve([](RawRequest request) -> Task<RawAnswer> { co_return RawAnswer{.body = request.body}; },
        {.body_bytes_max = 8 << 20,
         .certificate_file = mine.certificate,
         .private_key_file = mine.private_key});
  auto request = get_tls();
  request.method = "POST";
  request.body = std::string(3 << 20, 'a') + "b";

  EXPECT_TRUE(fetch(request).text == request.body);
}

TEST_F(Tls, BelievesNobodyElse) {
  connect_with({});  // The system's authorities.
  bool sent = true;

  const auto error = fetch_error(get_tls(), &sent);

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_EQ(error.code, "http.not_sent");
  EXPECT_THAT(error.message, AllOf(HasSubstr("127.0.0.1"), HasSubstr("certificate")));
  EXPECT_FALSE(sent);
  EXPECT_EQ(client->counts().idle, 0U);
}

TEST_F(Tls, BelievesNoCertificateOfTheSameNameWithAnotherKey) {
  serve_with({folder.path(), "other", "IP:127.0.0.1"});

  const auto error = fetch_error(get_tls());

  EXPECT_EQ(error.code, "http.not_sent");
  EXPECT_THAT(error.message, HasSubstr("certificate"));
}

TEST_F(Tls, RefusesACertificateForAnotherName) {
  auto request = get_tls();
  request.host = "localhost";  // The certificate is for 127.0.0.1 alone.
  bool sent = true;

  const auto error = fetch_error(request, &sent);

  EXPECT_EQ(error.code, "http.not_sent");
  EXPECT_THAT(error.message, AllOf(HasSubstr("TLS with localhost failed"), HasSubstr("certificate"),
                                   HasSubstr("hostname mismatch")));
  EXPECT_FALSE(sent);
}

TEST_F(Tls, ChecksNamesAsWellAsAddresses) {
  const SelfSigned named{folder.path(), "named", "DNS:localhost"};
  serve_with(named);
  connect_with({.authorities_file = named.certificate});
  auto request = get_tls();

  EXPECT_EQ(fetch_error(request).code, "http.not_sent");
  request.host = "localhost";
  EXPECT_EQ(fetch(request).text, "secret");
}

TEST_F(Tls, RefusesACertificateThatHasExpired) {
  const SelfSigned old{folder.path(), "old", "IP:127.0.0.1", SelfSigned::Validity::ended};
  serve_with(old);
  connect_with({.authorities_file = old.certificate});

  EXPECT_THAT(fetch_error(get_tls()).message, HasSubstr("expired"));
}

TEST_F(Tls, TakesASessionUpAgain) {
  auto last = get_tls();
  last.headers.emplace_back("Connection", "close");

  fetch(last);
  EXPECT_EQ(client->counts().tls_resumed, 0U);
  fetch(last);
  fetch(last);

  EXPECT_EQ(client->counts().opened, 3U);
  EXPECT_EQ(client->counts().tls_resumed, 2U);
}

TEST_F(Tls, TakesNoSessionOfAnotherServerUp) {
  auto last = get_tls();
  last.headers.emplace_back("Connection", "close");
  fetch(last);
  serve_with(mine);  // On another port.
  last.port = port;

  EXPECT_EQ(fetch(last).text, "secret");
  EXPECT_EQ(client->counts().tls_resumed, 0U);
}

TEST_F(Tls, LosesATruncatedAnswer) {
  serve(RawAnswer{.body = "0123456789", .delivery = Delivery::truncated},
        {.certificate_file = mine.certificate, .private_key_file = mine.private_key});

  EXPECT_EQ(fetch_error(get_tls()).code, "http.lost");
}

TEST_F(Tls, SendsNothingToAServerThatDoesNotSpeakIt) {
  serve([](RawRequest) -> Task<RawAnswer> {
    ADD_FAILURE() << "something was sent";
    co_return RawAnswer{};
  });

  EXPECT_EQ(fetch_error(get_tls()).code, "http.not_sent");
}

TEST_F(Tls, DoesNotWaitForEverForAServerThatSaysNothing) {
  connect_with({.connect_timeout = 10ms, .authorities_file = mine.certificate});
  const SilentPort silent;
  auto request = get_tls();
  request.port = silent.port();

  const auto error = fetch_error(request);

  EXPECT_EQ(error.code, "http.not_sent");
  EXPECT_THAT(error.message, HasSubstr("connecting to 127.0.0.1 did not end in time"));
}

TEST_F(Tls, ServesNobodyWhoDoesNotSpeakIt) {
  const auto heard = say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

  EXPECT_THAT(heard, Not(HasSubstr("secret")));
  EXPECT_THAT(heard, Not(HasSubstr(RawClient::no_end)));
  EXPECT_EQ(fetch_error(get()).code, "http.lost");
  EXPECT_EQ(fetch(get_tls()).text, "secret");
}

TEST_F(Tls, LeavesAClientThatDoesNotFinishTheHandshake) {
  serve(RawAnswer{}, {.head_timeout = 5ms,
                      .certificate_file = mine.certificate,
                      .private_key_file = mine.private_key});

  EXPECT_EQ(speak([](RawClient& raw) { return raw.read_to_end(); }), "");
}

TEST_F(Tls, NeedsFilesThatCanBeUsed) {
  const auto error_with = [&](std::filesystem::path certificate, std::filesystem::path key) {
    return error_from([&] {
      RawServer other(loop, {.certificate_file = certificate, .private_key_file = key}, {});
      return 0;
    });
  };

  EXPECT_EQ(error_with("/none.pem", mine.private_key).field, "certificate_file");
  EXPECT_EQ(error_with(mine.certificate, "/none.pem").field, "private_key_file");
  const SelfSigned other{folder.path(), "other", "IP:127.0.0.1"};
  EXPECT_EQ(error_with(mine.certificate, other.private_key).field, "private_key_file");
}

}  // namespace
}  // namespace mirante::http
