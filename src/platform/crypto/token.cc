#include "platform/crypto/token.h"

#include <array>

#include "platform/crypto/base32.h"

namespace mirante::crypto {

std::string random_token(Rng& rng) {
  std::array<std::uint8_t, 20> bytes{};
  rng.fill(bytes);
  return encode_base32(bytes, base32_crockford);
}

}  // namespace mirante::crypto
