// A request that may be sent again is carried out once: its key is written down before it is
// carried out, and its answer behind it, sealed, as answers hold links and tokens that are shown
// once. A process that dies in between leaves a key without an answer: then nobody can say what
// came of it, and the same key is refused, so that nothing is ever done twice.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/loop.h"
#include "base/rng.h"
#include "features/requests/kept_answer_store.h"
#include "platform/vault/vault.h"

namespace mirante::requests {

struct RequestsServices {
  sql::Database& db;
  Loop& loop;
  Rng& rng;
  vault::Vault& vault;
};

/// So long a key is remembered.
inline constexpr std::chrono::hours kept_for{24};

struct Asked {
  TenantId tenant;
  std::string actor;    // Whose key it is.
  std::string key;      // At most 191 bytes.
  std::string request;  // All of what is asked.
};

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};

  friend bool operator==(const Answer&, const Answer&) = default;
};

/// The answer that was given; nullopt: carry it out now, then `keep` or `forget` it. Throws
/// Failure(conflict) "request.key_reused" where the key was for something else,
/// "request.key_in_use" where nobody knows (yet) what came of it; Failure(invalid) for a key that
/// is too long.
Task<std::optional<Answer>> begin(RequestsServices& services, Asked asked);
Task<void> keep(RequestsServices& services, Asked asked, Answer answer);
/// Nothing came of it: the key may be used again.
Task<void> forget(RequestsServices& services, Asked asked);

}  // namespace mirante::requests
