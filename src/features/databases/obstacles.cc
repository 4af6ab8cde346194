#include "features/databases/obstacles.h"

#include <algorithm>
#include <map>
#include <set>

#include "features/accounts/access_error.h"
#include "features/accounts/permissions_policy.h"
#include "features/databases/aws_databases.h"
#include "features/databases/aws_subnets.h"
#include "features/databases/switch_rules.h"
#include "features/servers/key_obstacles.h"
#include "platform/aws/client.h"

namespace mirante::databases {
namespace {

using servers::Intended;
using servers::Obstacle;
using servers::Obstacles;
using servers::Weight;
using What = Intended::What;
using Databases = std::map<std::string, DatabaseFacts>;

Obstacle obstacle(std::string code, std::string text, Weight weight = Weight::prevents) {
  return {.why = {.kind = ErrorKind::refused, .message = std::move(text), .code = std::move(code)},
          .weight = weight};
}

/// As if it were in the state from which it is to be switched, unless it is broken or ends.
Result<operations::Plan> plan_of(const Intended& one, DatabaseFacts facts) {
  const bool is_start = one.what == What::start;
  if (!is_ending(facts) && !is_broken(facts.state))
    facts.state = is_start ? "stopped" : "available";
  return is_start ? plan_start(one.id, facts) : plan_stop(one.id, facts);
}

/// What is known of the subnets of databases that start.
struct Addresses {
  std::map<std::string, int> left = {};
  std::string unread = {};
};

Task<Addresses> read_addresses(aws::Client& client, const CallContext& ctx,
                               const aws::Target& target, const Databases& starting) {
  std::set<std::string> subnets;
  for (const auto& [id, facts] : starting)
    subnets.insert(facts.subnets.begin(), facts.subnets.end());
  Addresses addresses;
  if (subnets.empty()) co_return addresses;
  try {
    addresses.left = co_await free_addresses(client, ctx, target, {subnets.begin(), subnets.end()});
  } catch (const Failure& failure) {
    if (accounts::problem_of(failure.error()) != accounts::AccessProblem::not_permitted) throw;
    addresses.unread = "the connection may not call ec2:DescribeSubnets; add to its policy: " +
                       accounts::policy_line("ec2:DescribeSubnets");
  }
  co_return addresses;
}

std::optional<Obstacle> judge_addresses(const DatabaseFacts& facts, const Addresses& addresses) {
  if (facts.subnets.empty()) return std::nullopt;
  if (!addresses.unread.empty())
    return obstacle("database.addresses_unchecked",
                    "whether its subnets have an address left cannot be seen: " + addresses.unread,
                    Weight::unknown);
  std::string names;
  for (const auto& subnet : facts.subnets) {
    const auto left = addresses.left.find(subnet);
    if (left != addresses.left.end() && left->second > 0) return std::nullopt;
    names += (names.empty() ? "" : ", ") + subnet;
  }
  return obstacle("database.no_addresses",
                  "its start needs an address, and none is left in " + names +
                      ": AWS would let it end in \"incompatible-network\"; free an address, or "
                      "add a subnet to its subnet group");
}

/// Those of its members stand for a cluster.
Task<Databases> read_starting(aws::Client& client, const CallContext& ctx,
                              const aws::Target& target, const std::vector<Intended>& intended,
                              const Databases& seen) {
  Databases starting;
  std::vector<std::string> members;
  for (const auto& one : intended) {
    const auto found = seen.find(one.id);
    if (one.what != What::start || found == seen.end()) continue;
    starting.insert(*found);
    members.insert(members.end(), found->second.members.begin(), found->second.members.end());
  }
  if (members.empty()) co_return starting;
  const auto found = co_await describe_databases(client, ctx, target, members, Depth::state);
  for (auto& [id, facts] : starting)
    for (const auto& member : facts.members)
      if (const auto known = found.find(member); known != found.end() && facts.subnets.empty())
        facts.subnets = known->second.subnets;
  co_return starting;
}

}  // namespace

Task<Obstacles> obstacles_of(aws::Client& client, CallContext ctx, aws::Target target,
                             std::vector<Intended> intended) {
  std::vector<std::string> ids;
  for (const auto& one : intended) ids.push_back(one.id);
  const auto seen =
      co_await describe_databases(client, ctx, target, std::move(ids), Depth::planning);
  Obstacles obstacles;
  for (const auto& one : intended) {
    const auto found = seen.find(one.id);
    if (one.what == What::reboot)
      obstacles[one.id].push_back({.why = no_reboot()});
    else if (one.what == What::resize)
      obstacles[one.id].push_back({.why = no_resize()});
    else if (found == seen.end())
      obstacles[one.id].push_back(
          obstacle("database.unknown", "AWS knows no such database in this account and region"));
    else if (const auto plan = plan_of(one, found->second); !plan)
      obstacles[one.id].push_back(servers::refused_by_rules(plan.error()));
    // A type may go with a start or a stop.
    if (!one.type.empty() && one.what != What::resize)
      obstacles[one.id].push_back({.why = no_resize()});
  }
  const auto starting = co_await read_starting(client, ctx, target, intended, seen);
  if (starting.empty()) co_return obstacles;
  const auto addresses = co_await read_addresses(client, ctx, target, starting);
  std::map<std::string, std::string> keys;
  for (const auto& [id, facts] : starting) {
    if (auto why = judge_addresses(facts, addresses)) obstacles[id].push_back(*std::move(why));
    if (!facts.kms_key.empty()) keys[id] = facts.kms_key;
  }
  merge(obstacles, co_await servers::key_obstacles_of(client, ctx, target, std::move(keys)));
  co_return obstacles;
}

}  // namespace mirante::databases
