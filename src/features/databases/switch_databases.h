// Asking for databases to be started or stopped: finds those that are meant and hands the wish to
// the operations spine. What comes of it is an operation. Or what it would do, told before.
#pragma once

#include <string>
#include <vector>

#include "features/databases/databases_services.h"
#include "features/databases/find_database.h"

namespace mirante::databases {

struct SwitchWish {
  std::string kind;  // switch_kinds.h
  std::vector<DatabaseRef> databases;
  std::string despite_pause = {};
  std::string idempotency_key = {};
};

/// The operation as JSON. Nothing is asked if one of the databases is not known. Throws Failure as
/// find_database.h (fields "databases[0]", …) and operations/request.h.
Task<Json> switch_databases(DatabasesServices& services, CallContext ctx, SwitchWish wish);

/// {kind, targets[{id, account, region, name, state, observed_at, verdict, reason_code?, reason?,
/// warnings[]}], not_judged[]}; `verdict` is will, already or refused. Judged by the rules of the
/// operation itself and by the brakes, from what was last seen; AWS is not asked.
Task<Json> plan_switch(DatabasesServices& services, CallContext ctx, SwitchWish wish);

/// The database as JSON, with its mark; throws as find_database.h and policy/set_brakes.h.
Task<Json> mark_never_switch_off(DatabasesServices& services, CallContext ctx, DatabaseRef ref,
                                 std::string reason);
Task<Json> clear_never_switch_off(DatabasesServices& services, CallContext ctx, DatabaseRef ref);

}  // namespace mirante::databases
