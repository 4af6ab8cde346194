// Prices that somebody has looked for of what there is not yet. They belong to no tenant, as prices
// do, and tell of none what it looked at.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "features/prices/price.h"
#include "platform/sql/sql.h"

namespace mirante::prices {

/// For so long a price is kept fresh after somebody has last looked for it.
inline constexpr std::chrono::days wish_lasts{7};

/// Hours of servers of these types.
void wish_for(sql::Tx& tx, const Region& region, const std::vector<std::string>& types,
              std::string_view platform, std::string_view tenancy, Instant now);
std::set<Product> wished_products(sql::Snapshot& snapshot, Instant now);

}  // namespace mirante::prices
