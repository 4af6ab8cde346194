#include "platform/events/append_all.h"

#include "platform/sql/many_rows.h"

namespace mirante::events {

void append_all(sql::Tx& tx, const std::vector<NewEvent>& events) {
  if (events.empty()) return;
  sql::ManyRows rows("events (tenant_id, kind, body)");
  for (const auto& one : events) rows.add(one.tenant, one.kind, one.body);
  rows.insert(tx);
  tx.announce();
}

}  // namespace mirante::events
