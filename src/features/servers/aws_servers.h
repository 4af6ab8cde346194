// The calls to AWS with which servers are looked at and switched, in this room's words. Each throws
// Failure with what AWS said.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/loop.h"
#include "features/servers/server_facts.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::servers {

/// What every call needs. Client and loop outlive it.
struct AwsCalls {
  aws::Client& client;
  Loop& loop;
};

/// By id; those that AWS does not know are missing.
Task<std::map<std::string, ServerFacts>> describe_servers(AwsCalls calls, CallContext ctx,
                                                          aws::Target target,
                                                          std::vector<std::string> ids);
/// Fills in `stop`. What may not be read is left out and explained; other failures are thrown.
Task<void> read_stop_facts(AwsCalls calls, CallContext ctx, aws::Target target,
                           std::map<std::string, ServerFacts>& servers);

/// Fills in `checks` of servers that run.
Task<void> read_status_checks(AwsCalls calls, CallContext ctx, aws::Target target,
                              std::map<std::string, ServerFacts>& servers);

enum class Manner : std::uint8_t { graceful, forced, hibernating };

/// One call each; they give AWS's request id.
Task<std::string> start_servers(AwsCalls calls, CallContext ctx, aws::Target target,
                                std::vector<std::string> ids);
Task<std::string> stop_servers(AwsCalls calls, CallContext ctx, aws::Target target,
                               std::vector<std::string> ids, Manner manner);
Task<std::string> reboot_servers(AwsCalls calls, CallContext ctx, aws::Target target,
                                 std::vector<std::string> ids);

}  // namespace mirante::servers
