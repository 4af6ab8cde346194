#include "platform/crypto/rsa.h"

#include <gtest/gtest.h>

#include "platform/crypto/md5.h"

namespace mirante::crypto {
namespace {

RsaKey key_of(std::uint8_t seed) {
  return RsaKey::derive([state = std::uint32_t{seed}](std::span<std::uint8_t> bytes) mutable {
    for (auto& byte : bytes) {
      state = state * 1664525 + 1013904223;
      byte = static_cast<std::uint8_t>(state >> 24);
    }
  });
}

TEST(Rsa, CertificateProvesWhatItsKeySignedAndNothingElse) {
  const auto key = key_of(1);
  const auto certificate = key.certificate({.common_name = "sns.amazonaws.com",
                                            .serial = 7,
                                            .not_before = from_micros(0),
                                            .not_after = from_micros(2'000'000'000'000'000)});
  const auto foreign = key_of(2).sign(SignatureHash::sha256, "text");

  for (const auto hash : {SignatureHash::sha1, SignatureHash::sha256}) {
    auto signature = key.sign(hash, "text");
    EXPECT_TRUE(signed_by(certificate, hash, "text", signature));
    EXPECT_FALSE(signed_by(certificate, hash, "Text", signature));
    signature[9] ^= 1;
    EXPECT_FALSE(signed_by(certificate, hash, "text", signature));
  }
  EXPECT_FALSE(signed_by(certificate, SignatureHash::sha256, "text", foreign));
  EXPECT_FALSE(signed_by("no certificate", SignatureHash::sha256, "text", foreign));
}

TEST(Rsa, TheSameBytesGiveTheSameKeySignatureAndCertificate) {
  const CertificateFacts facts{.common_name = "a", .not_before = {}, .not_after = {}};

  EXPECT_EQ(key_of(3).sign(SignatureHash::sha1, "x"), key_of(3).sign(SignatureHash::sha1, "x"));
  EXPECT_EQ(key_of(3).certificate(facts), key_of(3).certificate(facts));
  EXPECT_NE(key_of(3).certificate(facts), key_of(4).certificate(facts));
}

// RFC 1321, A.5.
TEST(Md5, GivesTheDigestsOfItsStandard) {
  EXPECT_EQ(to_hex(md5(std::string_view(""))), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(to_hex(md5(std::string_view("message digest"))), "f96b697d7cb7938d525a2f31aaf161d0");
}

}  // namespace
}  // namespace mirante::crypto
