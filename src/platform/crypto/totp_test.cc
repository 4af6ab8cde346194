#include "platform/crypto/totp.h"

#include <gtest/gtest.h>

#include "platform/crypto/base32.h"

namespace mirante::crypto {
namespace {

using namespace std::chrono_literals;

const Instant epoch{};

TEST(Base32, IsThatOfRfc4648) {
  EXPECT_EQ(encode_base32(as_bytes(""), base32_rfc4648), "");
  EXPECT_EQ(encode_base32(as_bytes("f"), base32_rfc4648), "MY");
  EXPECT_EQ(encode_base32(as_bytes("fo"), base32_rfc4648), "MZXQ");
  EXPECT_EQ(encode_base32(as_bytes("foo"), base32_rfc4648), "MZXW6");
  EXPECT_EQ(encode_base32(as_bytes("foob"), base32_rfc4648), "MZXW6YQ");
  EXPECT_EQ(encode_base32(as_bytes("fooba"), base32_rfc4648), "MZXW6YTB");
  EXPECT_EQ(encode_base32(as_bytes("foobar"), base32_rfc4648), "MZXW6YTBOI");
}

// RFC 6238 appendix B, SHA-1, the last six of its eight digits.
TEST(Totp, GivesTheCodesOfRfc6238) {
  const Secret secret("12345678901234567890");

  EXPECT_EQ(totp_code(secret, totp_step(epoch + 59s)), "287082");
  EXPECT_EQ(totp_code(secret, totp_step(epoch + 1111111109s)), "081804");
  EXPECT_EQ(totp_code(secret, totp_step(epoch + 1111111111s)), "050471");
  EXPECT_EQ(totp_code(secret, totp_step(epoch + 1234567890s)), "005924");
  EXPECT_EQ(totp_code(secret, totp_step(epoch + 2000000000s)), "279037");
  EXPECT_EQ(totp_code(secret, totp_step(epoch + 20000000000s)), "353130");
}

TEST(Totp, TakesTheCodesOfNeighbouringStepsAndNoOthers) {
  const Secret secret("12345678901234567890");
  const auto now = epoch + 1111111109s;
  const auto step = totp_step(now);

  for (const auto near : {step - 1, step, step + 1})
    EXPECT_EQ(matching_step(secret, totp_code(secret, near), now, 0), near);
  for (const auto far : {step - 2, step + 2})
    EXPECT_EQ(matching_step(secret, totp_code(secret, far), now, 0), std::nullopt);
}

TEST(Totp, TakesNoStepTwice) {
  const Secret secret("12345678901234567890");
  const auto now = epoch + 1111111109s;
  const auto step = totp_step(now);

  EXPECT_EQ(matching_step(secret, totp_code(secret, step), now, step), std::nullopt);
  EXPECT_EQ(matching_step(secret, totp_code(secret, step + 1), now, step), step + 1);
}

TEST(Totp, RefusesWhatIsNoCode) {
  const Secret secret("12345678901234567890");
  const auto now = epoch + 1111111109s;

  for (const auto* wrong : {"", "81804", "0081804", "08180x"})
    EXPECT_EQ(matching_step(secret, wrong, now, 0), std::nullopt) << wrong;
}

TEST(Totp, NamesIssuerAndAccountForAuthenticatorPrograms) {
  const Secret secret("12345678901234567890");

  EXPECT_EQ(totp_uri(secret, "Mirante Aurora", "ana@example.com"),
            "otpauth://totp/Mirante%20Aurora:ana%40example.com"
            "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Mirante%20Aurora");
}

}  // namespace
}  // namespace mirante::crypto
