// An RSA key that signs, and the certificate that lets others check it: the simulated AWS signs its
// notifications with one. The key is derived from bytes that the caller gives, so that the same
// seed gives the same key and the same signatures; a key that must stay secret needs other bytes
// than a seed that everybody knows.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "platform/crypto/hash.h"

namespace mirante::crypto {

enum class SignatureHash : std::uint8_t { sha1, sha256 };

struct CertificateFacts {
  std::string common_name;  // "sns.amazonaws.com"
  std::uint64_t serial = 1;
  Instant not_before, not_after;
};

class RsaKey {
 public:
  using FillRandom = std::function<void(std::span<std::uint8_t>)>;

  /// 2048 bits, exponent 65537. Takes about a tenth of a second.
  static RsaKey derive(const FillRandom& fill);
  ~RsaKey();
  RsaKey(RsaKey&&) noexcept;

  /// PKCS #1 v1.5: the same text gives the same bytes.
  std::vector<std::uint8_t> sign(SignatureHash hash, std::string_view text) const;
  /// X.509 v3, signed by the key itself, in PEM.
  std::string certificate(const CertificateFacts& facts) const;

 private:
  struct State;
  explicit RsaKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether the owner of the certificate (PEM) signed exactly this. False for what is no
/// certificate.
bool signed_by(std::string_view certificate, SignatureHash hash, std::string_view text,
               Bytes signature);

}  // namespace mirante::crypto
