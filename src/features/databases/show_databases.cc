#include "features/databases/show_databases.h"

#include <nlohmann/json.hpp>

#include "features/databases/database_facts.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_json.h"
#include "features/operations/operation_store.h"
#include "features/operations/visible.h"
#include "features/servers/server_json.h"
#include "features/servers/stored_server.h"

namespace mirante::databases {
namespace {

constexpr int operations_max = 20;

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

Json read_list(sql::Snapshot& snapshot, const CallContext& ctx, const servers::ListWish& wish) {
  const auto asked = servers::asked_of(snapshot, ctx, inventory::database_kind, wish);
  Json json{{"databases", Json::array()}, {"states", Json::object()}, {"total", 0}};
  if (asked.is_of_nothing) {
    json["read"] = json["unknown"] = Json::array();
    return json;
  }
  json.update(servers::coverage_json(inventory::coverage(snapshot, ctx.tenant, asked.filter),
                                     asked.accounts));
  servers::put_counts(json, snapshot, ctx, asked);
  const auto listing = inventory::page(snapshot, ctx.tenant, asked.filter, asked.page);
  const servers::Surroundings surroundings(snapshot, ctx.tenant);
  for (const auto& database : listing.resources)
    json["databases"].push_back(
        database_json(database, surroundings.beside(database.ref, asked.accounts)));
  if (listing.next) json["next"] = servers::place_of(*listing.next);
  return json;
}

Json read_one(sql::Snapshot& snapshot, const CallContext& ctx, const DatabaseRef& ref) {
  const auto database = find_database(snapshot, ctx, ref, "id");
  const auto accounts = servers::load_accounts(snapshot, ctx.tenant);
  const servers::Surroundings surroundings(snapshot, ctx.tenant);
  auto json = database_json(database, surroundings.beside(database.ref, accounts));
  json["document"] = inventory::document_of(database);
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
      [&](sql::Snapshot& snapshot) { return read_list(snapshot, ctx, wish); });
}

Task<Json> show_database(DatabasesServices& services, CallContext ctx, DatabaseRef ref) {
  require(ctx, Permission::server_read);
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_one(snapshot, ctx, ref); });
}

}  // namespace mirante::databases
