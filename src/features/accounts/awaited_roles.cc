#include "features/accounts/awaited_roles.h"

namespace mirante::accounts {

bool AwaitedRoles::is_news(AccountId account, const std::string& refusal, Instant now) {
  constexpr auto kept = std::chrono::minutes(10);
  std::erase_if(told_, [&](const auto& one) { return now - one.second.at >= kept; });
  const auto found = told_.find(account);
  if (found != told_.end() && found->second.refusal == refusal) return false;
  told_.insert_or_assign(account, Told{.refusal = refusal, .at = now});
  return true;
}

}  // namespace mirante::accounts
