// When each connected account is swept next. Collectors of several processes share it: an account
// is taken by moving its due time on, so only one of them sweeps it, and one that dies loses no
// more than that turn. Crosses tenants on purpose: only the collector calls it.
#pragma once

#include <optional>
#include <vector>

#include "features/accounts/account_store.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

/// What has to be added to the schedule and taken out of it.
struct ScheduleChanges {
  std::vector<accounts::TenantAccount> added;
  std::vector<accounts::TenantAccount> removed;

  bool empty() const { return added.empty() && removed.empty(); }
};
ScheduleChanges schedule_changes(sql::Snapshot& snapshot);
/// New accounts are due at once.
void apply(sql::Tx& tx, const ScheduleChanges& changes, Instant now);

/// Takes one account that is due, the one that waits longest, and puts it off until `next`.
std::optional<accounts::TenantAccount> take_due(sql::Tx& tx, Instant now, Instant next);

std::optional<Instant> next_due(sql::Snapshot& snapshot);

/// When the part was read that was read longest ago, of accounts that are swept and parts that
/// could be read at all; nullopt: none.
std::optional<Instant> oldest_reading(sql::Snapshot& snapshot);

}  // namespace mirante::inventory
