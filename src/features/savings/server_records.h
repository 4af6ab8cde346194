// What the store knows of servers as far as money needs it: how they ran, what they are, what hangs
// on them. Within the reach of whoever asks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/context.h"
#include "features/inventory/list_store.h"
#include "features/inventory/state_history_store.h"
#include "features/savings/server_cost.h"
#include "platform/sql/within.h"

namespace mirante::savings {

using States = std::map<inventory::ResourceRef, std::vector<inventory::StateSpan>>;

/// How far back histories are read.
inline constexpr std::chrono::days history_max{28};

/// All servers of these accounts that are there and fit the filter, without documents.
std::vector<inventory::Resource> list_servers(sql::Snapshot& snapshot, TenantId tenant,
                                              const sql::Within& within,
                                              inventory::Filter filter = {});

RunHistory history_of(const inventory::Resource& server, const States& states, Instant since);

/// Of a server without document: what it is; address and volumes are not known.
CostFacts facts_of(const inventory::Resource& card);

/// The same with address and volumes; of databases what database_records.h gives. Servers that are
/// off have the address of their last run.
std::map<inventory::ResourceRef, CostFacts> facts_with_disks(
    sql::Snapshot& snapshot, TenantId tenant, const std::vector<inventory::ResourceRef>& servers);

}  // namespace mirante::savings
