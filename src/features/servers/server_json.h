// How servers look in the API. What is not known is left out or null, never "" or zero.
#pragma once

#include <initializer_list>
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

/// Of whatever is in AWS: {id, account, account_name, aws_account, region, name, state, type, zone,
/// tags, observed_at, changed_at, gone_at?, never_switch_off?, operation?}
Json common_json(const inventory::Resource& resource, const Beside& beside);
/// These members of its summary; null where it has none.
void put_from_summary(Json& json, const inventory::Resource& resource,
                      std::initializer_list<const char*> names);

/// As `common_json`, and {private_ip, public_ip, platform, lifecycle, launch_time, state_reason}.
Json to_json(const inventory::Resource& server, const Beside& beside);

/// `{read[], unknown[]}` of a list.
Json coverage_json(const inventory::Coverage& coverage,
                   const std::map<AccountId, accounts::Account>& accounts);

}  // namespace mirante::servers
