// MD5, for protocols that count on it (SQS names the MD5 of each message). It protects nothing.
#pragma once

#include <array>

#include "platform/crypto/hash.h"

namespace mirante::crypto {

using Md5 = std::array<std::uint8_t, 16>;

Md5 md5(Bytes bytes);
inline Md5 md5(std::string_view text) { return md5(as_bytes(text)); }

}  // namespace mirante::crypto
