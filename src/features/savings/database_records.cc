#include "features/savings/database_records.h"

#include <nlohmann/json.hpp>

#include "features/databases/switch_rules.h"
#include "features/inventory/resource_store.h"

namespace mirante::savings {
namespace {

Json summary_of(const inventory::Resource& card) {
  auto summary = Json::parse(card.summary, nullptr, /*allow_exceptions=*/false);
  return summary.is_object() ? summary : Json::object();
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

DatabaseUse use_of(const inventory::Resource& card) {
  const auto summary = summary_of(card);
  return {.id = card.ref.id,
          .sort = {.type = card.type,
                   .engine = text_of(summary, "engine"),
                   .license = text_of(summary, "license"),
                   .storage = text_of(summary, "storage_type"),
                   .is_multi_az = summary.value("multi_az", false)},
          .size_gib = number_of(summary, "allocated_gib"),
          .iops = number_of(summary, "iops")};
}

}  // namespace

bool follows_cluster(const inventory::Resource& card) {
  return !text_of(summary_of(card), "cluster").empty();
}

std::vector<inventory::Resource> list_databases(sql::Snapshot& snapshot, TenantId tenant,
                                                const sql::Within& within,
                                                inventory::Filter filter) {
  filter.kind = inventory::database_kind;
  auto found = list_servers(snapshot, tenant, within, std::move(filter));
  std::erase_if(found, follows_cluster);
  return found;
}

bool can_stop(sql::Snapshot& snapshot, TenantId tenant, const inventory::ResourceRef& database) {
  const auto stored = inventory::find(snapshot, tenant, database);
  return stored && databases::plan_stop(database.id, databases::facts_of(*stored)).has_value();
}

CostFacts database_facts(sql::Snapshot& snapshot, TenantId tenant,
                         const inventory::Resource& database) {
  CostFacts facts{
      .region = database.ref.region, .type = database.type, .platform = {}, .is_database = true};
  if (!databases::is_cluster_id(database.ref.id)) {
    facts.databases.push_back(use_of(database));
    return facts;
  }
  const auto name = databases::identifier_of(database.ref.id);
  inventory::Filter beside{.kind = std::string(inventory::database_kind),
                           .accounts = {database.ref.account},
                           .regions = {database.ref.region}};
  for (const auto& one : list_servers(snapshot, tenant, std::nullopt, std::move(beside)))
    if (text_of(summary_of(one), "cluster") == name) facts.databases.push_back(use_of(one));
  return facts;
}

}  // namespace mirante::savings
