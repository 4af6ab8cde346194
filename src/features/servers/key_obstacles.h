// Whether the keys of encrypted disks would let something start, asked of AWS. Nothing is changed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/servers/obstacle.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::servers {

/// Of servers of one account and region. Throws Failure where AWS gives no answer.
Task<Obstacles> key_obstacles(aws::Client& client, CallContext ctx, aws::Target target,
                              std::vector<std::string> servers);

/// Of things that hold grants of their own since they were made: databases. By id, the ARN of the
/// key of each.
Task<Obstacles> key_obstacles_of(aws::Client& client, CallContext ctx, aws::Target target,
                                 std::map<std::string, std::string> things);

}  // namespace mirante::servers
