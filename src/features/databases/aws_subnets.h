// How many addresses subnets have left, which AWS alone knows at the moment.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::databases {

/// By id; those that AWS does not know are missing. Throws Failure with what AWS said.
Task<std::map<std::string, int>> free_addresses(aws::Client& client, CallContext ctx,
                                                aws::Target target,
                                                std::vector<std::string> subnets);

}  // namespace mirante::databases
