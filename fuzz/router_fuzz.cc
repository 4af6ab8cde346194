// Targets of requests: any bytes survive being encoded and decoded, and a target is either refused
// as invalid or read into a path and pairs that, encoded again, read the same.
//
// Links: mirante_http
// Covers: src/platform/http/router.cc
#include <string>

#include "base/percent.h"
#include "platform/http/router.h"

namespace {

using mirante::percent_decode;
using mirante::percent_encode;

std::string target_of(const mirante::http::Request& request) {
  std::string target = request.path;
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    target += mark + percent_encode(name) + "=" + percent_encode(value);
    mark = '&';
  }
  return target;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto encoded = percent_encode(text);
  MIRANTE_CHECK(percent_decode(encoded) == text);
  if (const auto decoded = percent_decode(text))
    MIRANTE_CHECK(percent_decode(percent_encode(*decoded)) == decoded);

  const auto request = mirante::http::parse_request("GET", text, {}, {});
  if (!request) {
    MIRANTE_CHECK(request.error().kind == mirante::ErrorKind::invalid);
    MIRANTE_CHECK(request.error().code == "http.target");
    return 0;
  }
  const auto again = mirante::http::parse_request("GET", target_of(*request), {}, {});
  MIRANTE_CHECK(again.has_value());
  MIRANTE_CHECK(again->path == request->path && again->query == request->query);
  return 0;
}
