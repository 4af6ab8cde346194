// The tables of the brakes (policy.h says what they mean).
#pragma once

#include <span>

#include "features/policy/policy.h"
#include "platform/sql/migrations.h"

namespace mirante::sql {
class Tx;
class Snapshot;
}  // namespace mirante::sql

namespace mirante::policy {

sql::Migrations migrations();

/// Sets or replaces the pause of this scope.
void put_pause(sql::Tx& tx, TenantId tenant, const Pause& pause);
/// False: there was none.
bool remove_pause(sql::Tx& tx, TenantId tenant, PauseScope scope, const Id16& id);
/// Widest first, then oldest first.
std::vector<Pause> list_pauses(sql::Snapshot& snapshot, TenantId tenant);

void put_never_switch_off(sql::Tx& tx, TenantId tenant, const NeverSwitchOff& mark);
bool remove_never_switch_off(sql::Tx& tx, TenantId tenant, AccountId account, const Region& region,
                             std::string_view server);
std::vector<NeverSwitchOff> list_never_switch_off(sql::Snapshot& snapshot, TenantId tenant);

/// All pauses of the tenant, and the marks on `things`.
Brakes load_brakes(sql::Snapshot& snapshot, TenantId tenant, std::span<const Thing> things);

}  // namespace mirante::policy
