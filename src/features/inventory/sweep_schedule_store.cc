#include "features/inventory/sweep_schedule_store.h"

#include <algorithm>

namespace mirante::inventory {

ScheduleChanges schedule_changes(sql::Snapshot& snapshot) {
  auto connected = accounts::all_connected(snapshot);
  std::vector<accounts::TenantAccount> scheduled;
  for (const auto& row : snapshot.all("select tenant_id, account_id from sweep_schedule"))
    scheduled.push_back({.tenant = row.id<TenantId>(0), .account = row.id<AccountId>(1)});
  std::ranges::sort(connected);
  std::ranges::sort(scheduled);

  ScheduleChanges changes;
  std::ranges::set_difference(connected, scheduled, std::back_inserter(changes.added));
  std::ranges::set_difference(scheduled, connected, std::back_inserter(changes.removed));
  return changes;
}

void apply(sql::Tx& tx, const ScheduleChanges& changes, Instant now) {
  for (const auto& [tenant, account] : changes.added) {
    try {
      tx.exec("insert into sweep_schedule (tenant_id, account_id, due_at) values (?, ?, ?)", tenant,
              account, now);
    } catch (const Failure& failure) {
      // Another process's collector has seen the account, too.
      if (failure.error().code != "sql.duplicate") throw;
    }
  }
  for (const auto& [tenant, account] : changes.removed)
    tx.exec("delete from sweep_schedule where tenant_id = ? and account_id = ?", tenant, account);
}

std::optional<accounts::TenantAccount> take_due(sql::Tx& tx, Instant now, Instant next) {
  const auto row = tx.one_for_update(
      "select tenant_id, account_id from sweep_schedule where due_at <= ? "
      "order by due_at, tenant_id, account_id limit 1",
      now);
  if (!row) return std::nullopt;
  const accounts::TenantAccount taken{.tenant = row->id<TenantId>(0),
                                      .account = row->id<AccountId>(1)};
  tx.exec("update sweep_schedule set due_at = ? where tenant_id = ? and account_id = ?", next,
          taken.tenant, taken.account);
  return taken;
}

std::optional<Instant> next_due(sql::Snapshot& snapshot) {
  const auto row = snapshot.one("select due_at from sweep_schedule order by due_at limit 1");
  if (!row) return std::nullopt;
  return row->instant(0);
}

std::optional<Instant> oldest_reading(sql::Snapshot& snapshot) {
  const auto row = snapshot.one(
      "select min(p.observed_at) from parts p join sweep_schedule s "
      "on s.tenant_id = p.tenant_id and s.account_id = p.account_id");
  return row->maybe(0, &sql::Row::instant);
}

}  // namespace mirante::inventory
