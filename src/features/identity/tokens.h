// The secrets that identity hands out: made at random, shown once, stored as their hash.
#pragma once

#include <string_view>

#include "base/rng.h"
#include "features/identity/token_hash.h"
#include "platform/crypto/secret.h"

namespace mirante::identity {

struct NewToken {
  crypto::Secret text;  // "mt_…"; shown once.
  TokenHash hash{};
};

/// `prefix` says what the token is for, so that people and scanners know it when they see it:
/// "ms" a session, "mt" an API token, "ml" a link.
NewToken make_token(Rng& rng, std::string_view prefix);

TokenHash hash_token(std::string_view text);

}  // namespace mirante::identity
