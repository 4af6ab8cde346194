#include "platform/crypto/seal.h"

#include <sodium.h>

namespace mirante::crypto {
namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(key_size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

void start_library() {
  static const bool is_ready = sodium_init() >= 0;  // Chooses the fastest code for this processor.
  MIRANTE_CHECK(is_ready);
}

}  // namespace

std::vector<std::uint8_t> join_context(std::initializer_list<Bytes> fields) {
  std::vector<std::uint8_t> joined;
  for (const auto field : fields) {
    for (int shift = 24; shift >= 0; shift -= 8)
      joined.push_back(static_cast<std::uint8_t>(field.size() >> shift));
    joined.insert(joined.end(), field.begin(), field.end());
  }
  return joined;
}

std::vector<std::uint8_t> seal(const Secret& key, Bytes plain, Bytes context, Rng& rng) {
  start_library();
  MIRANTE_CHECK(key.size() == key_size);
  std::vector<std::uint8_t> sealed(nonce_size + plain.size() + tag_size);
  rng.fill(std::span(sealed).first(nonce_size));
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_size, nullptr, plain.data(),
                                             plain.size(), context.data(), context.size(), nullptr,
                                             sealed.data(), key.reveal_bytes().data());
  return sealed;
}

std::optional<Secret> unseal(const Secret& key, Bytes sealed, Bytes context) {
  start_library();
  MIRANTE_CHECK(key.size() == key_size);
  if (sealed.size() < nonce_size + tag_size) return std::nullopt;
  auto plain = Secret::of_size(sealed.size() - nonce_size - tag_size);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          plain.writable().data(), nullptr, nullptr, sealed.data() + nonce_size,
          sealed.size() - nonce_size, context.data(), context.size(), sealed.data(),
          key.reveal_bytes().data()) != 0)
    return std::nullopt;
  return plain;
}

Secret make_key(Rng& rng) {
  auto key = Secret::of_size(key_size);
  rng.fill(key.writable());
  return key;
}

}  // namespace mirante::crypto
