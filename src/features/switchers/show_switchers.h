// Who else switches servers and databases, as far as AWS's record was read; and where it was not,
// which is said and never shown as nobody.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "base/task.h"
#include "features/switchers/switchers_services.h"

namespace mirante::switchers {

struct SwitchersWish {
  std::vector<std::string> accounts = {};   // Ids, AWS's 12 digits, or names.
  std::vector<std::string> customers = {};  // Ids or names.
  std::string server = {};    // "ACCOUNT/REGION/ID", or an id: of it alone. Empty: of all.
  std::string schedule = {};  // An id: of those that it is for.
};

/// {switchers[], total, unread[], unread_total, known_from, days, acts[]?}; at most 50 switchers
/// with 20 servers each, and 50 places; of one server also its last 20 acts, whoever's but the
/// panel's. Throws Failure: not_found "account.unknown", "customer.unknown", "schedule.unknown",
/// "server.unknown"; invalid, naming the field.
Task<Json> show_switchers(SwitchersServices& services, CallContext ctx, SwitchersWish wish);

}  // namespace mirante::switchers
