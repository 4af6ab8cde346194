#include "features/databases/find_database.h"

#include "features/accounts/reachable_store.h"
#include "features/databases/database_facts.h"

namespace mirante::databases {
namespace {

inventory::Resource find_within(sql::Snapshot& snapshot, const CallContext& ctx,
                                const sql::Within& within, const DatabaseRef& ref,
                                const std::string& field) {
  if (!is_database_id(ref.id))
    throw wrong_field(field, "\"" + ref.id +
                                 "\" is no database's id; it looks like db:orders, or "
                                 "cluster:orders for a cluster");
  return inventory::find_resource(
      snapshot, ctx, within, {.kind = inventory::database_kind, .noun = "database"}, ref, field);
}

}  // namespace

inventory::Resource find_database(sql::Snapshot& snapshot, const CallContext& ctx,
                                  const DatabaseRef& ref, const std::string& field) {
  return find_within(snapshot, ctx, accounts::within(snapshot, ctx), ref, field);
}

std::vector<inventory::Resource> find_databases(sql::Snapshot& snapshot, const CallContext& ctx,
                                                const std::vector<DatabaseRef>& refs) {
  const auto within = accounts::within(snapshot, ctx);
  std::vector<inventory::Resource> databases;
  for (const auto& ref : refs)
    databases.push_back(find_within(snapshot, ctx, within, ref,
                                    "databases[" + std::to_string(databases.size()) + "]"));
  return databases;
}

}  // namespace mirante::databases
