#include "features/inventory/state_history_store.h"

namespace mirante::inventory {

std::map<ResourceRef, std::vector<StateSpan>> earlier_states(sql::Snapshot& snapshot,
                                                             TenantId tenant, std::string_view kind,
                                                             const sql::Within& within,
                                                             Instant since) {
  std::map<ResourceRef, std::vector<StateSpan>> found;
  sql::Query query(
      "select account_id, region, id, state, valid_from, valid_until from resource_versions "
      "where tenant_id = ? and kind = ? and valid_until > ?",
      tenant, kind, since);
  sql::add_within(query, "account_id", within);
  query.add(" order by account_id, region, id, version");
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    found[{.account = row.id<AccountId>(0),
           .region = {row.text(1)},
           .kind = std::string(kind),
           .id = row.text(2)}]
        .push_back({.state = row.text(3), .from = row.instant(4), .until = row.instant(5)});
    return true;
  });
  return found;
}

std::vector<StateSpan> earlier_states_of(sql::Snapshot& snapshot, TenantId tenant,
                                         const ResourceRef& ref, Instant since) {
  std::vector<StateSpan> found;
  for (const auto& row :
       snapshot.all("select state, valid_from, valid_until from resource_versions "
                    "where tenant_id = ? and kind = ? and account_id = ? and region = ? and id = ? "
                    "and valid_until > ? order by version",
                    tenant, ref.kind, ref.account, ref.region, ref.id, since))
    found.push_back({.state = row.text(0), .from = row.instant(1), .until = row.instant(2)});
  return found;
}

}  // namespace mirante::inventory
