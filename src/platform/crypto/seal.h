// Sealing: XChaCha20-Poly1305 with a random nonce. What is sealed opens only with the same key and
// the same context (who, what for, where it is stored), so a sealed value that is moved to another
// row, or changed by one bit, does not open. The vault (platform/vault) holds the keys.
#pragma once

#include "base/error.h"
#include "base/rng.h"
#include "platform/crypto/hash.h"
#include "platform/crypto/secret.h"

namespace mirante::crypto {

inline constexpr std::size_t key_size = 32;

/// Joins fields so that no two lists give the same bytes.
std::vector<std::uint8_t> join_context(std::initializer_list<Bytes> fields);

/// nonce (24 bytes), ciphertext, tag (16 bytes). `key` has `key_size` bytes.
std::vector<std::uint8_t> seal(const Secret& key, Bytes plain, Bytes context, Rng& rng);

/// nullopt when key, context or bytes are not those of the sealing.
std::optional<Secret> unseal(const Secret& key, Bytes sealed, Bytes context);

/// A new key.
Secret make_key(Rng& rng);

}  // namespace mirante::crypto
