#include "features/databases/show_databases.h"

#include <nlohmann/json.hpp>

#include "features/databases/database_facts.h"
#include "features/databases/find_restart.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_json.h"
#include "features/operations/operation_store.h"
#include "features/operations/visible.h"
#include "features/servers/server_csv.h"
#include "features/servers/server_json.h"
#include "features/servers/stored_server.h"

namespace mirante::databases {
namespace {

constexpr int operations_max = 20;
constexpr int csv_page = 5'000;  // Rows read at once.

/// As `servers::common_json`, and {is_cluster, engine, engine_version, endpoint, multi_az, cluster,
/// members, replica_of, allocated_gib, storage_type, automatic_restart_time}.
Json database_json(const inventory::Resource& database, const servers::Beside& beside) {
  auto json = servers::common_json(database, beside);
  json["is_cluster"] = is_cluster_id(database.ref.id);
  servers::put_from_summary(
      json, database,
      {"engine", "engine_version", "endpoint", "multi_az", "cluster", "members", "replica_of",
       "allocated_gib", "storage_type", "automatic_restart_time"});
  return json;
}

Json read_list(sql::Snapshot& snapshot, const CallContext& ctx, const servers::ListWish& wish,
               const servers::LookAhead& look_ahead) {
  const auto asked = servers::asked_of(snapshot, ctx, inventory::database_kind, wish);
  Json json{{"databases", Json::array()}, {"states", Json::object()}, {"total", 0}};
  if (asked.is_of_nothing) {
    json["read"] = json["unknown"] = Json::array();
    return json;
  }
  json.update(servers::coverage_json(inventory::coverage(snapshot, ctx.tenant, asked.filter),
                                     asked.accounts));
  servers::put_counts(json, inventory::count_by_state(snapshot, ctx.tenant, asked.filter), asked);
  const auto listing = inventory::page(snapshot, ctx.tenant, asked.filter, asked.page);
  const servers::Surroundings surroundings(snapshot, ctx.tenant);
  for (const auto& database : listing.resources)
    json["databases"].push_back(
        database_json(database, surroundings.beside(database.ref, asked.accounts)));
  servers::put_ahead(json["databases"], snapshot, ctx, listing.resources, look_ahead);
  if (listing.next) json["next"] = servers::place_of(*listing.next);
  return json;
}

constexpr servers::CsvColumn csv_columns[] = {{"id", "id"},
                                              {"name", "nome"},
                                              {"state", "estado"},
                                              {"engine", "motor"},
                                              {"engine_version", "versão"},
                                              {"type", "classe"},
                                              {"account_name", "conta"},
                                              {"aws_account", "conta na AWS"},
                                              {"region", "região"},
                                              {"zone", "zona"},
                                              {"multi_az", "multi-AZ"},
                                              {"cluster", "cluster"},
                                              {"replica_of", "réplica de"},
                                              {"allocated_gib", "GiB"},
                                              {"storage_type", "disco"},
                                              {"endpoint", "endereço"},
                                              {"automatic_restart_time", "AWS liga em (UTC)"},
                                              {"changed_at", "mudou em (UTC)"},
                                              {"observed_at", "visto em (UTC)"}};

std::string read_csv(sql::Snapshot& snapshot, const CallContext& ctx, const servers::ListWish& wish,
                     CsvForm form) {
  auto asked = servers::asked_of(snapshot, ctx, inventory::database_kind, wish);
  asked.page = {
      .key = asked.page.key, .is_descending = asked.page.is_descending, .limit = csv_page};
  CsvWriter csv(form.separator);
  servers::write_head(csv, form.language, csv_columns);
  if (asked.is_of_nothing) return csv.text();
  const servers::Surroundings surroundings(snapshot, ctx.tenant);
  do {
    auto listing = inventory::page(snapshot, ctx.tenant, asked.filter, asked.page);
    for (const auto& one : listing.resources)
      servers::write_row(csv, database_json(one, surroundings.beside(one.ref, asked.accounts)),
                         csv_columns);
    asked.page.after = std::move(listing.next);
  } while (asked.page.after);
  return csv.text();
}

Json read_one(sql::Snapshot& snapshot, const CallContext& ctx, const DatabaseRef& ref) {
  const auto database = find_database(snapshot, ctx, ref, "id");
  const auto accounts = servers::load_accounts(snapshot, ctx.tenant);
  const servers::Surroundings surroundings(snapshot, ctx.tenant);
  auto json = database_json(database, surroundings.beside(database.ref, accounts));
  json["document"] = inventory::document_of(database);
  if (const auto start = find_start_by_aws(snapshot, ctx.tenant, database))
    json["started_by_aws"] = {{"due", to_iso8601(start->due)}, {"seen", to_iso8601(start->seen)}};
  json["versions"] = servers::versions_json(snapshot, ctx, database.ref);
  json["operations"] =
      operations::summaries_json(snapshot, ctx,
                                 operations::visible_operations_of(
                                     snapshot, ctx, servers::target_of(database), operations_max));
  return json;
}

}  // namespace

Task<Json> list_databases(DatabasesServices& services, CallContext ctx, servers::ListWish wish) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_list(snapshot, ctx, wish, services.look_ahead); });
}

Task<std::string> list_databases_as_csv(DatabasesServices& services, CallContext ctx,
                                        servers::ListWish wish, CsvForm csv) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_csv(snapshot, ctx, wish, csv); });
}

Task<Json> show_database(DatabasesServices& services, CallContext ctx, DatabaseRef ref) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_one(snapshot, ctx, ref); });
}

}  // namespace mirante::databases
