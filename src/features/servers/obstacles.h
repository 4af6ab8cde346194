// What would keep servers from being started, stopped or rebooted, asked before anybody does it: a
// look at AWS judged by the rules of the operations themselves, and dry runs; the keys of encrypted
// disks are judged by themselves (key_obstacles.h). Nothing is changed.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/servers/obstacle.h"

namespace mirante::aws {
struct Target;
}

namespace mirante::servers {

struct AwsCalls;

/// Of servers of one account and region that keep their types. `own_server`: that of the panel.
/// Throws Failure where AWS gives no answer.
Task<Obstacles> obstacles_of(AwsCalls calls, CallContext ctx, aws::Target target,
                             std::vector<Intended> intended, std::string own_server);

/// What AWS is asked about by dry runs.
struct Switched {
  DryRun action = DryRun::start;
  std::vector<std::string> servers;
};
/// Of these servers those that the connection may not switch so. Throws as above.
Task<Obstacles> refused_switches(AwsCalls calls, CallContext ctx, aws::Target target,
                                 Switched what);

}  // namespace mirante::servers
