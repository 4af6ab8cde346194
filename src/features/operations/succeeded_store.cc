#include "features/operations/succeeded_store.h"

namespace mirante::operations {

std::vector<Done> succeeded_since(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind,
                                  const sql::Within& within, Instant since) {
  sql::Query query(
      "select t.account_id, t.region, t.resource, o.requested_at, t.observed_at "
      "from operations o join operation_targets t "
      "on t.tenant_id = o.tenant_id and t.operation_id = o.id "
      "where o.tenant_id = ? and o.kind = ? and o.requested_at >= ? "
      "and t.outcome = 'succeeded' and t.observed_at is not null",
      tenant, kind, since);
  sql::add_within(query, "t.account_id", within);
  query.add(" order by t.account_id, t.region, t.resource, o.requested_at, o.id");
  std::vector<Done> done;
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    done.push_back(
        {.ref = {.account = row.id<AccountId>(0), .region = {row.text(1)}, .id = row.text(2)},
         .requested_at = row.instant(3),
         .observed_at = row.instant(4)});
    return true;
  });
  return done;
}

}  // namespace mirante::operations
