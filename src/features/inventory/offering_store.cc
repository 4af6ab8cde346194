#include "features/inventory/offering_store.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace mirante::inventory {
namespace {

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Offerings offerings(sql::Snapshot& snapshot) {
  Offerings found;
  snapshot.each(
      "select region, type, summary from resources where kind = 'instance' and gone_at is null", {},
      [&](const sql::Row& row) {
        const auto summary = Json::parse(row.text(2), nullptr, /*allow_exceptions=*/false);
        found.servers.insert({.region = {row.text(0)},
                              .type = row.text(1),
                              .platform = text_of(summary, "platform"),
                              .tenancy = text_of(summary, "tenancy")});
        return true;
      });
  for (const auto& row : snapshot.all("select distinct region, type from resources "
                                      "where kind = 'volume' and gone_at is null and type <> ''"))
    found.volumes.emplace(Region{row.text(0)}, row.text(1));
  return found;
}

std::int64_t revision_of_offerings(sql::Snapshot& snapshot) {
  std::int64_t sum = 0;
  for (const auto& row :
       snapshot.all("select revision from parts where kind in ('instance', 'volume')"))
    sum += row.integer(0);
  return sum;
}

}  // namespace mirante::inventory
