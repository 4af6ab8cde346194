#include "features/databases/find_restart.h"

#include "features/databases/switch_kinds.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_store.h"
#include "features/servers/stored_server.h"

namespace mirante::databases {
namespace {

// As far back as it is looked.
constexpr int versions_max = 10;
constexpr int operations_max = 10;

std::vector<Instant> starts_asked_for(sql::Snapshot& snapshot, TenantId tenant,
                                      const inventory::Resource& database) {
  std::vector<Instant> asked;
  for (const auto& one :
       operations::operations_of(snapshot, tenant, servers::target_of(database), operations_max))
    if (one.kind == start_kind) asked.push_back(one.requested_at);
  return asked;
}

}  // namespace

std::optional<AwsStart> find_start_by_aws(sql::Snapshot& snapshot, TenantId tenant,
                                          const inventory::Resource& database) {
  if (!is_up(database)) return std::nullopt;
  return start_by_aws(database,
                      inventory::versions_of(snapshot, tenant, database.ref, versions_max),
                      starts_asked_for(snapshot, tenant, database));
}

}  // namespace mirante::databases
