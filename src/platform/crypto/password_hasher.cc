#include "platform/crypto/password_hasher.h"

#include <memory>

namespace mirante::crypto {
namespace {

/// Shared with the pool's thread, which may outlive the frame that asked.
std::shared_ptr<const Secret> shared(Secret password) {
  return std::make_shared<const Secret>(std::move(password));
}

}  // namespace

Task<std::string> PasswordHasher::hash(Secret password) {
  return pool_.run(loop_, [secret = shared(std::move(password)), cost = cost_] {
    return hash_password(*secret, cost);
  });
}

Task<bool> PasswordHasher::check(std::optional<std::string> hash, Secret password) {
  if (decoy_.empty()) decoy_ = co_await this->hash(Secret("no password is ever this"));
  const bool is_known = hash.has_value();
  auto judged = hash.value_or(decoy_);
  const bool is_right =
      co_await pool_.run(loop_, [judged = std::move(judged), secret = shared(std::move(password))] {
        return is_password(judged, *secret);
      });
  co_return is_known&& is_right;
}

}  // namespace mirante::crypto
