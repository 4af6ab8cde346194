// How servers look in the API. What is not known is left out or null, never "" or zero.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/json.h"
#include "features/accounts/account.h"
#include "features/inventory/part.h"
#include "features/inventory/resource.h"
#include "features/policy/policy.h"

namespace mirante::servers {

/// What stands beside what AWS said.
struct Beside {
  const accounts::Account* account = nullptr;    // Null: removed.
  const policy::NeverSwitchOff* mark = nullptr;  // Null: none.
  std::optional<OperationId> operation = {};     // That is switching it now.
};

/// {id, account, account_name, aws_account, region, name, state, type, zone, tags, private_ip,
/// public_ip, platform, lifecycle, launch_time, observed_at, changed_at, gone_at?,
/// never_switch_off?, operation?}
Json to_json(const inventory::Resource& server, const Beside& beside);

/// `{read[], unknown[]}` of a list.
Json coverage_json(const inventory::Coverage& coverage,
                   const std::map<AccountId, accounts::Account>& accounts);

}  // namespace mirante::servers
