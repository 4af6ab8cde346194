#include "platform/crypto/totp.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "base/error.h"
#include "base/percent.h"
#include "platform/crypto/base32.h"

namespace mirante::crypto {
namespace {

constexpr std::chrono::seconds step_length(30);
constexpr std::uint32_t code_range = 1'000'000;

std::array<std::uint8_t, 20> hmac_sha1(const Secret& key, std::int64_t counter) {
  std::array<std::uint8_t, 8> message{};
  for (std::size_t i = 0; i < message.size(); ++i)
    message[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(counter) >> (56 - 8 * i));
  std::array<std::uint8_t, 20> mac{};
  unsigned size = mac.size();
  const auto bytes = key.reveal_bytes();
  MIRANTE_CHECK(HMAC(EVP_sha1(), bytes.data(), static_cast<int>(bytes.size()), message.data(),
                     message.size(), mac.data(), &size) != nullptr);
  return mac;
}

}  // namespace

Secret make_totp_secret(Rng& rng) {
  auto secret = Secret::of_size(20);
  rng.fill(secret.writable());
  return secret;
}

std::int64_t totp_step(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()) / step_length;
}

std::string totp_code(const Secret& secret, std::int64_t step) {
  const auto mac = hmac_sha1(secret, step);
  const std::size_t offset = mac.back() & 0x0FU;  // RFC 4226, dynamic truncation.
  const std::uint32_t number =
      (mac[offset] & 0x7FU) << 24 | mac[offset + 1] << 16 | mac[offset + 2] << 8 | mac[offset + 3];
  return fmt::format("{:06}", number % code_range);
}

std::optional<std::int64_t> matching_step(const Secret& secret, std::string_view code, Instant now,
                                          std::int64_t last_used) {
  const auto present = totp_step(now);
  std::optional<std::int64_t> found;
  for (auto step = present - 1; step <= present + 1; ++step)
    if (equal_in_constant_time(totp_code(secret, step), code) && step > last_used) found = step;
  return found;
}

std::string totp_uri(const Secret& secret, std::string_view issuer, std::string_view account) {
  const auto name = percent_encode(issuer);
  return "otpauth://totp/" + name + ":" + percent_encode(account) +
         "?secret=" + encode_base32(secret.reveal_bytes(), base32_rfc4648) + "&issuer=" + name;
}

}  // namespace mirante::crypto
