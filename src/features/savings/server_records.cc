#include "features/savings/server_records.h"

#include <nlohmann/json.hpp>
#include <set>

#include "features/inventory/resource_store.h"
#include "features/savings/database_records.h"

namespace mirante::savings {
namespace {

constexpr int servers_max = 200'000;   // More than any tenant has.
constexpr int versions_looked_at = 4;  // A stop makes two: stopping, stopped.

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::int64_t> number_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

VolumeFacts volume_of(const inventory::Resource& card) {
  const auto summary = Json::parse(card.summary, nullptr, /*allow_exceptions=*/false);
  return {.id = card.ref.id,
          .type = card.type,
          .size_gib = number_of(summary, "size_gib").value_or(0),
          .iops = number_of(summary, "iops"),
          .throughput_mibps = number_of(summary, "throughput")};
}

std::vector<std::string> volume_ids(const Json& document) {
  std::vector<std::string> ids;
  for (const auto& device : document.value("BlockDeviceMappings", Json::array())) {
    auto id = text_of(device.value("Ebs", Json::object()), "VolumeId");
    if (!id.empty()) ids.push_back(std::move(id));
  }
  return ids;
}

servers::PublicAddress address_of(sql::Snapshot& snapshot, TenantId tenant,
                                  const inventory::Resource& server, const Json& document) {
  const auto now = servers::public_address_of(document);
  if (now != servers::PublicAddress::none || server.state == "running") return now;
  for (const auto& version :
       inventory::versions_of(snapshot, tenant, server.ref, versions_looked_at)) {
    if (version.state != "running") continue;
    // What is Elastic stays with a server that is off, and would have been seen above.
    return servers::public_address_of(Json::parse(version.body)) == servers::PublicAddress::none
               ? servers::PublicAddress::none
               : servers::PublicAddress::automatic;
  }
  return now;
}

}  // namespace

std::vector<inventory::Resource> list_servers(sql::Snapshot& snapshot, TenantId tenant,
                                              const sql::Within& within, inventory::Filter filter) {
  if (within && within->empty()) return {};
  if (within) filter.accounts = *within;
  return inventory::list(snapshot, tenant, filter, inventory::Detail::card, servers_max);
}

RunHistory history_of(const inventory::Resource& server, const States& states, Instant since) {
  const auto found = states.find(server.ref);
  return run_history(
      server, found == states.end() ? std::vector<inventory::StateSpan>() : found->second, since);
}

CostFacts facts_of(const inventory::Resource& card) {
  const auto summary = Json::parse(card.summary, nullptr, /*allow_exceptions=*/false);
  return {.region = card.ref.region,
          .type = card.type,
          .platform = text_of(summary, "platform"),
          .tenancy = text_of(summary, "tenancy"),
          .is_spot = text_of(summary, "lifecycle") == "spot"};
}

std::map<inventory::ResourceRef, CostFacts> facts_with_disks(
    sql::Snapshot& snapshot, TenantId tenant, const std::vector<inventory::ResourceRef>& servers) {
  std::map<inventory::ResourceRef, CostFacts> facts;
  std::map<std::string, std::vector<inventory::ResourceRef>> users;  // Of each volume.
  inventory::Filter volumes{.kind = "volume"};
  for (const auto& ref : servers) {
    const auto server = inventory::find(snapshot, tenant, ref);
    if (!server) continue;
    if (ref.kind == inventory::database_kind) {
      facts[ref] = database_facts(snapshot, tenant, *server);
      continue;
    }
    const auto document = inventory::document_of(*server);
    auto& one = facts[ref] = facts_of(*server);
    one.address = address_of(snapshot, tenant, *server, document);
    for (auto& id : volume_ids(document)) {
      users[id].push_back(ref);
      volumes.ids.push_back(std::move(id));
    }
  }
  if (volumes.ids.empty()) return facts;
  for (const auto& volume : inventory::list(snapshot, tenant, volumes, inventory::Detail::card,
                                            static_cast<int>(volumes.ids.size())))
    for (const auto& ref : users[volume.ref.id])
      if (ref.account == volume.ref.account && ref.region == volume.ref.region)
        facts[ref].volumes.push_back(volume_of(volume));
  return facts;
}

}  // namespace mirante::savings
