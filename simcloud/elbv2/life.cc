#include "simcloud/elbv2/life.h"

#include <algorithm>

#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"

namespace mirante::simcloud {
namespace {

using std::chrono::seconds;

constexpr auto registering = seconds(10);

constexpr Health healthy{"healthy"};
constexpr Health draining{"draining", "Target.DeregistrationInProgress",
                          "Target deregistration is in progress"};
constexpr Health not_in_use{"unused", "Target.NotInUse",
                            "Target group is not configured to receive traffic from the load "
                            "balancer"};
constexpr Health zone_off{"unused", "Target.NotInUse",
                          "Target is in an Availability Zone that is not enabled for the load "
                          "balancer"};
constexpr Health is_stopped{"unused", "Target.InvalidState", "Target is in the stopped state"};
constexpr Health is_terminated{"unused", "Target.InvalidState",
                               "Target is in the terminated state"};
constexpr Health unchecked{"unavailable", "Target.HealthCheckDisabled",
                           "Health checks are disabled for this target group"};
constexpr Health is_new{"initial", "Elb.RegistrationInProgress",
                        "Target registration is in progress"};
constexpr Health first_checks{"initial", "Elb.InitialHealthChecking",
                              "Initial health checks in progress"};
constexpr Health timed_out{"unhealthy", "Target.Timeout", "Request timed out"};
constexpr Health failed{"unhealthy", "Target.FailedHealthChecks", "Health checks failed"};

const Instance* server_at(const Place& place, std::string_view address) {
  for (const auto& [id, instance] : place.instances)
    if (instance.private_ip != 0 && format_ipv4(instance.private_ip) == address) return &instance;
  return nullptr;
}

bool is_impaired(const Instance& instance) {
  return instance.extras && (instance.extras->system_check == CheckStatus::impaired ||
                             instance.extras->instance_check == CheckStatus::impaired);
}

/// When the target may first be asked: it is registered, and a load balancer sends to it.
Instant asked_since(const RegisteredTarget& target, const std::vector<const LoadBalancer*>& users) {
  auto first = Instant::max();
  for (const auto* balancer : users) first = std::min(first, balancer->active);
  return std::max(target.since, first);
}

Health checked_health(const Cloud& cloud, const TargetGroup& group, const RegisteredTarget& target,
                      const Instance* server, const std::vector<const LoadBalancer*>& users) {
  const bool by_http = group.check_protocol.starts_with("HTTP");
  const auto& bad = by_http ? timed_out : failed;
  const auto asked = asked_since(target, users);
  const auto interval = seconds(group.check_interval_s);
  if (cloud.now < target.since + registering) return is_new;
  // A target that was registered while it ran needs one good check, one that came back several.
  const bool came_back = server != nullptr && server->state_since > target.since;
  if (!came_back && cloud.now < asked + interval) return first_checks;
  if (server == nullptr) return bad;
  const bool running = server->state == InstanceState::running;
  if (!running || is_impaired(*server)) return bad;
  if (came_back && cloud.now < server->state_since + interval * group.healthy_count) return bad;
  return healthy;
}

}  // namespace

LoadBalancer& add_balancer(Cloud& cloud, Place& place, LoadBalancer wanted) {
  wanted.id = cloud.make_id(Purpose::balancer_id, place);
  wanted.created = cloud.now;
  wanted.active = cloud.now + cloud.draws.between(seconds(60), seconds(180),
                                                  Purpose::state_duration, {wanted.id});
  const auto id = wanted.id;
  return place.balancers.balancers.emplace(id, std::move(wanted)).first->second;
}

void remove_balancer(Place& place, std::uint64_t id) {
  std::erase_if(place.balancers.listeners,
                [id](const auto& entry) { return entry.second.balancer == id; });
  place.balancers.balancers.erase(id);
}

TargetGroup& add_target_group(Cloud& cloud, Place& place, TargetGroup wanted) {
  wanted.id = cloud.make_id(Purpose::balancer_id, place);
  wanted.created = cloud.now;
  const auto id = wanted.id;
  return place.balancers.groups.emplace(id, std::move(wanted)).first->second;
}

Listener& add_listener(Cloud& cloud, Place& place, Listener wanted) {
  wanted.id = cloud.make_id(Purpose::balancer_id, place);
  const auto id = wanted.id;
  return place.balancers.listeners.emplace(id, std::move(wanted)).first->second;
}

Health health_of(const Cloud& cloud, const Place& place, const TargetGroup& group,
                 const RegisteredTarget& target) {
  if (target.gone) return draining;
  std::vector<const LoadBalancer*> users;
  for (const auto& [id, listener] : place.balancers.listeners)
    for (const auto& action : listener.actions)
      if (std::ranges::find(action.target_groups, group.id) != action.target_groups.end())
        users.push_back(&place.balancers.balancers.at(listener.balancer));
  if (users.empty()) return not_in_use;
  if (group.type != "instance" && group.type != "ip")
    return group.check_enabled ? healthy : unchecked;
  const auto* server =
      group.type == "ip" ? server_at(place, target.id) : server_named(cloud, place, target.id);
  if (group.type == "instance") {
    if (server == nullptr || server->state == InstanceState::terminated ||
        server->state == InstanceState::shutting_down)
      return is_terminated;
    if (server->state == InstanceState::stopped) return is_stopped;
  }
  if (server != nullptr) {
    const auto zone = zone_of(place, *server);
    const bool enabled = std::ranges::any_of(users, [&](const LoadBalancer* balancer) {
      return std::ranges::any_of(balancer->subnets, [&](std::uint16_t subnet) {
        return place.subnets[subnet].zone == zone;
      });
    });
    if (!enabled) return zone_off;
  }
  if (!group.check_enabled) return unchecked;
  return checked_health(cloud, group, target, server, users);
}

void forget_targets(const Cloud& cloud, const Place& place, TargetGroup& group) {
  std::erase_if(group.targets, [&](const RegisteredTarget& target) {
    if (target.gone && *target.gone <= cloud.now) return true;
    return group.type == "instance" && server_named(cloud, place, target.id) == nullptr;
  });
}

const Instance* server_named(const Cloud& cloud, const Place& place, std::string_view id) {
  const auto parsed = parse_id("i-", id);
  if (parsed.form != ParsedId::Form::ours) return nullptr;
  const auto found = place.instances.find(parsed.value);
  if (found == place.instances.end() || found->second.visible_from > cloud.now) return nullptr;
  return &found->second;
}

}  // namespace mirante::simcloud
