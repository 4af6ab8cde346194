// How secrets that we hand out are stored: their SHA-256. Sessions, API tokens and links carry 160
// random bits, so that nothing slower is needed; recovery codes carry 60, for people to type, and
// open nothing without the password.
#pragma once

#include <array>
#include <cstdint>

namespace mirante::identity {

using TokenHash = std::array<std::uint8_t, 32>;

}  // namespace mirante::identity
