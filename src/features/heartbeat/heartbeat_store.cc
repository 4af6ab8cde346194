#include "features/heartbeat/heartbeat_store.h"

namespace mirante::heartbeat {

std::optional<Outage> beat(sql::Tx& tx, std::chrono::seconds outage_after) {
  const auto row = tx.one_for_update("select beaten_at from heartbeat where id = 1");
  const auto last = row ? std::optional(row->instant(0)) : std::nullopt;
  const auto now = tx.now();
  const auto outage = outage_between(last, now, outage_after);
  if (outage) tx.put("outages", {"began_at"}, {"ended_at"}, outage->began_at, outage->ended_at);
  if (!last || now > *last) tx.put("heartbeat", {"id"}, {"beaten_at"}, 1, now);
  return outage;
}

std::vector<Outage> outages_since(sql::Snapshot& snapshot, Instant since, int limit) {
  std::vector<Outage> outages;
  for (const auto& row : snapshot.all("select began_at, ended_at from outages where ended_at >= ? "
                                      "order by ended_at desc limit ?",
                                      since, limit))
    outages.push_back({.began_at = row.instant(0), .ended_at = row.instant(1)});
  return outages;
}

}  // namespace mirante::heartbeat
