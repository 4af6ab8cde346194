#include "features/resizing/market.h"

#include "features/accounts/access_error.h"
#include "features/accounts/permissions_policy.h"
#include "features/resizing/aws_types.h"
#include "platform/aws/client.h"

namespace mirante::resizing {
namespace {

bool is_about_permission(const Error& error) {
  const auto problem = accounts::problem_of(error);
  return problem == accounts::AccessProblem::not_permitted ||
         problem == accounts::AccessProblem::blocked;
}

}  // namespace

void MarketWish::add(const servers::ServerFacts& server, const std::string& type) {
  types.insert({type, server.type});
  zones.insert(server.zone);
  if (auto group = machine_of(Json::parse(server.observed.body)).placement_group; !group.empty())
    placement_groups.insert(std::move(group));
}

Task<Market> read_market(aws::Client& client, CallContext ctx, aws::Target target,
                         MarketWish wish) {
  Market market;
  if (wish.types.empty()) co_return market;
  const std::vector<std::string> names(wish.types.begin(), wish.types.end());
  std::string_view action = "ec2:DescribeInstanceTypes";
  std::optional<Error> denied;
  try {
    market.types = co_await describe_types(client, ctx, target, names);
    action = "ec2:DescribeInstanceTypeOfferings";
    for (const auto& zone : wish.zones)
      market.in_zone[zone] = co_await types_in_zone(client, ctx, target, zone, names);
  } catch (const Failure& failure) {
    if (!is_about_permission(failure.error())) throw;
    denied = failure.error();
  }
  if (denied)
    market.unchecked = "the connection may not call " + std::string(action) +
                       "; add to its policy: " + accounts::policy_line(action);
  if (wish.placement_groups.empty()) co_return market;
  try {
    market.placement_strategies = co_await placement_strategies(
        client, ctx, target, {wish.placement_groups.begin(), wish.placement_groups.end()});
  } catch (const Failure& failure) {
    // Then it is a caution (server_type.h), and AWS says it when the type is changed.
    if (!is_about_permission(failure.error())) throw;
  }
  co_return market;
}

void put_market(ResizeFacts& facts, const Market& market) {
  facts.types = market.types;
  facts.unchecked = market.unchecked;
  const auto zone = market.in_zone.find(facts.server.zone);
  if (zone != market.in_zone.end()) facts.offered = zone->second;
  const auto strategy = market.placement_strategies.find(machine_of(facts).placement_group);
  if (strategy != market.placement_strategies.end()) facts.placement_strategy = strategy->second;
}

}  // namespace mirante::resizing
