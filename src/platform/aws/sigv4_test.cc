// AWS's published vectors judge the signer in tests/conformance; here is what they leave out.
#include "platform/aws/sigv4.h"

#include <gmock/gmock.h>

#include "platform/crypto/hash.h"

namespace mirante::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Credentials keys() {
  return {.access_key_id = "AKIDEXAMPLE", .secret_access_key = crypto::Secret("secret-of-keys")};
}

SigningRules rules() {
  return {.region = "us-east-1", .service = "ec2", .at = from_micros(1'440'938'160'000'000)};
}

TEST(SigV4, LeavesOutHeadersThatProxiesChange) {
  const http::Headers headers{{"Host", "h"}, {"User-Agent", "x"}, {"Connection", "keep-alive"}};

  const auto made = sign_in_headers(
      {.method = "GET", .target = "/", .headers = headers, .body = ""}, keys(), rules());

  EXPECT_THAT(made.headers.back().second, HasSubstr("SignedHeaders=host;x-amz-date,"));
  EXPECT_EQ(*http::find_header(made.headers, "user-agent"), "x");
}

TEST(SigV4, EncodesAPathThatIsEncodedAlreadyOnceMore) {
  const http::Headers headers{{"Host", "h"}};

  const auto made =
      sign_in_headers({.method = "GET", .target = "/a%20b/c?x=%2F", .headers = headers, .body = ""},
                      keys(), rules());

  EXPECT_THAT(made.canonical_request, HasSubstr("GET\n/a%2520b/c\nx=%2F\n"));
  EXPECT_EQ(made.target, "/a%20b/c?x=%2F");
}

TEST(SigV4, CanLeaveTheBodyUnsigned) {
  const http::Headers headers{{"Host", "h"}};
  auto unsigned_rules = rules();
  unsigned_rules.payload = SigningRules::Payload::unsigned_;

  const auto made = sign_in_headers(
      {.method = "PUT", .target = "/", .headers = headers, .body = "much"}, keys(), unsigned_rules);

  EXPECT_TRUE(made.canonical_request.ends_with("UNSIGNED-PAYLOAD"));
  EXPECT_EQ(*http::find_header(made.headers, "x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
}

TEST(SigV4, GivesAnotherSignatureForAnotherBodyTimeRegionOrSecret) {
  const http::Headers headers{{"Host", "h"}};
  const auto sign = [&](std::string_view body, const Credentials& credentials, SigningRules how) {
    return sign_in_headers({.method = "POST", .target = "/", .headers = headers, .body = body},
                           credentials, how)
        .signature;
  };
  auto later = rules();
  later.at += std::chrono::seconds(1);
  auto elsewhere = rules();
  elsewhere.region = "sa-east-1";
  auto others = keys();
  others.secret_access_key = crypto::Secret("another-secret");

  const auto first = sign("a", keys(), rules());

  EXPECT_EQ(first, sign("a", keys(), rules()));
  EXPECT_NE(first, sign("b", keys(), rules()));
  EXPECT_NE(first, sign("a", keys(), later));
  EXPECT_NE(first, sign("a", keys(), elsewhere));
  EXPECT_NE(first, sign("a", others, rules()));
}

TEST(SigV4, NeverShowsTheSecretKey) {
  const http::Headers headers{{"Host", "h"}};

  const auto made = sign_in_query({.method = "GET", .target = "/", .headers = headers, .body = ""},
                                  keys(), rules());

  EXPECT_THAT(made.target + made.canonical_request + made.string_to_sign + made.signature,
              Not(HasSubstr("secret-of-keys")));
}

}  // namespace
}  // namespace mirante::aws
