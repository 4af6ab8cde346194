// The calls to RDS with which databases are looked at and switched, in this room's words. Each
// throws Failure with what AWS said.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/context.h"
#include "features/databases/database_facts.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::databases {

enum class Depth : std::uint8_t {
  state,     // What is waited for.
  planning,  // Also whether they are part of a blue/green deployment, which is another call.
};

/// By id ("db:orders", "cluster:orders"); those that AWS does not know are missing.
Task<std::map<std::string, DatabaseFacts>> describe_databases(aws::Client& client, CallContext ctx,
                                                              aws::Target target,
                                                              std::vector<std::string> ids,
                                                              Depth depth);

/// One call; they give AWS's request id.
Task<std::string> start_database(aws::Client& client, CallContext ctx, aws::Target target,
                                 std::string id);
Task<std::string> stop_database(aws::Client& client, CallContext ctx, aws::Target target,
                                std::string id);

}  // namespace mirante::databases
