// DescribeTargetGroups, CreateTargetGroup, DeleteTargetGroup.
#include <algorithm>

#include "gen/elbv2/create_target_group.h"
#include "gen/elbv2/delete_target_group.h"
#include "gen/elbv2/describe_target_groups.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/elbv2/life.h"
#include "simcloud/elbv2/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t groups_most = 3000;

bool is_http(std::string_view protocol) { return protocol == "HTTP" || protocol == "HTTPS"; }

gen::elbv2::TargetGroup to_gen(Call& call, const TargetGroup& group) {
  gen::elbv2::TargetGroup shape;
  shape.target_group_arn = arn_of(call, group);
  shape.target_group_name = group.name;
  shape.target_type = group.type;
  shape.health_check_enabled = group.check_enabled;
  shape.health_check_interval_seconds = group.check_interval_s;
  shape.health_check_timeout_seconds = group.check_timeout_s;
  shape.healthy_threshold_count = group.healthy_count;
  shape.unhealthy_threshold_count = group.unhealthy_count;
  if (!group.check_path.empty()) {
    shape.health_check_path = group.check_path;
    shape.matcher = gen::elbv2::Matcher{.http_code = group.check_matcher};
  }
  shape.ip_address_type = "ipv4";
  if (group.type != "lambda") {
    shape.protocol = group.protocol;
    shape.port = group.port;
    shape.vpc_id = format_id("vpc-", call.place().vpcs[group.vpc].id);
    shape.health_check_protocol = group.check_protocol;
    shape.health_check_port = group.check_port;
    if (is_http(group.protocol)) shape.protocol_version = group.protocol_version;
  }
  for (const auto* balancer : users_of(call.place(), group))
    shape.load_balancer_arns.push_back(arn_of(call, *balancer));
  return shape;
}

Answered<gen::elbv2::DescribeTargetGroupsOutput> describe(
    Call& call, const gen::elbv2::DescribeTargetGroupsInput& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const int ways = (request.load_balancer_arn ? 1 : 0) + (request.names.empty() ? 0 : 1) +
                   (request.target_group_arns.empty() ? 0 : 1);
  if (ways > 1)
    return elb_validation_error(
        "Only one of load balancer ARN, target group names and target group ARNs can be specified");
  std::string subject = request.load_balancer_arn.value_or("") + " ";
  for (const auto& text : request.names) subject += text + " ";
  for (const auto& text : request.target_group_arns) subject += text + " ";
  const auto page = start_balancer_page(call, request.page_size, request.marker, subject);
  if (!page) return pass(page);
  const LoadBalancer* balancer = nullptr;
  if (request.load_balancer_arn) {
    balancer = find_balancer(call, *request.load_balancer_arn);
    if (balancer == nullptr) return balancer_missing();
  }
  Keyed<gen::elbv2::TargetGroup> found;
  for (const auto& [id, group] : call.place().balancers.groups) {
    const auto is_in = [](const auto& list, const std::string& text) {
      return std::ranges::find(list, text) != list.end();
    };
    const auto users = users_of(call.place(), group);
    if (balancer != nullptr && std::ranges::find(users, balancer) == users.end()) continue;
    if (!request.names.empty() && !is_in(request.names, group.name)) continue;
    if (!request.target_group_arns.empty() &&
        !is_in(request.target_group_arns, arn_of(call, group)))
      continue;
    found.emplace_back(group.name, to_gen(call, group));
  }
  if (found.size() < request.names.size() + request.target_group_arns.size())
    return target_group_missing();
  gen::elbv2::DescribeTargetGroupsOutput result;
  result.next_marker = turn_page(call, std::move(found), page->after, page->limit, page->question,
                                 result.target_groups);
  return result;
}

/// What is given in the request, or the default of the kind; each within its bounds.
Answered<Done> read_checks(const gen::elbv2::CreateTargetGroupInput& request, TargetGroup& wanted) {
  const bool lambda = wanted.type == "lambda";
  const bool http = lambda || is_http(wanted.protocol);
  wanted.check_protocol = request.health_check_protocol.value_or(lambda ? ""
                                                                 : http ? "HTTP"
                                                                        : "TCP");
  wanted.check_port = request.health_check_port.value_or("traffic-port");
  wanted.check_enabled = request.health_check_enabled.value_or(!lambda);
  if (!wanted.check_enabled && !lambda)
    return elb_validation_error(
        "Health check enabled must be true for target groups with target "
        "type '" +
        wanted.type + "'");
  if (http || is_http(wanted.check_protocol)) {
    wanted.check_path = request.health_check_path.value_or("/");
    wanted.check_matcher =
        request.matcher && request.matcher->http_code ? *request.matcher->http_code : "200";
    if (!wanted.check_path.starts_with('/'))
      return elb_validation_error("Health check path '" + wanted.check_path +
                                  "' must begin with a '/' character");
  }
  wanted.check_interval_s = request.health_check_interval_seconds.value_or(lambda ? 35 : 30);
  wanted.check_timeout_s = request.health_check_timeout_seconds.value_or(lambda ? 30
                                                                         : http ? 5
                                                                                : 10);
  wanted.healthy_count = request.healthy_threshold_count.value_or(5);
  wanted.unhealthy_count = request.unhealthy_threshold_count.value_or(2);
  const auto in = [](std::int32_t value, std::int32_t least, std::int32_t most) {
    return value >= least && value <= most;
  };
  if (!in(wanted.check_interval_s, 5, 300))
    return elb_validation_error("Health check interval must be between 5 and 300 seconds");
  if (!in(wanted.check_timeout_s, 2, 120))
    return elb_validation_error("Health check timeout must be between 2 and 120 seconds");
  if (!in(wanted.healthy_count, 2, 10) || !in(wanted.unhealthy_count, 2, 10))
    return elb_validation_error("Health check thresholds must be between 2 and 10");
  if (wanted.check_timeout_s >= wanted.check_interval_s)
    return elb_validation_error("Health check timeout '" + std::to_string(wanted.check_timeout_s) +
                                "' must be smaller than or equal to the interval '" +
                                std::to_string(wanted.check_interval_s) + "'");
  return Done{};
}

Answered<Done> read_kind(Call& call, const gen::elbv2::CreateTargetGroupInput& request,
                         TargetGroup& wanted) {
  static constexpr std::string_view types[] = {"instance", "ip", "lambda"};
  static constexpr std::string_view protocols[] = {"HTTP", "HTTPS", "TCP", "TLS", "TCP_UDP", "UDP"};
  wanted.type = request.target_type.value_or("instance");
  if (std::ranges::find(types, wanted.type) == std::end(types))
    return elb_validation_error("Target type must be one of 'instance, ip, lambda'");
  if (wanted.type == "lambda") {
    if (request.protocol || request.port || request.vpc_id)
      return elb_validation_error(
          "Protocol, port and VPC ID cannot be specified for target groups with target type "
          "'lambda'");
    return Done{};
  }
  if (!request.protocol) return elb_validation_error("A protocol must be specified");
  if (std::ranges::find(protocols, *request.protocol) == std::end(protocols))
    return elb_validation_error("Protocol must be one of 'HTTP, HTTPS, TCP, TLS, TCP_UDP, UDP'");
  if (!request.port) return elb_validation_error("A port must be specified");
  if (*request.port < 1 || *request.port > 65535)
    return elb_validation_error("The port must be between 1 and 65535");
  if (!request.vpc_id) return elb_validation_error("A VPC ID must be specified");
  const auto parsed = parse_id("vpc-", *request.vpc_id);
  const auto& vpcs = call.place().vpcs;
  const auto vpc = std::ranges::find(vpcs, parsed.value, &Vpc::id);
  if (parsed.form != ParsedId::Form::ours || vpc == vpcs.end())
    return elb_validation_error("The VPC ID '" + *request.vpc_id + "' is not found");
  wanted.protocol = *request.protocol;
  wanted.protocol_version = request.protocol_version.value_or("HTTP1");
  wanted.port = *request.port;
  wanted.vpc = static_cast<std::uint16_t>(vpc - vpcs.begin());
  return Done{};
}

Answered<gen::elbv2::CreateTargetGroupOutput> create(
    Call& call, const gen::elbv2::CreateTargetGroupInput& request) {
  if (auto ok = check_balancer_name("Target group", request.name); !ok) return pass(ok);
  ensure_network(call.cloud, call.place());
  TargetGroup wanted{.name = *request.name};
  if (auto ok = read_kind(call, request, wanted); !ok) return pass(ok);
  if (auto ok = read_checks(request, wanted); !ok) return pass(ok);
  auto tags = read_balancer_tags(call, request.tags);
  if (!tags) return pass(tags);
  wanted.tags = *std::move(tags);
  const auto arn = call.arn("targetgroup/" + wanted.name + "/*");
  if (auto ok = call.permit(call.permission(), arn, request_balancer_tag_keys(call, wanted.tags));
      !ok)
    return pass(ok);
  if (auto ok = permit_new_balancer_tags(call, arn, wanted.tags); !ok) return pass(ok);
  auto& groups = call.place().balancers.groups;
  for (const auto& [id, other] : groups) {
    if (other.name != wanted.name) continue;
    const bool same = other.type == wanted.type && other.protocol == wanted.protocol &&
                      other.port == wanted.port && other.vpc == wanted.vpc &&
                      other.check_path == wanted.check_path;
    if (!same)
      return refuse("DuplicateTargetGroupName", "A target group with the same name '" +
                                                    wanted.name +
                                                    "' exists, but with different settings");
    return gen::elbv2::CreateTargetGroupOutput{.target_groups = {to_gen(call, other)}};
  }
  if (groups.size() >= groups_most)
    return refuse("TooManyTargetGroups", "The maximum number of target groups has been reached");
  const auto& made = add_target_group(call.cloud, call.place(), std::move(wanted));
  return gen::elbv2::CreateTargetGroupOutput{.target_groups = {to_gen(call, made)}};
}

Answered<gen::elbv2::DeleteTargetGroupOutput> remove(
    Call& call, const gen::elbv2::DeleteTargetGroupInput& request) {
  if (!request.target_group_arn) return elb_missing("targetGroupArn");
  const auto* group = find_target_group(call, *request.target_group_arn);
  if (auto ok =
          permit_on_arn(call, *request.target_group_arn, group == nullptr ? nullptr : &group->tags);
      !ok)
    return pass(ok);
  if (group == nullptr) return gen::elbv2::DeleteTargetGroupOutput{};
  if (!users_of(call.place(), *group).empty())
    return refuse("ResourceInUse", "Target group '" + *request.target_group_arn +
                                       "' is currently in use by a listener or a rule");
  call.place().balancers.groups.erase(group->id);
  return gen::elbv2::DeleteTargetGroupOutput{};
}

}  // namespace

void add_target_group_calls(Operations& operations) {
  constexpr auto service = "elbv2";
  operations.add<describe>(service, "DescribeTargetGroups", Fidelity::faithful);
  operations.add<create>(service, "CreateTargetGroup", Fidelity::partial,
                         "no target groups for gateways and for load balancers, no gRPC codes");
  operations.add<remove>(service, "DeleteTargetGroup", Fidelity::faithful);
}

}  // namespace mirante::simcloud
