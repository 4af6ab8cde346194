#include "platform/crypto/password.h"

#include <sodium.h>

#include <array>

#include "base/error.h"

namespace mirante::crypto {

std::string hash_password(const Secret& password, PasswordCost cost) {
  MIRANTE_CHECK(sodium_init() >= 0);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const auto plain = password.reveal();
  if (crypto_pwhash_str_alg(text.data(), plain.data(), plain.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw Failure(ErrorKind::unavailable, "there is not enough memory to check a password");
  return text.data();
}

bool is_password(const std::string& hash, const Secret& password) {
  MIRANTE_CHECK(sodium_init() >= 0);
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::array<char, crypto_pwhash_STRBYTES> text{};  // libsodium wants a whole buffer.
  hash.copy(text.data(), hash.size());
  const auto plain = password.reveal();
  return crypto_pwhash_str_verify(text.data(), plain.data(), plain.size()) == 0;
}

bool is_outdated(const std::string& hash, PasswordCost cost) {
  MIRANTE_CHECK(sodium_init() >= 0);
  if (hash.size() >= crypto_pwhash_STRBYTES) return true;
  std::array<char, crypto_pwhash_STRBYTES> text{};
  hash.copy(text.data(), hash.size());
  return crypto_pwhash_str_needs_rehash(text.data(), cost.passes, cost.memory_bytes) != 0;
}

}  // namespace mirante::crypto
