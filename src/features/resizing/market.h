// What AWS has of the types with which a change of type is planned: read once for all servers of an
// account and region.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/context.h"
#include "base/task.h"
#include "features/resizing/resize_rules.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::resizing {

struct MarketWish {
  std::set<std::string> types = {};
  std::set<std::string> zones = {};
  std::set<std::string> placement_groups = {};

  /// That this server is to become of this type.
  void add(const servers::ServerFacts& server, const std::string& type);
};

struct Market {
  std::map<std::string, ServerType> types = {};                  // Those that the region knows.
  std::map<std::string, std::set<std::string>> in_zone = {};     // By zone: those that it has.
  std::map<std::string, std::string> placement_strategies = {};  // By group.
  std::string unchecked = {};                                    // Why something could not be read.
};

/// What may not be read is left out and explained. Throws Failure with what AWS said.
Task<Market> read_market(aws::Client& client, CallContext ctx, aws::Target target, MarketWish wish);

void put_market(ResizeFacts& facts, const Market& market);

}  // namespace mirante::resizing
