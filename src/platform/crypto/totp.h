// Codes of authenticator programs: TOTP (RFC 6238) over HMAC-SHA-1 with 30 s steps and 6 digits,
// which is what all of them understand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/rng.h"
#include "platform/crypto/secret.h"

namespace mirante::crypto {

/// 160 bits, as RFC 4226 advises.
Secret make_totp_secret(Rng& rng);

/// The number of the 30 s step that an instant lies in.
std::int64_t totp_step(Instant at);

/// Six digits.
std::string totp_code(const Secret& secret, std::int64_t step);

/// The step whose code this is, among the one before `now`, that of `now` and the one after it
/// (clocks differ). Each step may be used once: only those after `last_used` count.
std::optional<std::int64_t> matching_step(const Secret& secret, std::string_view code, Instant now,
                                          std::int64_t last_used);

/// "otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER", for a QR code.
std::string totp_uri(const Secret& secret, std::string_view issuer, std::string_view account);

}  // namespace mirante::crypto
