// What AWS says of the keys of servers' disks: their volumes, the keys, and how earlier starts with
// these went.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/servers/disk_keys.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::servers {

/// What may not be read is left out and explained; throws Failure where AWS gives no answer.
Task<DiskKeys> read_disk_keys(aws::Client& client, CallContext ctx, aws::Target target,
                              std::vector<std::string> servers);

/// Of things that hold grants of their own since they were made: databases. By id, the ARN of the
/// key of each; who starts them needs no grant.
Task<DiskKeys> read_keys_of(aws::Client& client, CallContext ctx, aws::Target target,
                            std::map<std::string, std::string> things);

}  // namespace mirante::servers
