// How secrets that we hand out (sessions, API tokens, links, recovery codes) are stored: their
// SHA-256. They carry 160 random bits, so that nothing slower is needed.
#pragma once

#include <array>
#include <cstdint>

namespace mirante::identity {

using TokenHash = std::array<std::uint8_t, 32>;

}  // namespace mirante::identity
