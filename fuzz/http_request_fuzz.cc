// Requests as a server meets them: whether the bytes come at once or in pieces, the same request is
// read or refused, and no body is longer than its limit.
//
// Links: mirante_http
// Covers: src/platform/http/request_reader.cc
#include <string>

#include "fuzz/pieces.h"
#include "platform/http/request_reader.h"

namespace {

using mirante::http::RequestReader;

constexpr std::size_t head_bytes_max = 512;
constexpr std::size_t body_bytes_max = 256;

/// Feeds as a connection does: bytes that were not used come again, with those that follow.
struct Connection {
  RequestReader reader{head_bytes_max, body_bytes_max};
  std::string waiting = {};
  bool is_refused = false;

  void receive(std::string_view piece) {
    if (is_refused || reader.is_done()) return;
    waiting += piece;
    const auto used = reader.feed(waiting);
    if (!used) {
      const int status = mirante::http::status_of_bad_request(used.error());
      MIRANTE_CHECK(status >= 400 && status <= 505);
      is_refused = true;
      return;
    }
    MIRANTE_CHECK(*used <= waiting.size());
    waiting.erase(0, *used);
    MIRANTE_CHECK(reader.request().body.size() <= body_bytes_max);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = mirante::fuzz::read_input(data, size);
  Connection whole;
  whole.receive(input.text);
  Connection parted;
  mirante::fuzz::for_each_piece(input, [&](std::string_view piece) { parted.receive(piece); });

  // A broken line may be refused when it begins or when it ends, but it is never a request.
  MIRANTE_CHECK(!whole.is_refused || parted.is_refused || !parted.reader.is_done());
  MIRANTE_CHECK(!parted.is_refused || whole.is_refused || !whole.reader.is_done());
  if (whole.is_refused || parted.is_refused) return 0;
  MIRANTE_CHECK(whole.reader.has_head() == parted.reader.has_head());
  MIRANTE_CHECK(whole.reader.is_done() == parted.reader.is_done());
  if (!whole.reader.is_done()) return 0;
  const auto& a = whole.reader.request();
  const auto& b = parted.reader.request();
  MIRANTE_CHECK(a.method == b.method && a.target == b.target);
  MIRANTE_CHECK(a.headers == b.headers && a.body == b.body);
  MIRANTE_CHECK(whole.reader.keep_alive() == parted.reader.keep_alive());
  return 0;
}
