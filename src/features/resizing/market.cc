#include "features/resizing/market.h"

#include "features/accounts/access_error.h"
#include "features/resizing/aws_types.h"
#include "platform/aws/client.h"

namespace mirante::resizing {

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
  try {
    market.types = co_await describe_types(client, ctx, target, names);
    action = "ec2:DescribeInstanceTypeOfferings";
    for (const auto& zone : wish.zones)
      market.in_zone[zone] = co_await types_in_zone(client, ctx, target, zone, names);
  } catch (const Failure& failure) {
    market.unchecked = accounts::why_not_allowed(failure.error(), action);
  }
  if (wish.placement_groups.empty()) co_return market;
  try {
    market.placement_strategies = co_await placement_strategies(
        client, ctx, target, {wish.placement_groups.begin(), wish.placement_groups.end()});
  } catch (const Failure& failure) {
    // Then it is a caution (server_type.h), and AWS says it when the type is changed.
    if (!accounts::is_about_permission(failure.error())) throw;
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
