// What a start, stop or reboot would do, told before anybody asks for it: judged by the rules of
// the operation itself and by the brakes, from what the panel last saw. Nothing is written and AWS
// is not asked, so what only AWS can say (protections, capacity, permissions) is named as not
// judged.
#pragma once

#include "features/servers/switch_servers.h"

namespace mirante::servers {

/// {kind, targets[{id, account, account_name, region, name, state, observed_at, verdict,
/// reason_code?, reason?, warnings[], was_stopped_before?, losses[]}], not_judged[]}; `verdict` is
/// will, already or refused. Throws Failure as `switch_servers`.
Task<Json> plan_switch(ServersServices& services, CallContext ctx, SwitchWish wish);

}  // namespace mirante::servers
