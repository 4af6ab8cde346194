// DescribeLoadBalancers, CreateLoadBalancer, DeleteLoadBalancer.
#include <algorithm>

#include "gen/elbv2/create_load_balancer.h"
#include "gen/elbv2/delete_load_balancer.h"
#include "gen/elbv2/describe_load_balancers.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/elbv2/life.h"
#include "simcloud/elbv2/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t balancers_most = 50;  // Of one kind in a region, as AWS begins.
constexpr std::size_t names_most = 20;

std::string dns_name(const Call& call, const LoadBalancer& balancer) {
  const auto number = std::to_string(balancer.id % 10'000'000'000);
  const auto region = std::string(call.region_name());
  if (balancer.type == "network")
    return balancer.name + "-" + format_id("", balancer.id).substr(1) + ".elb." + region +
           ".amazonaws.com";
  return (balancer.scheme == "internal" ? "internal-" : "") + balancer.name + "-" + number + "." +
         region + ".elb.amazonaws.com";
}

gen::elbv2::LoadBalancer to_gen(Call& call, const LoadBalancer& balancer) {
  const auto& place = call.place();
  gen::elbv2::LoadBalancer shape;
  shape.load_balancer_arn = arn_of(call, balancer);
  shape.dns_name = dns_name(call, balancer);
  shape.canonical_hosted_zone_id =
      "Z" + call.cloud.draws.text(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", Purpose::balancer_id,
                                  {call.region});
  shape.created_time = std::chrono::floor<std::chrono::milliseconds>(balancer.created);
  shape.load_balancer_name = balancer.name;
  shape.scheme = balancer.scheme;
  shape.vpc_id = format_id("vpc-", place.vpcs[balancer.vpc].id);
  shape.state = gen::elbv2::LoadBalancerState{
      .code = balancer.active <= call.cloud.now ? "active" : "provisioning"};
  shape.type = balancer.type;
  for (const auto number : balancer.subnets) {
    const auto& subnet = place.subnets[number];
    gen::elbv2::AvailabilityZone zone;
    zone.zone_name = zone_name(call.region, subnet.zone);
    zone.subnet_id = format_id("subnet-", subnet.id);
    shape.availability_zones.push_back(std::move(zone));
  }
  for (const auto group : balancer.groups) shape.security_groups.push_back(format_id("sg-", group));
  shape.ip_address_type = balancer.address_type;
  return shape;
}

Answered<gen::elbv2::DescribeLoadBalancersOutput> describe(
    Call& call, const gen::elbv2::DescribeLoadBalancersInput& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (!request.names.empty() && !request.load_balancer_arns.empty())
    return elb_validation_error(
        "Load balancer names and ARNs cannot be specified at the same time");
  if (request.names.size() > names_most || request.load_balancer_arns.size() > names_most)
    return elb_validation_error("At most 20 load balancers can be described by name or ARN");
  std::string subject;
  for (const auto& text : request.names) subject += text + " ";
  for (const auto& text : request.load_balancer_arns) subject += text + " ";
  const auto page = start_balancer_page(call, request.page_size, request.marker, subject);
  if (!page) return pass(page);

  Keyed<gen::elbv2::LoadBalancer> found;
  std::size_t hits = 0;
  for (const auto& [id, balancer] : call.place().balancers.balancers) {
    const auto is_in = [](const auto& list, const std::string& text) {
      return std::ranges::find(list, text) != list.end();
    };
    const bool all = request.names.empty() && request.load_balancer_arns.empty();
    if (!all && !is_in(request.names, balancer.name) &&
        !is_in(request.load_balancer_arns, arn_of(call, balancer)))
      continue;
    ++hits;
    found.emplace_back(balancer.name, to_gen(call, balancer));
  }
  if (hits < request.names.size() + request.load_balancer_arns.size()) return balancer_missing();
  gen::elbv2::DescribeLoadBalancersOutput result;
  result.next_marker = turn_page(call, std::move(found), page->after, page->limit, page->question,
                                 result.load_balancers);
  return result;
}

/// The subnets, one a zone, all of one VPC.
Answered<Done> read_subnets(Call& call, const gen::elbv2::CreateLoadBalancerInput& request,
                            LoadBalancer& wanted) {
  auto ids = request.subnets;
  for (const auto& mapping : request.subnet_mappings) ids.push_back(mapping.subnet_id.value_or(""));
  if (ids.empty()) return elb_validation_error("A load balancer needs at least one subnet");
  const auto& place = call.place();
  for (const auto& id : ids) {
    const auto parsed = parse_id("subnet-", id);
    const auto found = std::ranges::find(place.subnets, parsed.value, &Subnet::id);
    if (parsed.form != ParsedId::Form::ours || found == place.subnets.end())
      return refuse("SubnetNotFound", "The subnet ID '" + id + "' does not exist");
    for (const auto other : wanted.subnets)
      if (place.subnets[other].zone == found->zone)
        return refuse("InvalidConfigurationRequest",
                      "A load balancer cannot be attached to multiple subnets in the same "
                      "Availability Zone");
    if (!wanted.subnets.empty() && found->vpc != wanted.vpc)
      return refuse("InvalidConfigurationRequest",
                    "All subnets of a load balancer must be in the same VPC");
    wanted.vpc = found->vpc;
    wanted.subnets.push_back(static_cast<std::uint16_t>(found - place.subnets.begin()));
  }
  if (wanted.type == "application" && wanted.subnets.size() < 2)
    return elb_validation_error(
        "At least two subnets in two different Availability Zones must be specified");
  return Done{};
}

Answered<Done> read_groups(Call& call, const gen::elbv2::CreateLoadBalancerInput& request,
                           LoadBalancer& wanted) {
  for (const auto& id : request.security_groups) {
    const auto parsed = parse_id("sg-", id);
    if (parsed.form != ParsedId::Form::ours || !call.place().groups.contains(parsed.value))
      return refuse("InvalidSecurityGroup", "The security group '" + id + "' does not exist");
    wanted.groups.push_back(parsed.value);
  }
  if (wanted.groups.empty() && wanted.type == "application")
    wanted.groups.push_back(default_group(call.cloud, call.place(), wanted.vpc));
  return Done{};
}

Answered<gen::elbv2::CreateLoadBalancerOutput> create(
    Call& call, const gen::elbv2::CreateLoadBalancerInput& request) {
  if (auto ok = check_balancer_name("Load balancer", request.name); !ok) return pass(ok);
  if (request.name->starts_with("internal-"))
    return elb_validation_error("Load balancer name '" + *request.name +
                                "' cannot begin with 'internal-'");
  LoadBalancer wanted{.name = *request.name,
                      .type = request.type.value_or("application"),
                      .scheme = request.scheme.value_or("internet-facing"),
                      .address_type = request.ip_address_type.value_or("ipv4")};
  if (wanted.type != "application" && wanted.type != "network")
    return elb_validation_error("Type must be one of 'application, network'");
  if (wanted.scheme != "internet-facing" && wanted.scheme != "internal")
    return refuse("InvalidScheme", "The requested scheme is not valid");
  auto tags = read_balancer_tags(call, request.tags);
  if (!tags) return pass(tags);
  wanted.tags = *std::move(tags);
  const auto arn =
      call.arn("loadbalancer/" + std::string(wanted.type == "network" ? "net" : "app") + "/" +
               wanted.name + "/*");
  auto keys = request_balancer_tag_keys(call, wanted.tags);
  keys.emplace_back("elasticloadbalancing:Scheme", wanted.scheme);
  if (auto ok = call.permit(call.permission(), arn, keys); !ok) return pass(ok);
  if (auto ok = permit_new_balancer_tags(call, arn, wanted.tags); !ok) return pass(ok);

  ensure_network(call.cloud, call.place());
  if (auto ok = read_subnets(call, request, wanted); !ok) return pass(ok);
  if (auto ok = read_groups(call, request, wanted); !ok) return pass(ok);
  std::size_t of_this_type = 0;
  for (const auto& [id, other] : call.place().balancers.balancers) {
    of_this_type += other.type == wanted.type ? 1 : 0;
    if (other.name != wanted.name) continue;
    const bool same = other.type == wanted.type && other.scheme == wanted.scheme &&
                      other.subnets == wanted.subnets && other.groups == wanted.groups;
    if (!same)
      return refuse("DuplicateLoadBalancerName", "A load balancer with the same name '" +
                                                     wanted.name +
                                                     "' exists, but with different settings");
    return gen::elbv2::CreateLoadBalancerOutput{.load_balancers = {to_gen(call, other)}};
  }
  if (of_this_type >= balancers_most)
    return refuse("TooManyLoadBalancers", "The maximum number of load balancers has been reached");
  const auto& made = add_balancer(call.cloud, call.place(), std::move(wanted));
  return gen::elbv2::CreateLoadBalancerOutput{.load_balancers = {to_gen(call, made)}};
}

Answered<gen::elbv2::DeleteLoadBalancerOutput> remove(
    Call& call, const gen::elbv2::DeleteLoadBalancerInput& request) {
  if (!request.load_balancer_arn) return elb_missing("loadBalancerArn");
  const auto* balancer = find_balancer(call, *request.load_balancer_arn);
  if (auto ok = permit_on_arn(call, *request.load_balancer_arn,
                              balancer == nullptr ? nullptr : &balancer->tags);
      !ok)
    return pass(ok);
  // One that is not there is as good as deleted.
  if (balancer != nullptr) remove_balancer(call.place(), balancer->id);
  return gen::elbv2::DeleteLoadBalancerOutput{};
}

}  // namespace

void add_balancer_calls(Operations& operations) {
  constexpr auto service = "elbv2";
  operations.add<describe>(service, "DescribeLoadBalancers", Fidelity::partial,
                           "no addresses of network load balancers; none of the classic ones");
  operations.add<create>(service, "CreateLoadBalancer", Fidelity::partial,
                         "no gateway load balancers, IPv6, addresses of one's own");
  operations.add<remove>(service, "DeleteLoadBalancer", Fidelity::partial,
                         "no deletion protection");
}

}  // namespace mirante::simcloud
