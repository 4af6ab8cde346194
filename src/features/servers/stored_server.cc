#include "features/servers/stored_server.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/inventory/resource_store.h"
#include "features/operations/operation_store.h"
#include "features/servers/switch_kinds.h"

namespace mirante::servers {
namespace {

constexpr int looked_back = 50;

bool is_stop_of(sql::Snapshot& snapshot, TenantId tenant, const operations::Operation& operation,
                const operations::TargetRef& target) {
  if (operation.kind != stop_kind) return false;
  const auto targets = operations::targets_of(snapshot, tenant, operation.id);
  return std::ranges::any_of(targets, [&](const operations::Target& one) {
    return one.ref == target && one.outcome == operations::Outcome::succeeded;
  });
}

PublicAddress public_address_of(const Json& document) {
  const auto address = document.find("PublicIpAddress");
  if (address == document.end()) return PublicAddress::none;
  const auto interfaces = document.find("NetworkInterfaces");
  if (interfaces != document.end())
    for (const auto& interface : *interfaces) {
      const auto& association = interface.value("Association", Json::object());
      if (association.value("PublicIp", Json()) == *address)
        return association.value("IpOwnerId", "") == "amazon" ? PublicAddress::automatic
                                                              : PublicAddress::elastic;
    }
  return PublicAddress::automatic;
}

}  // namespace

bool was_stopped_before(sql::Snapshot& snapshot, TenantId tenant,
                        const operations::TargetRef& target) {
  const inventory::ResourceRef ref{
      .account = target.account, .region = target.region, .id = target.id};
  for (const auto& version : inventory::versions_of(snapshot, tenant, ref, looked_back))
    if (version.state == "stopped") return true;
  for (const auto& operation : operations::operations_of(snapshot, tenant, target, looked_back))
    if (is_stop_of(snapshot, tenant, operation, target)) return true;
  return false;
}

std::vector<operations::Loss> stored_losses(const Json& document) {
  return losses_of_stop({.state = "running", .public_address = public_address_of(document)});
}

}  // namespace mirante::servers
