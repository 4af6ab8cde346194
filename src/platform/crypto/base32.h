// Bytes as text of five bits a character, without padding.
#pragma once

#include <string>
#include <string_view>

#include "platform/crypto/hash.h"

namespace mirante::crypto {

/// RFC 4648, upper case: what authenticator programs read.
inline constexpr std::string_view base32_rfc4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Crockford's, lower case: no letters that look like digits.
inline constexpr std::string_view base32_crockford = "0123456789abcdefghjkmnpqrstvwxyz";

std::string encode_base32(Bytes bytes, std::string_view alphabet);

}  // namespace mirante::crypto
