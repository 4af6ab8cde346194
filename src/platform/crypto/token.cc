#include "platform/crypto/token.h"

#include <array>

namespace mirante::crypto {

std::string random_token(Rng& rng) {
  constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford's 32.
  std::array<std::uint8_t, 20> bytes{};
  rng.fill(bytes);
  std::string token;
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 5) {
    const auto at = bit / 8;
    const unsigned pair =
        static_cast<unsigned>(bytes[at]) << 8 | (at + 1 < bytes.size() ? bytes[at + 1] : 0U);
    token += alphabet[(pair >> (11 - bit % 8)) & 31];
  }
  return token;
}

}  // namespace mirante::crypto
