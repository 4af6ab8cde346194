// The calls to AWS about types of servers. Each throws Failure with what AWS said.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/task.h"
#include "features/inventory/resource.h"
#include "features/resizing/server_type.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::accounts {
class AccountAccess;
}

namespace mirante::resizing {

/// By name; those that the region does not know are missing.
Task<std::map<std::string, ServerType>> describe_types(aws::Client& client, CallContext ctx,
                                                       aws::Target target,
                                                       std::vector<std::string> names);
/// What a region has for a server: all types of its architecture, and the names of those that its
/// zone has.
struct Offer {
  std::vector<ServerType> types;
  std::set<std::string> in_zone;
  std::string placement_strategy = {};  // Of the server's group; none: not known, or no group.
};
Task<Offer> read_offer(aws::Client& client, accounts::AccountAccess& access, CallContext ctx,
                       inventory::PartRef place, Machine machine);
/// Names of the types that AWS offers in a zone; of these names, or of all where there are none.
Task<std::set<std::string>> types_in_zone(aws::Client& client, CallContext ctx, aws::Target target,
                                          std::string zone, std::vector<std::string> names);
/// By name of a placement group: "cluster", "partition", "spread".
Task<std::map<std::string, std::string>> placement_strategies(aws::Client& client, CallContext ctx,
                                                              aws::Target target,
                                                              std::vector<std::string> names);
/// Why AWS would not let the connection change the type of this server, asked by a dry run;
/// nullopt: it would.
Task<std::optional<Error>> refused_change(aws::Client& client, CallContext ctx, aws::Target target,
                                          std::string server, std::string type);
/// ModifyInstanceAttribute, one attribute; gives AWS's request id.
Task<std::string> change_type(aws::Client& client, CallContext ctx, aws::Target target,
                              std::string server, std::string type);

}  // namespace mirante::resizing
