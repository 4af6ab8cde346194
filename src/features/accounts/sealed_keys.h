// A pair of access keys as it lies in the store: sealed in the tenant's envelope for this account.
#pragma once

#include <string>

#include "base/ids.h"
#include "platform/crypto/secret.h"
#include "platform/sql/sql.h"

namespace mirante::vault {
class Vault;
}

namespace mirante::accounts {

struct KeysToSeal {
  const std::string& access_key_id;
  const crypto::Secret& secret;
};
void seal_keys(sql::Tx& tx, vault::Vault& vault, TenantId tenant, AccountId account,
               const KeysToSeal& keys);

struct OpenedKeys {
  std::string access_key_id;
  crypto::Secret secret;
};
/// Failure(corrupt) "secret.damaged" or Failure(conflict) "master_key.missing" of the vault;
/// Failure(corrupt) when the account has no keys.
OpenedKeys open_keys(sql::Snapshot& snapshot, vault::Vault& vault, TenantId tenant,
                     AccountId account);

}  // namespace mirante::accounts
