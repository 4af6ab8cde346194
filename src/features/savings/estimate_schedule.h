// What a schedule that nobody has saved yet would save, for each of its servers.
#pragma once

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/savings/savings_services.h"
#include "features/schedules/stored_schedule.h"

namespace mirante::savings {

/// For a list of schedules that are saved: puts `saving` into their rows, which have their order:
/// {saving_per_month, unknown_prices, databases_without_price} as above, left out for whoever
/// may not see servers.
void put_savings(sql::Snapshot& snapshot, const CallContext& ctx, Instant now,
                 const std::vector<schedules::StoredSchedule>& schedules, std::vector<Json>& rows);

/// `body` is a schedule as it is created, with `targets`. {from, until, basis, servers[], total,
/// saving_per_month, saving_per_month_against_history, stays_per_month, unknown_prices,
/// unknown_history, commitments}; at most 50 servers stand in the list, all are in the sums. Throws
/// Failure: invalid, naming the field; not_found "server.unknown", "account.unknown",
/// "customer.unknown".
Task<Json> estimate_schedule(SavingsServices& services, CallContext ctx, Json body);

}  // namespace mirante::savings
