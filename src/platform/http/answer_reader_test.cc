// Answers out of their bytes: codings, lengths and limits, however the bytes are cut.
#include "platform/http/answer_reader.h"

#include <zlib.h>

#include "platform/http/testing/http_bench.h"

namespace mirante::http {
namespace {

using namespace testing;
using ::testing::HasSubstr;

enum class Coding : std::uint8_t { gzip, zlib };

std::string compressed(std::string_view text, Coding coding) {
  z_stream stream = {};
  const int window = coding == Coding::gzip ? 15 + 16 : 15;
  EXPECT_EQ(::deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

/// A whole answer of status 200 with these header lines, a length, and this body.
std::string with_length(const std::string& lines, const std::string& body) {
  return "HTTP/1.1 200 OK\r\n" + lines + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

class ReadingAnswers : public ::testing::Test {
 protected:
  /// Feeds `bytes` in pieces of `step`; what was not used comes again. True: the answer was whole.
  bool feed(std::string bytes, std::size_t step) {
    answer = {};
    AnswerReader reader(limits, answer, is_head);
    std::string held;
    for (std::size_t at = 0; at < bytes.size() && !reader.is_done(); at += step) {
      held += bytes.substr(at, step);
      held.erase(0, reader.feed(held));
    }
    rest = held;
    if (ends) reader.end();
    keep_alive = reader.is_done() && reader.keep_alive();
    return reader.is_done();
  }
  /// The text, however the bytes are cut.
  std::string text_of(const std::string& bytes) {
    EXPECT_TRUE(feed(bytes, 1)) << "in single bytes";
    const auto in_bytes = answer.text;
    EXPECT_TRUE(feed(bytes, 7)) << "in pieces of seven";
    EXPECT_EQ(answer.text, in_bytes);
    EXPECT_TRUE(feed(bytes, bytes.size())) << "in one piece";
    EXPECT_EQ(answer.text, in_bytes);
    return in_bytes;
  }
  std::string code_of(const std::string& bytes, std::size_t step = 3) {
    return error_from([&] { return feed(bytes, step); }).code;
  }

  AnswerReader::Limits limits{.head_bytes = 1000, .body_bytes = 100'000};
  bool is_head = false;
  bool ends = false;
  Answer answer;
  std::string rest;
  bool keep_alive = false;
};

TEST_F(ReadingAnswers, TakesLengthsAndChunks) {
  EXPECT_EQ(text_of(with_length("A: b\r\n", "hello")), "hello");
  EXPECT_EQ(answer.header("a"), "b");
  EXPECT_TRUE(keep_alive);
  EXPECT_EQ(text_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "5;x=y\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\n"),
            "hello 0123456789");
  EXPECT_EQ(text_of(with_length("", "")), "");
}

TEST_F(ReadingAnswers, TakesWhatEndsWithItsConnection) {
  ends = true;

  EXPECT_EQ(text_of("HTTP/1.1 200 OK\r\n\r\nhello"), "hello");
  EXPECT_FALSE(keep_alive);
  EXPECT_EQ(code_of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"), "http.lost");
  EXPECT_EQ(code_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
            "http.lost");
  EXPECT_EQ(code_of("HTTP/1.1 200 OK\r\nA: b\r\n"), "http.lost");
}

TEST_F(ReadingAnswers, SkipsWhatComesBeforeTheAnswer) {
  EXPECT_EQ(text_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: l\r\n\r\n" +
                    with_length("", "hello")),
            "hello");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("link"), "");
}

TEST_F(ReadingAnswers, LeavesWhatComesAfterTheAnswer) {
  feed(with_length("", "hello") + "more", 1000);

  EXPECT_EQ(answer.text, "hello");
  EXPECT_EQ(rest, "more");
}

TEST_F(ReadingAnswers, ExpectsNoBodyAfterHead) {
  is_head = true;

  EXPECT_TRUE(feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\n", 9));

  EXPECT_EQ(answer.header("content-length"), "5");
  EXPECT_EQ(answer.text, "");
}

TEST_F(ReadingAnswers, DecodesGzipAndDeflate) {
  const std::string text = "one, two, one, two, " + std::string(50'000, 'x') + "!";
  const auto gzip = compressed(text, Coding::gzip), zlib = compressed(text, Coding::zlib);

  EXPECT_EQ(text_of(with_length("Content-Encoding: gzip\r\n", gzip)), text);
  EXPECT_EQ(text_of(with_length("content-encoding: GZIP\r\n", gzip)), text);
  EXPECT_EQ(text_of(with_length("Content-Encoding: deflate\r\n", zlib)), text);
  EXPECT_EQ(text_of(with_length("", gzip)), gzip);
  EXPECT_EQ(text_of(with_length("Content-Encoding: gzip\r\n", "")), "");
}

TEST_F(ReadingAnswers, DecodesWhatComesInChunksToo) {
  const auto gzip = compressed("hello hello", Coding::gzip);
  std::string bytes =
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char byte : gzip) bytes += std::string("1\r\n") + byte + "\r\n";

  EXPECT_EQ(text_of(bytes + "0\r\n\r\n"), "hello hello");
}

TEST_F(ReadingAnswers, LosesACompressedBodyThatIsDamaged) {
  const auto gzip = compressed("hello hello, here is some text", Coding::gzip);
  auto no_magic = gzip, wrong_sum = gzip;
  no_magic[0] = 'x';
  wrong_sum[wrong_sum.size() - 5] ^= 1;
  const std::string cut = gzip.substr(0, gzip.size() - 9);
  const std::string coding = "Content-Encoding: gzip\r\n";

  for (const auto& body : {no_magic, wrong_sum, cut, std::string("no gzip at all")})
    for (const std::size_t step : {1U, 1000U})
      EXPECT_EQ(code_of(with_length(coding, body), step), "http.lost") << body.size();
  ends = true;
  EXPECT_EQ(code_of("HTTP/1.1 200 OK\r\n" + coding + "\r\n" + cut), "http.lost");
}

TEST_F(ReadingAnswers, BoundsWhatTheyHold) {
  limits = {.head_bytes = 100, .body_bytes = 10};
  const auto bomb = compressed(std::string(100'000, 'x'), Coding::gzip);
  limits.body_bytes = bomb.size();

  EXPECT_EQ(code_of(with_length("", std::string(bomb.size() + 1, 'a'))), "http.too_large");
  EXPECT_EQ(code_of(with_length("Content-Encoding: gzip\r\n", bomb)), "http.too_large");
  EXPECT_EQ(code_of(with_length("A: " + std::string(100, 'a') + "\r\n", "")), "http.too_large");
  limits.body_bytes = 10;
  EXPECT_EQ(code_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n67890"
                    "\r\n0\r\n\r\n"),
            "http.too_large");
  EXPECT_EQ(code_of("HTTP/1.1 200 OK\r\n\r\n01234567890"), "http.too_large");
  EXPECT_EQ(text_of(with_length("", "0123456789")), "0123456789");
}

TEST_F(ReadingAnswers, LosesWhatIsNoAnswer) {
  for (const auto* bytes :
       {"hello\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "SSH-2.0-x\r\n\r\n"})
    EXPECT_EQ(code_of(bytes), "http.lost") << bytes;
}

}  // namespace
}  // namespace mirante::http
