#include "features/servers/obstacles.h"

#include "features/servers/aws_dry_run.h"
#include "features/servers/switch_rules.h"
#include "platform/aws/client.h"

namespace mirante::servers {
namespace {

/// As if it were in the state from which it is to be switched.
Result<operations::Plan> plan_of(const Intended& one, ServerFacts facts, const OwnServer& own) {
  if (!is_ending(facts)) facts.state = one.is_start ? "stopped" : "running";
  if (one.is_start) return plan_start(facts, {});
  return plan_stop(one.id, facts, {.accepts_all_losses = true}, own);
}

void add(Obstacles& obstacles, const std::map<std::string, Error>& refused) {
  for (const auto& [id, why] : refused) obstacles[id].push_back(why);
}

}  // namespace

Task<Obstacles> obstacles_of(AwsCalls calls, CallContext ctx, aws::Target target,
                             std::vector<Intended> intended, std::string own_server) {
  std::vector<std::string> ids, starts, stops;
  for (const auto& one : intended) {
    ids.push_back(one.id);
    (one.is_start ? starts : stops).push_back(one.id);
  }
  auto seen = co_await describe_servers(calls, ctx, target, ids);
  std::map<std::string, ServerFacts> stopping;
  for (const auto& id : stops)
    if (const auto found = seen.find(id); found != seen.end()) stopping.insert(*found);
  if (!stopping.empty()) co_await read_stop_facts(calls, ctx, target, stopping);
  for (auto& [id, facts] : stopping) seen[id] = std::move(facts);
  Obstacles obstacles;
  for (const auto& one : intended) {
    const auto found = seen.find(one.id);
    if (found == seen.end()) {
      obstacles[one.id].push_back({.kind = ErrorKind::not_found,
                                   .message = "AWS knows no such server in this account and region",
                                   .code = "server.unknown"});
      continue;
    }
    if (const auto plan = plan_of(one, found->second, own_server); !plan)
      obstacles[one.id].push_back(plan.error());
  }
  add(obstacles, co_await refused_by_dry_run(calls, ctx, target, DryRun::start, starts));
  add(obstacles, co_await refused_by_dry_run(calls, ctx, target, DryRun::stop, stops));
  co_return obstacles;
}

}  // namespace mirante::servers
