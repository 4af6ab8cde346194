#include "simcloud/sns/signer.h"

#include "platform/crypto/rsa.h"

namespace mirante::simcloud {

SnsSigner::SnsSigner(const Draws& draws) : draws_(draws) {}
SnsSigner::~SnsSigner() = default;

const crypto::RsaKey& SnsSigner::key() {
  if (!key_) {
    std::uint64_t drawn = 0;
    key_ =
        std::make_unique<crypto::RsaKey>(crypto::RsaKey::derive([&](std::span<std::uint8_t> bytes) {
          for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(draws_.at(Purpose::signing_key, {++drawn}));
        }));
  }
  return *key_;
}

std::string SnsSigner::sign(Version version, std::string_view canonical) {
  const auto hash =
      version == Version::one ? crypto::SignatureHash::sha1 : crypto::SignatureHash::sha256;
  return crypto::to_base64(key().sign(hash, canonical));
}

const std::string& SnsSigner::certificate() {
  // Valid wherever the World's time may be moved.
  if (certificate_.empty())
    certificate_ = key().certificate({.common_name = "sns.amazonaws.com",
                                      .serial = draws_.at(Purpose::signing_key, {0}) >> 1,
                                      .not_before = parse_iso8601("2020-01-01T00:00:00Z").value(),
                                      .not_after = parse_iso8601("2049-12-31T00:00:00Z").value()});
  return certificate_;
}

std::string SnsSigner::certificate_path() const {
  return "/SimpleNotificationService-" +
         draws_.text(32, "0123456789abcdef", Purpose::signing_key, {}) + ".pem";
}

}  // namespace mirante::simcloud
