#include "platform/aws/wire/compression.h"

#include <gtest/gtest.h>

#include "platform/http/inflater.h"

namespace mirante::aws::wire {
namespace {

constexpr Operation packable{.name = "PutMetricData", .input = nullptr, .is_compressible = true};
constexpr Operation plain_only{.name = "PutMetricAlarm", .input = nullptr};

Serialized request(std::size_t bytes) {
  return {.method = "POST",
          .target = "/",
          .host_prefix = {},
          .headers = {{"Content-Type", "application/x-amz-json-1.0"}},
          .body = std::string(bytes, 'x')};
}

std::string unpacked(const std::string& body) {
  std::string text;
  http::Inflater inflater;
  EXPECT_TRUE(inflater.feed(body, [&](std::string_view piece) { text += piece; }));
  EXPECT_TRUE(inflater.is_done());
  return text;
}

TEST(Compression, PacksABodyOfTheLeastSizeAndSaysSo) {
  auto made = request(compressed_from);

  compress(packable, compressed_from, made);

  EXPECT_LT(made.body.size(), 100U);
  EXPECT_EQ(unpacked(made.body), std::string(compressed_from, 'x'));
  EXPECT_EQ(http::header_text(made.headers, "content-encoding"), "gzip");
}

TEST(Compression, LeavesShorterBodiesAndOtherOperationsAlone) {
  auto shorter = request(compressed_from - 1);
  auto other = request(compressed_from);

  compress(packable, compressed_from, shorter);
  compress(plain_only, compressed_from, other);

  EXPECT_EQ(shorter.body, std::string(compressed_from - 1, 'x'));
  EXPECT_EQ(other.body, std::string(compressed_from, 'x'));
  EXPECT_EQ(http::find_header(shorter.headers, "content-encoding"), nullptr);
  EXPECT_EQ(http::find_header(other.headers, "content-encoding"), nullptr);
}

TEST(Compression, StandsAfterAnEncodingThatTheCallerGave) {
  auto made = request(compressed_from);
  made.headers.emplace_back("content-encoding", "custom");

  compress(packable, compressed_from, made);

  EXPECT_EQ(http::header_text(made.headers, "Content-Encoding"), "custom, gzip");
}

TEST(Compression, GivesTheSameBytesForTheSameBody) {
  auto once = request(20'000), again = request(20'000);

  compress(packable, 1, once);
  compress(packable, 1, again);

  EXPECT_EQ(once.body, again.body);
}

}  // namespace
}  // namespace mirante::aws::wire
