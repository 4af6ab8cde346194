// SHA-256, HMAC and the text forms around them: request signatures, the audit chain, content
// hashes. Thread-safe; each thread reuses one OpenSSL context, so that a small hash costs no
// allocation.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mirante::crypto {

using Bytes = std::span<const std::uint8_t>;
using Sha256 = std::array<std::uint8_t, 32>;

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Sha256 sha256(Bytes bytes);
inline Sha256 sha256(std::string_view text) { return sha256(as_bytes(text)); }

/// RFC 2104 with SHA-256; any length of key.
Sha256 hmac_sha256(Bytes key, Bytes message);
inline Sha256 hmac_sha256(Bytes key, std::string_view message) {
  return hmac_sha256(key, as_bytes(message));
}

/// A hash over pieces that come one after the other.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;

  void add(Bytes bytes);
  void add(std::string_view text) { add(as_bytes(text)); }
  /// The hash of all that was added; the stream begins anew.
  Sha256 finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Lower case.
std::string to_hex(Bytes bytes);
/// Either case; nullopt for anything else.
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// RFC 4648 with padding.
std::string to_base64(Bytes bytes);
/// Strict: nullopt for line breaks, missing padding or other characters.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

/// Takes the same time wherever they differ; lengths are not secret.
bool equal_in_constant_time(Bytes a, Bytes b);
inline bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return equal_in_constant_time(as_bytes(a), as_bytes(b));
}

}  // namespace mirante::crypto
