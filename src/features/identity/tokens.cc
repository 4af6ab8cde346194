#include "features/identity/tokens.h"

#include "platform/crypto/hash.h"
#include "platform/crypto/token.h"

namespace mirante::identity {

TokenHash hash_token(std::string_view text) { return crypto::sha256(text); }

NewToken make_token(Rng& rng, std::string_view prefix) {
  auto text = std::string(prefix) + "_" + crypto::random_token(rng);
  const auto hash = hash_token(text);
  return {.text = crypto::Secret::take(std::move(text)), .hash = hash};
}

}  // namespace mirante::identity
