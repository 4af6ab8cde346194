// What the accounts room needs of the process; made by main, outlives all calls.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/rng.h"
#include "features/accounts/awaited_roles.h"
#include "platform/sql/sql.h"

namespace mirante::aws {
class Client;
}
namespace mirante::vault {
class Vault;
}

namespace mirante::accounts {

class AccountAccess;
class Panel;

struct AccountsServices {
  sql::Database& db;
  Loop& loop;
  Rng& rng;  // SystemRng outside simulations: external ids come from it.
  vault::Vault& vault;
  aws::Client& client;
  const Panel& panel;
  AccountAccess& access;
  /// Operations that have not ended in this account; its removal waits for them. May be null.
  std::function<std::vector<OperationId>(sql::Snapshot&, TenantId, AccountId)> running_operations =
      {};
  AwaitedRoles awaited_roles = {};
};

}  // namespace mirante::accounts
