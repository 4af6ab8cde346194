// Passwords at rest: Argon2id (RFC 9106) in libsodium's text form, which carries salt and cost, so
// that old hashes go on working when the cost is raised. One hash costs about 20 ms and 19 MiB:
// call these on a BlockingPool, few at a time (semantics 6.4).
#pragma once

#include <string>
#include <string_view>

#include "platform/crypto/secret.h"

namespace mirante::crypto {

/// OWASP's floor for Argon2id: 19 MiB, two passes, one lane.
struct PasswordCost {
  std::uint64_t passes = 2;
  std::size_t memory_bytes = 19 * 1024 * 1024;
};

/// "$argon2id$v=19$m=19456,t=2,p=1$…", with a salt of its own each time. Failure(unavailable) when
/// the memory is not there.
std::string hash_password(const Secret& password, PasswordCost cost = {});

/// False for a wrong password and for a text that is no hash.
bool is_password(const std::string& hash, const Secret& password);

/// Whether the hash was made at another cost, and should be made anew at the next login.
bool is_outdated(const std::string& hash, PasswordCost cost = {});

}  // namespace mirante::crypto
