#include "features/inventory/offering_store.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "features/inventory/resource.h"

namespace mirante::inventory {
namespace {

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Of region, type and summary.
ServerOffering server_of(const sql::Row& row) {
  const auto summary = Json::parse(row.text(2), nullptr, /*allow_exceptions=*/false);
  return {.region = {row.text(0)},
          .type = row.text(1),
          .platform = text_of(summary, "platform"),
          .tenancy = text_of(summary, "tenancy")};
}

}  // namespace

std::set<ServerOffering> offerings_of(sql::Snapshot& snapshot, TenantId tenant) {
  std::set<ServerOffering> found;
  for (const auto& row : snapshot.all("select region, type, summary from resources where "
                                      "tenant_id = ? and kind = 'instance' and gone_at is null",
                                      tenant))
    found.insert(server_of(row));
  return found;
}

Offerings offerings(sql::Snapshot& snapshot) {
  Offerings found;
  snapshot.each(
      "select region, type, summary from resources where kind = 'instance' and gone_at is null", {},
      [&](const sql::Row& row) {
        found.servers.insert(server_of(row));
        return true;
      });
  for (const auto& row : snapshot.all("select distinct region, type from resources "
                                      "where kind = 'volume' and gone_at is null and type <> ''"))
    found.volumes.emplace(Region{row.text(0)}, row.text(1));
  snapshot.each(
      "select region, type, summary, id from resources where kind = 'database' and gone_at is null",
      {}, [&](const sql::Row& row) {
        if (!row.text(3).starts_with(database_prefix)) return true;
        const auto summary = Json::parse(row.text(2), nullptr, /*allow_exceptions=*/false);
        found.databases.insert(
            {.region = {row.text(0)},
             .type = row.text(1),
             .engine = text_of(summary, "engine"),
             .license = text_of(summary, "license"),
             .storage = text_of(summary, "storage_type"),
             .is_multi_az = summary.is_object() && summary.value("multi_az", false)});
        return true;
      });
  return found;
}

std::int64_t revision_of_offerings(sql::Snapshot& snapshot) {
  std::int64_t sum = 0;
  for (const auto& row :
       snapshot.all("select revision from parts where kind in ('instance', 'volume', 'database')"))
    sum += row.integer(0);
  return sum;
}

}  // namespace mirante::inventory
