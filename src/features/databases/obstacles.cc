#include "features/databases/obstacles.h"

#include <map>
#include <set>

#include "features/accounts/access_error.h"
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

/// What RDS said of them, and of which ones it may not be asked: why.
struct Seen {
  Databases databases = {};
  std::map<std::string, std::string> unread = {};  // By id.
};

/// All databases or all clusters. That these may not be seen keeps nothing else from being judged.
Task<void> look(aws::Client& client, const CallContext& ctx, const aws::Target& target,
                const std::vector<std::string>& ids, Depth depth, Seen& seen) {
  if (ids.empty()) co_return;
  const bool is_cluster = is_cluster_id(ids.front());
  try {
    seen.databases.merge(co_await describe_databases(client, ctx, target, ids, depth));
  } catch (const Failure& failure) {
    const auto why = accounts::why_not_allowed(
        failure.error(), is_cluster ? "rds:DescribeDBClusters" : "rds:DescribeDBInstances");
    for (const auto& id : ids) seen.unread[id] = why;
  }
}

Task<Seen> look_at(aws::Client& client, const CallContext& ctx, const aws::Target& target,
                   const std::vector<Intended>& intended) {
  struct Wanted {
    std::vector<std::string> ids = {};
    Depth depth = Depth::state;
  } instances, clusters;
  for (const auto& one : intended) {
    auto& same = is_cluster_id(one.id) ? clusters : instances;
    same.ids.push_back(one.id);
    // Nothing else depends on blue/green deployments.
    if (one.what == What::stop) same.depth = Depth::planning;
  }
  Seen seen;
  co_await look(client, ctx, target, instances.ids, instances.depth, seen);
  co_await look(client, ctx, target, clusters.ids, clusters.depth, seen);
  co_return seen;
}

/// One that starts, with the machines that take an address then: itself, or the members of a
/// cluster.
struct Starting {
  std::string kms_key = {};
  std::map<std::string, std::vector<std::string>> subnets = {};  // By machine.
  std::string unread = {};  // Why the members could not be seen.
};
using AllStarting = std::map<std::string, Starting>;

Task<AllStarting> read_starting(aws::Client& client, const CallContext& ctx,
                                const aws::Target& target, const std::vector<Intended>& intended,
                                const Databases& seen) {
  AllStarting starting;
  std::vector<std::string> members;
  for (const auto& one : intended) {
    const auto found = seen.find(one.id);
    if (one.what != What::start || found == seen.end()) continue;
    const auto& facts = found->second;
    auto& made = starting[one.id];
    made.kms_key = facts.kms_key;
    if (!facts.subnets.empty()) made.subnets[one.id] = facts.subnets;
    members.insert(members.end(), facts.members.begin(), facts.members.end());
  }
  Seen machines;
  co_await look(client, ctx, target, members, Depth::state, machines);
  for (auto& [id, one] : starting)
    for (const auto& member : seen.at(id).members) {
      if (const auto why = machines.unread.find(member); why != machines.unread.end())
        one.unread = why->second;
      if (const auto known = machines.databases.find(member);
          known != machines.databases.end() && !known->second.subnets.empty())
        one.subnets[member] = known->second.subnets;
    }
  co_return starting;
}

/// What is known of the subnets of databases that start.
struct Addresses {
  std::map<std::string, int> left = {};
  std::string unread = {};
};

Task<Addresses> read_addresses(aws::Client& client, const CallContext& ctx,
                               const aws::Target& target, const AllStarting& starting) {
  std::set<std::string> wanted;
  for (const auto& [id, one] : starting)
    for (const auto& [machine, subnets] : one.subnets)
      wanted.insert(subnets.begin(), subnets.end());
  Addresses addresses;
  if (wanted.empty()) co_return addresses;
  try {
    addresses.left = co_await free_addresses(client, ctx, target, {wanted.begin(), wanted.end()});
  } catch (const Failure& failure) {
    addresses.unread = accounts::why_not_allowed(failure.error(), "ec2:DescribeSubnets");
  }
  co_return addresses;
}

/// Names of the subnets, where none of them has an address left.
std::string full(const std::vector<std::string>& subnets, const Addresses& addresses) {
  std::string names;
  for (const auto& subnet : subnets) {
    const auto left = addresses.left.find(subnet);
    if (left != addresses.left.end() && left->second > 0) return {};
    names += (names.empty() ? "" : ", ") + subnet;
  }
  return names;
}

void judge_addresses(const std::string& id, const Starting& one, const Addresses& addresses,
                     std::vector<Obstacle>& obstacles) {
  const auto& unread = one.unread.empty() ? addresses.unread : one.unread;
  if (!unread.empty() && !(one.unread.empty() && one.subnets.empty())) {
    obstacles.push_back(obstacle(
        "database.addresses_unchecked",
        "whether its subnets have an address left cannot be seen: " + unread, Weight::unknown));
    return;
  }
  for (const auto& [machine, subnets] : one.subnets) {
    const auto names = full(subnets, addresses);
    if (names.empty()) continue;
    const auto whose = machine == id ? "its start" : "the start of its member " + called(machine);
    obstacles.push_back(
        obstacle("database.no_addresses",
                 whose + " needs an address, and none is left in " + names +
                     ": AWS would let it end in \"incompatible-network\"; free an address, or "
                     "add a subnet to its subnet group"));
  }
}

void judge_plan(const Intended& one, const Seen& seen, std::vector<Obstacle>& obstacles) {
  if (one.what == What::reboot || one.what == What::resize) {
    obstacles.push_back({.why = one.what == What::reboot ? no_reboot() : no_resize()});
    return;
  }
  if (const auto why = seen.unread.find(one.id); why != seen.unread.end()) {
    obstacles.push_back(obstacle("database.unchecked",
                                 "what state it is in cannot be seen: " + why->second,
                                 Weight::unknown));
  } else if (const auto found = seen.databases.find(one.id); found == seen.databases.end()) {
    obstacles.push_back(
        obstacle("database.unknown", "AWS knows no such database in this account and region"));
  } else if (const auto plan = plan_of(one, found->second); !plan) {
    obstacles.push_back(servers::refused_by_rules(plan.error()));
  } else if (const auto& unread = found->second.blue_green_unread;
             one.what == What::stop && !unread.empty()) {
    obstacles.push_back(obstacle(
        "database.blue_green_unchecked",
        "whether it is part of a blue/green deployment, which AWS does not stop, cannot be seen: " +
            unread,
        Weight::unknown));
  }
  // A type may go with a start or a stop.
  if (!one.type.empty()) obstacles.push_back({.why = no_resize()});
}

}  // namespace

Task<Obstacles> obstacles_of(aws::Client& client, CallContext ctx, aws::Target target,
                             std::vector<Intended> intended) {
  const auto seen = co_await look_at(client, ctx, target, intended);
  Obstacles found;
  for (const auto& one : intended) judge_plan(one, seen, found[one.id]);
  const auto starting = co_await read_starting(client, ctx, target, intended, seen.databases);
  const auto addresses = co_await read_addresses(client, ctx, target, starting);
  std::map<std::string, std::string> keys;
  for (const auto& [id, one] : starting) {
    judge_addresses(id, one, addresses, found[id]);
    if (!one.kms_key.empty()) keys[id] = one.kms_key;
  }
  std::erase_if(found, [](const auto& one) { return one.second.empty(); });
  if (!keys.empty())
    merge(found, co_await servers::key_obstacles_of(client, ctx, target, std::move(keys)));
  co_return found;
}

}  // namespace mirante::databases
