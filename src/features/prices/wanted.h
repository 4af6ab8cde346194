// Which prices are wanted: those of what there is. Pure.
#pragma once

#include <set>

#include "features/inventory/offering_store.h"
#include "features/prices/price.h"

namespace mirante::prices {

/// Servers by type, platform and tenancy, an address for each of their regions, volumes by type and
/// by what can be bought beyond their size.
std::set<Product> wanted_products(const inventory::Offerings& offerings);
/// Hours of servers alone.
std::set<Product> server_products(const std::set<inventory::ServerOffering>& servers);

}  // namespace mirante::prices
