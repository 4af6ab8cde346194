// What would keep servers from being changed to another type, asked before anybody does it: the
// rules of the operation itself over a look at AWS, dry runs, and what a person should know of the
// type. Nothing is changed.
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
}

namespace mirante::resizing {

/// Of servers of one account and region that get another type. As `servers::obstacles_of`; the keys
/// of their disks are judged by themselves too.
Task<servers::Obstacles> type_obstacles_of(servers::AwsCalls calls, CallContext ctx,
                                           aws::Target target,
                                           std::vector<servers::Intended> intended,
                                           std::string own_server);

}  // namespace mirante::resizing
