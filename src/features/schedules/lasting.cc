#include "features/schedules/lasting.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "features/accounts/account_store.h"
#include "features/schedules/plan_store.h"

namespace mirante::schedules {

Task<std::optional<Instant>> session_end(const SchedulesServices& services,
                                         const CallContext& ctx) {
  if (!services.session_end) co_return std::nullopt;
  try {
    co_return co_await services.session_end(ctx);
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    log::warning("schedules.session_end_unknown", log::kv("code", failure.error().code),
                 log::kv("why", failure.error().message));
    co_return std::nullopt;
  }
}

void must_last(sql::Snapshot& snapshot, TenantId tenant, const Targets& targets,
               std::optional<Instant> end) {
  if (!end) return;
  const auto filtered = accounts_in(targets.filter, customers_of(snapshot, tenant));
  for (const auto& account : accounts::list(snapshot, tenant)) {
    if (account.connection != accounts::Connection::role) continue;
    const bool is_named = std::ranges::find(targets.servers, account.id, &ServerRef::account) !=
                          targets.servers.end();
    if (!is_named && std::ranges::find(filtered, account.id) == filtered.end()) continue;
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "the panel's own credentials in AWS end at " + to_iso8601(*end) +
                                   " and are not renewed; after that nothing "
                                   "reaches account \"" +
                                   account.name +
                                   "\". Give the panel a "
                                   "role or keys that stay, or save the schedule paused",
                        .field = "state",
                        .code = "schedule.session_ends"});
  }
}

}  // namespace mirante::schedules
