#include "features/schedules/key_store.h"

namespace mirante::schedules {

std::optional<MadeByKey> find_made(sql::Snapshot& snapshot, TenantId tenant,
                                   const std::string& key) {
  const auto row = snapshot.one(
      "select schedule_id, content from schedule_keys where tenant_id = ? and request_key = ?",
      tenant, key);
  if (!row) return std::nullopt;
  return MadeByKey{.schedule = row->id<ScheduleId>(0), .content = row->text(1)};
}

void insert_made(sql::Tx& tx, TenantId tenant, const std::string& key, const MadeByKey& made) {
  tx.exec(
      "insert into schedule_keys (tenant_id, request_key, content, schedule_id) values (?, ?, ?, "
      "?)",
      tenant, key, made.content, made.schedule);
}

}  // namespace mirante::schedules
