// Answers as the client meets them: whether the bytes come at once or in pieces, the sink hears the
// same answer or the same failure, and never more than the limit.
//
// Links: mirante_http
// Covers: src/platform/http/answer_reader.cc
#include <string>

#include "fuzz/pieces.h"
#include "platform/http/answer_reader.h"

namespace {

constexpr mirante::http::AnswerReader::Limits limits{.head_bytes = 512, .body_bytes = 4096};

struct Heard final : mirante::http::AnswerSink {
  int status = 0;
  mirante::http::Headers headers = {};
  std::string text = {};

  void head(int given, const mirante::http::Headers& all) override {
    MIRANTE_CHECK(status == 0);
    status = given;
    headers = all;
  }
  void body(std::string_view piece) override {
    MIRANTE_CHECK(status != 0 && !piece.empty());
    text += piece;
    MIRANTE_CHECK(text.size() <= limits.body_bytes);
  }
};

/// Feeds as a connection does: bytes that were not used come again, with those that follow.
struct Connection {
  Heard heard = {};
  mirante::http::AnswerReader reader{limits, heard, /*is_head=*/false};
  std::string waiting = {};
  std::string failure = {};

  void receive(std::string_view piece) {
    if (!failure.empty() || reader.is_done()) return;
    waiting += piece;
    try {
      const auto used = reader.feed(waiting);
      MIRANTE_CHECK(used <= waiting.size());
      waiting.erase(0, used);
    } catch (const mirante::Failure& thrown) {
      failure = thrown.error().code;
    }
  }
  void end() {
    if (!failure.empty() || reader.is_done()) return;
    try {
      reader.end();
    } catch (const mirante::Failure& thrown) {
      failure = thrown.error().code;
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = mirante::fuzz::read_input(data, size);
  Connection whole;
  whole.receive(input.text);
  whole.end();
  Connection parted;
  mirante::fuzz::for_each_piece(input, [&](std::string_view piece) { parted.receive(piece); });
  parted.end();

  MIRANTE_CHECK(whole.failure.empty() == parted.failure.empty());
  if (!whole.failure.empty()) return 0;
  MIRANTE_CHECK(whole.heard.status == parted.heard.status);
  MIRANTE_CHECK(whole.heard.headers == parted.heard.headers);
  MIRANTE_CHECK(whole.heard.text == parted.heard.text);
  MIRANTE_CHECK(whole.reader.keep_alive() == parted.reader.keep_alive());
  return 0;
}
