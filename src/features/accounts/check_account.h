// The check of one account: what its credentials may do, and which of its regions answer. Changes
// nothing in AWS: describe calls with small pages, dry runs for the rest. What was found is kept
// with the account.
#pragma once

#include "base/context.h"
#include "base/task.h"
#include "features/accounts/account_store.h"
#include "features/accounts/accounts_services.h"
#include "features/accounts/permission_matrix.h"

namespace mirante::accounts {

struct CheckedAccount {
  Account account;
  CheckReport report;
};

/// Throws Failure: not_found; conflict "account.pending". What AWS refuses is in the report.
Task<CheckedAccount> check_account(AccountsServices& services, CallContext ctx, AccountId id);

}  // namespace mirante::accounts
