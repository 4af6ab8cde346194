// Signs notifications as SNS does: RSA over AWS's canonical text, with SHA-1 (version 1) or SHA-256
// (version 2), and serves the certificate under a name of AWS's form. The key comes from the seed.
// Only the host of the certificate's URL differs from AWS's (sns.<region>.amazonaws.com) where the
// simulated AWS has an endpoint of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "simcloud/draws.h"

namespace mirante::crypto {
class RsaKey;
}

namespace mirante::simcloud {

/// The key is made when it is first needed.
class SnsSigner {
 public:
  explicit SnsSigner(const Draws& draws);
  ~SnsSigner();

  enum class Version : std::uint8_t { one, two };
  /// Base64.
  std::string sign(Version version, std::string_view canonical);
  const std::string& certificate();
  /// "/SimpleNotificationService-….pem"
  std::string certificate_path() const;

 private:
  const crypto::RsaKey& key();

  const Draws& draws_;
  std::unique_ptr<crypto::RsaKey> key_;
  std::string certificate_;
};

}  // namespace mirante::simcloud
