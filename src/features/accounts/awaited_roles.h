// Roles that somebody waits for: the wizard asks again every few seconds until the role answers.
// The record tells such a refusal once, not a hundred times.
#pragma once

#include <map>
#include <string>

#include "base/ids.h"
#include "base/instant.h"

namespace mirante::accounts {

/// Lives as long as the process; forgets what is ten minutes old.
class AwaitedRoles {
 public:
  /// Whether the account's last refusal that the record tells was another one, or is ten minutes
  /// old. `refusal` holds all that makes it another: who asked, for which role, and why it was
  /// refused.
  bool is_news(AccountId account, const std::string& refusal, Instant now) const;
  /// The record tells it: only what is stored counts as told.
  void told(AccountId account, const std::string& refusal, Instant now);

 private:
  struct Told {
    std::string refusal;
    Instant at;
  };
  std::map<AccountId, Told> told_;
};

}  // namespace mirante::accounts
