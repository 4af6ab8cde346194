#include "simcloud/compressed.h"

#include "platform/http/inflater.h"
#include "simcloud/signature.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t unpacked_max = 4 << 20;  // Bytes; what the server takes of a plain body.
constexpr std::size_t fed_at_once = 1 << 10;   // Bytes; at most a thousand times as many come out.

}  // namespace

Answered<std::optional<WireRequest>> unpack(const WireRequest& request) {
  const auto* coding = find_header(request.headers, "content-encoding");
  if (coding == nullptr || *coding != "gzip") return std::nullopt;
  WireRequest plain{.method = request.method,
                    .target = request.target,
                    .headers = request.headers,
                    .source = request.source,
                    .again = request.again};
  http::Inflater inflater;
  for (std::string_view rest = request.body; !rest.empty();) {
    const auto piece = rest.substr(0, fed_at_once);
    rest.remove_prefix(piece.size());
    const auto keep = [&](std::string_view more) { plain.body += more; };
    if (!inflater.feed(piece, keep)) break;
    if (plain.body.size() > unpacked_max)
      return refuse("RequestEntityTooLarge",
                    "The request is longer than " + std::to_string(unpacked_max) +
                        " bytes after it was unpacked.",
                    413);
  }
  if (!inflater.is_done())
    return refuse("SerializationException", "The compressed body of the request is damaged.");
  return plain;
}

}  // namespace mirante::simcloud
