// What would keep databases from being switched, asked before anybody does it: a look at RDS judged
// by the rules of the operations, the key of their disks, and whether their subnets have an address
// left. Nothing is changed; RDS has no dry runs.
//
// A stop ends the machine below a database, and its start takes another one with another address: a
// server keeps its address while it is off, a database does not.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/databases/database_facts.h"
#include "features/servers/obstacle.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::databases {

/// Of databases of one account and region. Throws Failure where AWS gives no answer.
Task<servers::Obstacles> obstacles_of(aws::Client& client, CallContext ctx, aws::Target target,
                                      std::vector<servers::Intended> intended);

}  // namespace mirante::databases
