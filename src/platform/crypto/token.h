// Random texts that nobody can guess: external ids, session tokens, idempotency tokens.
#pragma once

#include <string>

#include "base/rng.h"

namespace mirante::crypto {

/// 32 characters of lower-case letters and digits that carry 160 bits. `rng` must be SystemRng
/// where an attacker must not guess it.
std::string random_token(Rng& rng);

}  // namespace mirante::crypto
