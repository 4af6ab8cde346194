// Passwords hashed and checked off the loop, at most as many at once as the pool has threads: a
// flood of logins costs waiting, never memory (semantics 6.4).
#pragma once

#include <optional>
#include <string>

#include "platform/crypto/password.h"
#include "platform/runtime/blocking_pool.h"

namespace mirante::crypto {

class PasswordHasher {
 public:
  /// Both outlive it. The pool is for hashes alone; two threads are enough.
  PasswordHasher(BlockingPool& pool, Loop& loop, PasswordCost cost = {})
      : pool_(pool), loop_(loop), cost_(cost) {}

  /// Throws Failure(limit) "pool.full" when too many wait already.
  Task<std::string> hash(Secret password);

  /// Throws what a hash would be refused with now.
  void require_room() { pool_.require_room(); }

  /// Without a hash it takes as long as with one, and says false: who asks about somebody unknown
  /// learns nothing from the time that it takes. Throws as `hash`.
  Task<bool> check(std::optional<std::string> hash, Secret password);

  bool is_outdated(const std::string& hash) const { return crypto::is_outdated(hash, cost_); }

 private:
  BlockingPool& pool_;
  Loop& loop_;
  const PasswordCost cost_;
  std::string decoy_;  // A hash at this cost that no password opens; made when first needed.
};

}  // namespace mirante::crypto
