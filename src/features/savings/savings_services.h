// What the savings room needs of the process; made by main, outlives all calls.
#pragma once

#include <functional>
#include <set>

#include "base/loop.h"
#include "features/inventory/resource.h"
#include "platform/sql/sql.h"

namespace mirante::savings {

struct SavingsServices {
  sql::Database& db;
  Loop& loop;
  /// The servers that a schedule switches already. May be null: none.
  std::function<std::set<inventory::ResourceRef>(sql::Snapshot&, TenantId)> scheduled = {};
};

}  // namespace mirante::savings
