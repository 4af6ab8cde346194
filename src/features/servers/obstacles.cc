#include "features/servers/obstacles.h"

#include "features/servers/aws_dry_run.h"
#include "features/servers/switch_rules.h"
#include "platform/aws/client.h"

namespace mirante::servers {
namespace {

using What = Intended::What;

/// As if it were in the state from which it is to be switched.
Result<operations::Plan> plan_of(const Intended& one, ServerFacts facts, const OwnServer& own) {
  if (!is_ending(facts)) facts.state = one.is_on ? "running" : "stopped";
  switch (one.what) {
    case What::start:
      if (!is_ending(facts)) facts.state = "stopped";
      return plan_start(facts, {});
    case What::reboot: return plan_reboot(one.id, facts, own);
    case What::stop:
    case What::resize: break;
  }
  if (!is_ending(facts)) facts.state = "running";
  return plan_stop(one.id, facts, {.accepts_all_losses = true}, own);
}

}  // namespace

Task<Obstacles> refused_switches(AwsCalls calls, CallContext ctx, aws::Target target,
                                 Switched what) {
  Obstacles obstacles;
  for (const auto& [id, why] :
       co_await refused_by_dry_run(calls, ctx, target, what.action, std::move(what.servers)))
    obstacles[id].push_back({.why = why});
  co_return obstacles;
}

Task<Obstacles> obstacles_of(AwsCalls calls, CallContext ctx, aws::Target target,
                             std::vector<Intended> intended, std::string own_server) {
  std::vector<std::string> ids, starts, stops, reboots;
  for (const auto& one : intended) {
    ids.push_back(one.id);
    auto& same = one.what == What::start ? starts : one.what == What::reboot ? reboots : stops;
    same.push_back(one.id);
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
      obstacles[one.id].push_back(unknown_to_aws());
      continue;
    }
    if (const auto plan = plan_of(one, found->second, own_server); !plan)
      obstacles[one.id].push_back(refused_by_rules(plan.error()));
  }
  merge(obstacles, co_await refused_switches(calls, ctx, target, {DryRun::start, starts}));
  merge(obstacles, co_await refused_switches(calls, ctx, target, {DryRun::stop, stops}));
  merge(obstacles, co_await refused_switches(calls, ctx, target, {DryRun::reboot, reboots}));
  co_return obstacles;
}

}  // namespace mirante::servers
