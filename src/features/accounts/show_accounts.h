// Reading accounts: for people and programs that may see them.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/accounts/account_store.h"
#include "features/accounts/accounts_services.h"

namespace mirante::accounts {

struct ShownAccount {
  Account account;
  std::vector<AccountRegion> regions;
  /// The last check's report as it was stored (permission_matrix.h); null: never checked.
  std::optional<std::string> last_check = {};
};

struct ShownAccounts {
  std::vector<ShownAccount> accounts;  // By name; without their checks.
  std::vector<Customer> customers;
};
Task<ShownAccounts> list_accounts(AccountsServices& services, CallContext ctx);

/// By our id, by AWS's 12 digits, or by name. Throws Failure(not_found) "account.unknown".
Task<ShownAccount> show_account(AccountsServices& services, CallContext ctx, std::string reference);
Task<AccountId> resolve_account(AccountsServices& services, CallContext ctx, std::string reference);

Task<std::vector<Customer>> list_customers(AccountsServices& services, CallContext ctx);

}  // namespace mirante::accounts
