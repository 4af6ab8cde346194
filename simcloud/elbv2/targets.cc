// RegisterTargets, DeregisterTargets, DescribeTargetHealth.
#include <algorithm>

#include "gen/elbv2/deregister_targets.h"
#include "gen/elbv2/describe_target_health.h"
#include "gen/elbv2/register_targets.h"
#include "simcloud/ec2/network.h"
#include "simcloud/elbv2/life.h"
#include "simcloud/elbv2/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t targets_most = 1000;              // In a target group.
constexpr auto drain_time = std::chrono::seconds(300);  // AWS's default delay.

Answered<TargetGroup*> permitted_group(Call& call, const std::optional<std::string>& arn) {
  if (!arn) return elb_missing("targetGroupArn");
  auto* group = find_target_group(call, *arn);
  if (auto ok = permit_on_arn(call, *arn, group == nullptr ? nullptr : &group->tags); !ok)
    return pass(ok);
  if (group == nullptr) return target_group_missing();
  forget_targets(call.cloud, call.place(), *group);
  return group;
}

bool is_address(std::string_view text) {
  int dots = 0, number = -1;
  for (const char c : text) {
    if (c == '.') {
      if (number < 0) return false;
      ++dots;
      number = -1;
    } else if (c >= '0' && c <= '9') {
      number = (number < 0 ? 0 : number * 10) + (c - '0');
      if (number > 255) return false;
    } else {
      return false;
    }
  }
  return dots == 3 && number >= 0;
}

/// Whether the group can have such a target.
Answered<Done> check_target(Call& call, const TargetGroup& group, const std::string& id) {
  if (group.type == "lambda") {
    if (id.starts_with("arn:aws:lambda:")) return Done{};
    return refuse("InvalidTarget", "The target '" + id + "' is not the ARN of a Lambda function");
  }
  if (group.type == "ip") {
    if (is_address(id)) return Done{};
    return refuse("InvalidTarget", "The IP address '" + id + "' is not a valid IPv4 address");
  }
  const auto* server = server_named(call.cloud, call.place(), id);
  if (server == nullptr) return refuse("InvalidTarget", "Instance ID '" + id + "' is not valid");
  if (subnet_of(call.place(), *server).vpc != group.vpc)
    return refuse("InvalidTarget",
                  "The following targets are not in the target group VPC: '" + id + "'");
  if (server->state != InstanceState::running)
    return refuse("InvalidTarget",
                  "The following targets are not in a running state and cannot be "
                  "registered: '" +
                      id + "'");
  return Done{};
}

auto find_registered(TargetGroup& group, const gen::elbv2::TargetDescription& target) {
  return std::ranges::find_if(group.targets, [&](const RegisteredTarget& registered) {
    return registered.id == target.id && registered.port == target.port.value_or(group.port);
  });
}

Answered<gen::elbv2::RegisterTargetsOutput> add(Call& call,
                                                const gen::elbv2::RegisterTargetsInput& request) {
  const auto found = permitted_group(call, request.target_group_arn);
  if (!found) return pass(found);
  auto& group = **found;
  if (request.targets.empty()) return elb_missing("targets");
  for (const auto& target : request.targets) {
    if (!target.id) return elb_missing("targets.1.member.id");
    if (target.port && (*target.port < 1 || *target.port > 65535))
      return elb_validation_error("The port must be between 1 and 65535");
    if (auto ok = check_target(call, group, *target.id); !ok) return pass(ok);
  }
  if (group.targets.size() + request.targets.size() > targets_most)
    return refuse("TooManyTargets", "The maximum number of targets has been reached");
  for (const auto& target : request.targets) {
    const auto registered = find_registered(group, target);
    if (registered != group.targets.end() && !registered->gone) continue;
    if (registered != group.targets.end()) group.targets.erase(registered);
    group.targets.push_back({.id = *target.id,
                             .port = target.port.value_or(group.port),
                             .zone = target.availability_zone.value_or(""),
                             .since = call.cloud.now,
                             .gone = {}});
  }
  return gen::elbv2::RegisterTargetsOutput{};
}

Answered<gen::elbv2::DeregisterTargetsOutput> remove(
    Call& call, const gen::elbv2::DeregisterTargetsInput& request) {
  const auto found = permitted_group(call, request.target_group_arn);
  if (!found) return pass(found);
  auto& group = **found;
  if (request.targets.empty()) return elb_missing("targets");
  const bool in_use = !users_of(call.place(), group).empty();
  for (const auto& target : request.targets)
    for (auto registered = group.targets.begin(); registered != group.targets.end();) {
      const bool meant = registered->id == target.id.value_or("") &&
                         (!target.port || *target.port == registered->port);
      if (meant && !in_use) {
        registered = group.targets.erase(registered);
        continue;
      }
      if (meant && !registered->gone) registered->gone = call.cloud.now + drain_time;
      ++registered;
    }
  return gen::elbv2::DeregisterTargetsOutput{};
}

gen::elbv2::TargetHealthDescription description_of(const TargetGroup& group, const std::string& id,
                                                   std::int32_t port, const std::string& zone,
                                                   const Health& health) {
  gen::elbv2::TargetHealthDescription shape;
  gen::elbv2::TargetDescription target;
  target.id = id;
  if (group.type != "lambda") {
    target.port = port;
    shape.health_check_port =
        group.check_port == "traffic-port" ? std::to_string(port) : group.check_port;
  }
  if (!zone.empty()) target.availability_zone = zone;
  shape.target = std::move(target);
  gen::elbv2::TargetHealth told{.state = std::string(health.state)};
  if (!health.reason.empty()) told.reason = std::string(health.reason);
  if (!health.description.empty()) told.description = std::string(health.description);
  shape.target_health = std::move(told);
  return shape;
}

Answered<gen::elbv2::DescribeTargetHealthOutput> health(
    Call& call, const gen::elbv2::DescribeTargetHealthInput& request) {
  if (!request.target_group_arn) return elb_missing("targetGroupArn");
  if (auto ok = call.permit(); !ok) return pass(ok);
  auto* group = find_target_group(call, *request.target_group_arn);
  if (group == nullptr) return target_group_missing();
  forget_targets(call.cloud, call.place(), *group);
  gen::elbv2::DescribeTargetHealthOutput result;
  const auto tell = [&](const RegisteredTarget& target) {
    result.target_health_descriptions.push_back(
        description_of(*group, target.id, target.port, target.zone,
                       health_of(call.cloud, call.place(), *group, target)));
  };
  if (request.targets.empty())
    for (const auto& target : group->targets) tell(target);
  for (const auto& asked : request.targets) {
    if (!asked.id) return elb_missing("targets.1.member.id");
    const auto registered = find_registered(*group, asked);
    if (registered != group->targets.end())
      tell(*registered);
    else
      result.target_health_descriptions.push_back(description_of(
          *group, *asked.id, asked.port.value_or(group->port), "",
          {"unused", "Target.NotRegistered", "Target is not registered to the target group"}));
  }
  return result;
}

}  // namespace

void add_target_calls(Operations& operations) {
  constexpr auto service = "elbv2";
  operations.add<add>(service, "RegisterTargets", Fidelity::faithful);
  operations.add<remove>(service, "DeregisterTargets", Fidelity::partial,
                         "draining always takes 300 seconds");
  operations.add<health>(service, "DescribeTargetHealth", Fidelity::partial,
                         "follows the life of servers; addresses of none are unhealthy; no "
                         "anomalies and overrides");
}

}  // namespace mirante::simcloud
