// Whether AWS would let a connection start, stop or reboot servers, asked by dry runs, which change
// nothing. AWS looks at permissions and organisation policies, not at the servers' states nor at
// keys.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "features/servers/aws_servers.h"
#include "features/servers/obstacle.h"

namespace mirante::servers {

/// Of servers for which AWS would refuse it: why. Throws Failure where AWS gives no answer.
Task<std::map<std::string, Error>> refused_by_dry_run(AwsCalls calls, CallContext ctx,
                                                      aws::Target target, DryRun action,
                                                      std::vector<std::string> ids);

}  // namespace mirante::servers
