#include "platform/aws/wire/compression.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace mirante::aws::wire {
namespace {

std::string gzip(std::string_view text) {
  constexpr int with_gzip_header = 15 + 16;
  z_stream stream = {};
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, with_gzip_header, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string packed(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int code = ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  MIRANTE_CHECK(code == Z_STREAM_END);  // It was given all the room that it may need.
  return packed;
}

}  // namespace

void compress(const Operation& operation, std::size_t least, Serialized& made) {
  if (!operation.is_compressible || made.body.size() < least) return;
  made.body = gzip(made.body);
  const auto coding = std::ranges::find_if(made.headers, [](const auto& header) {
    return http::same_header_name(header.first, "content-encoding");
  });
  if (coding == made.headers.end())
    made.headers.emplace_back("Content-Encoding", "gzip");
  else
    coding->second += ", gzip";
}

}  // namespace mirante::aws::wire
