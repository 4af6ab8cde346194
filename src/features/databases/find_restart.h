// Whether a database runs because AWS started it by itself, from what is stored: for the firing,
// the page and the mail.
#pragma once

#include "base/ids.h"
#include "features/databases/restart.h"
#include "platform/sql/sql.h"

namespace mirante::databases {

/// `start_by_aws` by the database's stored versions and the operations that were asked for.
std::optional<AwsStart> find_start_by_aws(sql::Snapshot& snapshot, TenantId tenant,
                                          const inventory::Resource& database);

}  // namespace mirante::databases
