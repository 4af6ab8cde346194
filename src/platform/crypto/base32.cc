#include "platform/crypto/base32.h"

namespace mirante::crypto {

std::string encode_base32(Bytes bytes, std::string_view alphabet) {
  std::string text;
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 5) {
    const auto at = bit / 8;
    const unsigned pair =
        static_cast<unsigned>(bytes[at]) << 8 | (at + 1 < bytes.size() ? bytes[at + 1] : 0U);
    text += alphabet[(pair >> (11 - bit % 8)) & 31];
  }
  return text;
}

}  // namespace mirante::crypto
