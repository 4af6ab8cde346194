#include "features/engines/engine_store.h"

namespace mirante::engines {

Standing look_around(sql::Tx& tx, std::string_view id, std::chrono::seconds gone_after) {
  const auto now = tx.now();
  tx.exec("delete from engines where seen_at < ?", now - gone_after);
  if (tx.exec("update engines set seen_at = ? where id = ?", now, id) == 0)
    tx.put("engines", {"id"}, {"began_at", "seen_at"}, id, now, now);
  const auto began_at = tx.one("select began_at from engines where id = ?", id)->instant(0);
  Standing standing;
  for (const auto& row : tx.all("select seen_at from engines where id <> ?", id)) {
    ++standing.engines;
    if (row.instant(0) <= began_at) standing.is_counted_by_all = false;
  }
  return standing;
}

void leave(sql::Tx& tx, std::string_view id) { tx.exec("delete from engines where id = ?", id); }

}  // namespace mirante::engines
