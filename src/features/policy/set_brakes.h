// Pulling and lifting brakes: pauses of everything, a customer or an account, and never-switch-off
// marks. Each is written together with its audit record and its event.
#pragma once

#include <string>

#include "base/context.h"
#include "base/json.h"
#include "base/loop.h"
#include "features/policy/policy_store.h"
#include "platform/sql/sql.h"

namespace mirante::policy {

/// What the policy room needs of the process; made by main, outlives all calls.
struct PolicyServices {
  sql::Database& db;
  Loop& loop;
};

struct ScopeWish {
  PauseScope scope = PauseScope::everything;
  std::string reference = {};  // Id or name of the customer or account; empty for everything.
};

/// Replaces a pause of the same scope. Throws Failure: invalid "reason", "scope" or "id"; not_found
/// for a customer or account that is not the tenant's.
Task<Pause> pause(PolicyServices& services, const CallContext& ctx, ScopeWish wish,
                  std::string reason);
/// Throws Failure(not_found), code "policy.not_paused", when there is no such pause.
Task<void> resume(PolicyServices& services, const CallContext& ctx, ScopeWish wish,
                  std::string reason);

struct ServerRef {
  AccountId account;
  Region region;
  std::string server;
};

/// The caller has looked the server up. Throws Failure(invalid) "reason".
Task<NeverSwitchOff> set_never_switch_off(PolicyServices& services, const CallContext& ctx,
                                          ServerRef ref, std::string reason);
/// Throws Failure(not_found), code "policy.not_marked", when there is no such mark.
Task<void> clear_never_switch_off(PolicyServices& services, const CallContext& ctx, ServerRef ref,
                                  std::string reason);

/// {pauses[{scope, id?, name?, reason, by, since}]}
Task<Json> show_pauses(PolicyServices& services, const CallContext& ctx);
/// {never_switch_off[{account, account_name?, region, server, reason, by, since}]}
Task<Json> show_never_switch_off(PolicyServices& services, const CallContext& ctx);

}  // namespace mirante::policy
