// AccountAccess over the store, the vault and AWS's STS. Keeps one source of credentials per
// account; an account whose connection was changed gets a new one at its next use.
#pragma once

#include <map>
#include <memory>

#include "features/accounts/account_access.h"
#include "features/accounts/account_store.h"
#include "platform/aws/client.h"
#include "platform/sql/sql.h"

namespace mirante::vault {
class Vault;
}

namespace mirante::accounts {

class Panel;

/// What `CachedAccess` needs of the process; all of it outlives it.
struct AccessServices {
  sql::Database& db;
  Loop& loop;
  vault::Vault& vault;
  aws::Client& client;
  const Panel& panel;
};

class CachedAccess final : public AccountAccess {
 public:
  explicit CachedAccess(AccessServices services) : services_(services) {}

  Task<aws::Target> target(CallContext ctx, AccountId account, Region region) override;
  Task<std::vector<Region>> enabled_regions(CallContext ctx, AccountId account) override;
  Task<void> refresh_regions(CallContext ctx, AccountId account) override;

 private:
  using Credentials = std::shared_ptr<aws::CredentialsProvider>;  // Shared with the targets.
  struct Entry {
    std::int64_t revision = 0;
    Credentials credentials;
  };

  Task<Credentials> make_credentials(CallContext ctx, Account account);

  AccessServices services_;
  std::map<TenantAccount, Entry> entries_;
};

}  // namespace mirante::accounts
