// How accounts look in the API. Nothing secret is in an Account, so nothing secret can get out.
#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "features/accounts/account.h"
#include "features/accounts/connect_account.h"

namespace mirante::accounts {

/// {id, name, etag, state, connection, aws_account_id?, customer?, role_arn?, external_id?,
/// key_fingerprint?, without_external_id?, created_at, connected_at?, checked_at?, features[],
/// regions[]}
Json to_json(const Account& account, const std::vector<AccountRegion>& regions,
             const std::vector<Customer>& customers);

/// {principal, role_name, trust_policy, policy, cloudshell_command, policy_command,
/// quick_create_link?}
Json to_json(const PendingAccount& pending);

}  // namespace mirante::accounts
