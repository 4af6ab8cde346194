// What the store knows of databases as far as money needs it. A cluster costs what its members
// cost, which follow it; so members are never counted besides.
#pragma once

#include <vector>

#include "features/savings/server_records.h"

namespace mirante::savings {

/// All databases and clusters of these accounts that are there and that can be switched by
/// themselves, without documents.
std::vector<inventory::Resource> list_databases(sql::Snapshot& snapshot, TenantId tenant,
                                                const sql::Within& within,
                                                inventory::Filter filter = {});

/// Whether it is a member of a cluster.
bool follows_cluster(const inventory::Resource& card);

/// Whether AWS would stop it; as it is now.
bool can_stop(sql::Snapshot& snapshot, TenantId tenant, const inventory::ResourceRef& database);

/// Of a database, or of a cluster with all of its members that are there.
CostFacts database_facts(sql::Snapshot& snapshot, TenantId tenant,
                         const inventory::Resource& database);

}  // namespace mirante::savings
