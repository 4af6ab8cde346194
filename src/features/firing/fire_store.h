// The tables of the firing: what became of each due instant, and the ledger of what was decided for
// each server. Plain functions, tenant first.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "features/firing/fire.h"
#include "features/operations/operation.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::firing {

sql::Migrations migrations();

/// Many at once, of any tenants. Failure(conflict), code "sql.duplicate", for a fire key or a
/// server's instant that is there.
template <class Value>
struct Of {
  TenantId tenant;
  const Value& value;
};
void insert_all(sql::Tx& tx, const std::vector<Of<Fire>>& fires);
void insert_all(sql::Tx& tx, const std::vector<Of<Decided>>& decisions);

/// What changes of them: operations and how many servers they are for.
void update(sql::Tx& tx, TenantId tenant, const Fire& fire);
/// What changes of them: outcome and operation.
void update(sql::Tx& tx, TenantId tenant, const Decided& decided);

/// A server at an instant.
struct ServerInstant {
  TenantId tenant;
  schedules::ServerRef server;
  Instant at{};
  friend auto operator<=>(const ServerInstant&, const ServerInstant&) = default;
};
/// For which of them something was decided at exactly this instant.
std::set<ServerInstant> decided_of(sql::Snapshot& snapshot,
                                   const std::vector<ServerInstant>& asked);

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

/// When something was asked for, and what has become of it.
struct Asked {
  Instant at{};
  operations::Target target;
};
/// By the last decision for the server, where that wished the same; nullopt: it did not, or it
/// asked for nothing.
std::optional<Asked> last_asked_for(sql::Snapshot& snapshot, TenantId tenant,
                                    const Decided& wished);

}  // namespace mirante::firing
