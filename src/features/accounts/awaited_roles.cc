#include "features/accounts/awaited_roles.h"

namespace mirante::accounts {
namespace {

constexpr std::chrono::minutes kept{10};

}  // namespace

bool AwaitedRoles::is_news(AccountId account, const std::string& refusal, Instant now) const {
  const auto found = told_.find(account);
  return found == told_.end() || now - found->second.at >= kept || found->second.refusal != refusal;
}

void AwaitedRoles::told(AccountId account, const std::string& refusal, Instant now) {
  std::erase_if(told_, [&](const auto& one) { return now - one.second.at >= kept; });
  told_.insert_or_assign(account, Told{.refusal = refusal, .at = now});
}

}  // namespace mirante::accounts
