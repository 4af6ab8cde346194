#include "features/inventory/json_buffer.h"

#include <algorithm>

namespace mirante::inventory {

char* JsonBuffer::put_escaped(char* to, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : text) {
    if (is_plain(c)) {
      *to++ = c;
      continue;
    }
    *to++ = '\\';
    switch (c) {
      case '"':
      case '\\': *to++ = c; break;
      case '\b': *to++ = 'b'; break;
      case '\f': *to++ = 'f'; break;
      case '\n': *to++ = 'n'; break;
      case '\r': *to++ = 'r'; break;
      case '\t': *to++ = 't'; break;
      default:
        to = put(to, "u00");
        *to++ = digits[static_cast<unsigned char>(c) >> 4];
        *to++ = digits[static_cast<unsigned char>(c) & 0xF];
    }
  }
  return to;
}

void JsonBuffer::grow(std::size_t bytes) {
  constexpr std::size_t least = 16 * 1024;
  const auto wanted = std::max(least, 2 * (size_ + bytes + block));
  // Read before it is written where short copies read whole blocks.
  auto grown = std::make_unique<char[]>(wanted);
  std::copy_n(bytes_.get(), size_, grown.get());
  bytes_ = std::move(grown);
  capacity_ = wanted;
}

}  // namespace mirante::inventory
