// From what people write to the database that they mean.
#pragma once

#include <string>
#include <vector>

#include "features/inventory/find_resource.h"

namespace mirante::databases {

using DatabaseRef = inventory::Reference;  // Its id: "db:orders" or "cluster:orders".

/// Within the reach of `ctx`. Throws Failure: invalid (`field`) for what is no database's id; else
/// as find_resource.h.
inventory::Resource find_database(sql::Snapshot& snapshot, const CallContext& ctx,
                                  const DatabaseRef& ref, const std::string& field);

/// In order; fields "databases[0]", ….
std::vector<inventory::Resource> find_databases(sql::Snapshot& snapshot, const CallContext& ctx,
                                                const std::vector<DatabaseRef>& refs);

}  // namespace mirante::databases
