// Targets for credentials that this room holds in its hands: keys that are being proved, sessions
// that were just assumed. What other rooms use comes from AccountAccess.
#pragma once

#include "features/accounts/account.h"
#include "platform/aws/client.h"
#include "platform/crypto/secret.h"

namespace mirante::accounts {

/// Whose calls the meter counts.
struct Label {
  TenantId tenant;
  AccountId account;
};

aws::Target target_of_keys(const Label& label, const Region& region, std::string access_key_id,
                           const crypto::Secret& secret_access_key);
aws::Target target_of_session(const Label& label, const Region& region, aws::Credentials session);

}  // namespace mirante::accounts
