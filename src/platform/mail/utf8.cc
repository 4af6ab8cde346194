#include "platform/mail/utf8.h"

#include <algorithm>
#include <cstdint>

namespace mirante::mail {
namespace {

std::size_t length_by_first(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto length = length_by_first(first);
    if (length == 0 || at + length > text.size()) return false;
    std::uint32_t code = length == 1 ? first : first & (0xffu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xc0) != 0x80) return false;
      code = (code << 6) | (next & 0x3f);
    }
    const bool is_overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    if (is_overlong || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return false;
    at += length;
  }
  return true;
}

std::size_t character_length(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(1, length_by_first(static_cast<unsigned char>(text[at])));
}

}  // namespace mirante::mail
