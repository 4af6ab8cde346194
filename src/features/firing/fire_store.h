// The tables of the firing: what became of each due instant, and the ledger of what was decided for
// each server. Plain functions, tenant first.
#pragma once

#include <optional>
#include <vector>

#include "features/firing/fire.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

sql::Migrations migrations();

/// Failure(conflict), code "sql.duplicate", for a fire key that is there.
void insert(sql::Tx& tx, TenantId tenant, const Fire& fire);
void insert(sql::Tx& tx, TenantId tenant, const Decided& decided);

/// What changes of them: operations and how many servers they are for.
void update(sql::Tx& tx, TenantId tenant, const Fire& fire);
/// What changes of them: outcome and operation.
void update(sql::Tx& tx, TenantId tenant, const Decided& decided);

/// Whether something was decided for the server at exactly this instant.
bool is_decided(sql::Snapshot& snapshot, TenantId tenant, const schedules::ServerRef& server,
                Instant at);

/// Newest first, due before `before`.
std::vector<Fire> fires_of(sql::Snapshot& snapshot, TenantId tenant, schedules::ScheduleId schedule,
                           std::optional<Instant> before, int limit);
/// Nobody else changes it before the transaction ends.
std::optional<Fire> find_for_update(sql::Tx& tx, TenantId tenant, const FireKey& key);
/// What a schedule's fire decided at this instant.
std::vector<Decided> decisions_at(sql::Snapshot& snapshot, TenantId tenant,
                                  schedules::ScheduleId schedule, Instant at);
std::vector<Decided> decisions_of(sql::Snapshot& snapshot, TenantId tenant,
                                  const schedules::ServerRef& server, std::optional<Instant> before,
                                  int limit);

}  // namespace mirante::firing
