#include "features/servers/stored_server.h"

#include <nlohmann/json.hpp>

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

operations::TargetRef target_of(const inventory::Resource& server) {
  return {.account = server.ref.account, .region = server.ref.region, .id = server.ref.id};
}

ServerFacts stored_facts(const inventory::Resource& server) {
  const auto document = inventory::document_of(server);
  const auto flag = [&](const char* object, const char* name) {
    const auto found = document.find(object);
    return found != document.end() && found->is_object() && found->value(name, false);
  };
  ServerFacts facts{
      .state = server.gone_at ? "terminated" : server.state,
      .type = server.type,
      .zone = server.zone,
      .is_spot = document.value("InstanceLifecycle", "") == "spot",
      .has_instance_store_root = document.value("RootDeviceType", "") == "instance-store",
      .public_address = public_address_of(document),
      .can_hibernate = flag("HibernationOptions", "Configured")};
  const auto tags = inventory::tags_of(server);
  if (const auto group = tags.find(scaling_group_tag); group != tags.end())
    facts.scaling_group = group->second;
  if (flag("Operator", "Managed"))
    facts.manager = document["Operator"].value("Principal", "a service of AWS");
  return facts;
}

Json first_stop_losses_json(const inventory::Resource& server) {
  auto losses = Json::array();
  for (const auto& loss : losses_of_stop(stored_facts(server)))
    losses.push_back({{"code", loss.code}, {"text", loss.text}, {"certain", true}});
  losses.push_back({{"code", "instance_store"},
                    {"text", "whether the type " + server.type +
                                 " has instance store disks, whose data a stop loses, is looked up "
                                 "when it is asked for"},
                    {"certain", false}});
  return losses;
}

}  // namespace mirante::servers
