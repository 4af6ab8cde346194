#include "features/accounts/key_age.h"

namespace mirante::accounts {

std::optional<std::chrono::days> age_of_keys(const Account& account, Instant now) {
  // New keys are proved, and the account connected anew, when they are given.
  if (account.connection != Connection::keys || !account.connected_at) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(now - *account.connected_at);
}

}  // namespace mirante::accounts
