#include "features/servers/stored_server.h"

#include "features/inventory/resource_store.h"
#include "features/operations/operation_store.h"
#include "features/servers/switch_kinds.h"

namespace mirante::servers {

bool was_stopped_before(sql::Snapshot& snapshot, TenantId tenant,
                        const operations::TargetRef& target) {
  const inventory::ResourceRef ref{
      .account = target.account, .region = target.region, .id = target.id};
  return inventory::was_ever(snapshot, tenant, ref, "stopped") ||
         operations::has_succeeded(snapshot, tenant, stop_kind, target);
}

std::vector<operations::Loss> stored_losses(const Json& document) {
  return losses_of_stop({.state = "running", .public_address = public_address_of(document)});
}

}  // namespace mirante::servers
