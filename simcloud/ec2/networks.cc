// VPCs, subnets, network interfaces.
#include <algorithm>

#include "gen/ec2/describe_network_interfaces.h"
#include "gen/ec2/describe_subnets.h"
#include "gen/ec2/describe_vpcs.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using C = const Cloud&;
using P = const Place&;
using V = const Vpc&;
using S = const Subnet&;
using I = const Instance&;
template <auto Value>
constexpr auto vpc_is = &field_matches<Vpc, Value>;
template <auto Value>
constexpr auto subnet_is = &field_matches<Subnet, Value>;
template <auto Value>
constexpr auto interface_is = &field_matches<Instance, Value>;

std::vector<std::string> group_ids_of(C cloud, P place, I instance) {
  std::vector<std::string> ids;
  for (const auto& group : group_identifiers(cloud, place, groups_of(place, instance)))
    ids.push_back(*group.group_id);
  return ids;
}

constexpr FilterField<Vpc> vpc_fields[] = {
    {"vpc-id", vpc_is<[](V v) { return format_id("vpc-", v.id); }>},
    {"cidr", vpc_is<[](V v) { return format_network(v.network, v.bits); }>},
    {"cidr-block-association.cidr-block",
     vpc_is<[](V v) { return format_network(v.network, v.bits); }>},
    {"is-default", vpc_is<[](V v) { return bool(v.is_default); }>},
    {"isDefault", vpc_is<[](V v) { return bool(v.is_default); }>},
    {"owner-id", vpc_is<[](C c, P p) { return c.accounts[p.account].id; }>},
    {"state", vpc_is<[]() { return "available"; }>},
};
constexpr FilterField<Subnet> subnet_fields[] = {
    {"subnet-id", subnet_is<[](S s) { return format_id("subnet-", s.id); }>},
    {"vpc-id", subnet_is<[](P p, S s) { return format_id("vpc-", p.vpcs[s.vpc].id); }>},
    {"availability-zone", subnet_is<[](P p, S s) { return zone_name(p.region, s.zone); }>},
    {"availability-zone-id", subnet_is<[](P p, S s) { return zone_id(p.region, s.zone); }>},
    {"cidr-block", subnet_is<[](S s) { return format_network(s.network, s.bits); }>},
    {"default-for-az", subnet_is<[](S s) { return bool(s.is_default); }>},
    {"map-public-ip-on-launch", subnet_is<[](S s) { return bool(s.public_by_default); }>},
    {"owner-id", subnet_is<[](C c, P p) { return c.accounts[p.account].id; }>},
    {"state", subnet_is<[]() { return "available"; }>},
};
constexpr FilterField<Instance> interface_fields[] = {
    {"network-interface-id",
     interface_is<[](I i) { return format_id("eni-", interface_of(i.id)); }>},
    {"attachment.instance-id", interface_is<[](I i) { return format_id("i-", i.id); }>},
    {"attachment.status", interface_is<[]() { return "attached"; }>},
    {"attachment.device-index", interface_is<[]() { return "0"; }>},
    {"status", interface_is<[]() { return "in-use"; }>},
    {"subnet-id", interface_is<[](P p, I i) { return format_id("subnet-", subnet_of(p, i).id); }>},
    {"vpc-id",
     interface_is<[](P p, I i) { return format_id("vpc-", p.vpcs[subnet_of(p, i).vpc].id); }>},
    {"availability-zone",
     interface_is<[](P p, I i) { return zone_name(p.region, zone_of(p, i)); }>},
    {"private-ip-address", interface_is<[](I i) { return format_ipv4(i.private_ip); }>},
    {"addresses.private-ip-address", interface_is<[](I i) { return format_ipv4(i.private_ip); }>},
    {"association.public-ip",
     interface_is<[](I i) { return when(i.public_ip != 0, format_ipv4(i.public_ip)); }>},
    {"mac-address", interface_is<[](I i) { return mac_address(interface_of(i.id)); }>},
    {"owner-id", interface_is<[](C c, P p) { return c.accounts[p.account].id; }>},
    {"group-id", interface_is<group_ids_of>},
};

/// Things kept in a vector, in the order of their making; pages begin after a number.
template <class Thing, class Shape, class Request, class Render>
Answered<std::vector<Shape>> list(Call& call, const Request& request,
                                  const std::vector<Thing>& things,
                                  const std::vector<std::string>& wanted, const IdKind& kind,
                                  std::span<const FilterField<Thing>> known,
                                  std::optional<std::string>& token, Render render) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<Thing>::make(request.filters, known);
  if (!filters) return pass(filters);
  const auto ids = read_ids(wanted, kind, [&](std::uint64_t id) {
    return std::ranges::find(things, id, &Thing::id) != things.end();
  });
  if (!ids) return pass(ids);
  const auto question = question_of(call, request.filters, wanted);
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);
  std::vector<Shape> shapes;
  for (std::size_t i = page->from_beginning ? 0 : page->after + 1; i < things.size(); ++i) {
    if (!ids->empty() && std::ranges::find(*ids, things[i].id) == ids->end()) continue;
    if (!filters->accepts(call.cloud, call.place(), things[i])) continue;
    if (shapes.size() == page->limit) {
      token = next_token(call, i - 1, question);
      break;
    }
    shapes.push_back(render(things[i]));
  }
  return shapes;
}

Answered<gen::ec2::DescribeVpcsResult> describe_vpcs(Call& call,
                                                     const gen::ec2::DescribeVpcsRequest& request) {
  ensure_network(call.cloud, call.place());
  gen::ec2::DescribeVpcsResult result;
  auto shapes = list<Vpc, gen::ec2::Vpc>(
      call, request, call.place().vpcs, request.vpc_ids, vpc_ids,
      std::span<const FilterField<Vpc>>(vpc_fields), result.next_token, [&](const Vpc& vpc) {
        gen::ec2::Vpc shape;
        shape.vpc_id = format_id("vpc-", vpc.id);
        shape.owner_id = call.account_id();
        shape.instance_tenancy = "default";
        shape.is_default = vpc.is_default;
        shape.state = "available";
        shape.cidr_block = format_network(vpc.network, vpc.bits);
        shape.dhcp_options_id = format_id("dopt-", mix(vpc.id));
        shape.cidr_block_association_set.push_back(
            {.association_id = format_id("vpc-cidr-assoc-", mix(vpc.id + 1)),
             .cidr_block = shape.cidr_block,
             .cidr_block_state = gen::ec2::VpcCidrBlockState{.state = "associated"}});
        shape.tags = to_gen(call.cloud, vpc.tags);
        return shape;
      });
  if (!shapes) return pass(shapes);
  result.vpcs = *std::move(shapes);
  return result;
}

std::int32_t free_addresses(const Place& place, const Subnet& subnet) {
  if (place.spare_addresses) return static_cast<std::int32_t>(*place.spare_addresses);
  auto free = (std::int32_t{1} << (32 - subnet.bits)) - 5;
  for (const auto& [id, instance] : place.instances)
    if (instance.state != InstanceState::terminated && &place.subnets[instance.subnet] == &subnet)
      --free;
  return free;
}

Answered<gen::ec2::DescribeSubnetsResult> describe_subnets(
    Call& call, const gen::ec2::DescribeSubnetsRequest& request) {
  auto& place = call.place();
  ensure_network(call.cloud, place);
  gen::ec2::DescribeSubnetsResult result;
  auto shapes = list<Subnet, gen::ec2::Subnet>(
      call, request, place.subnets, request.subnet_ids, subnet_ids,
      std::span<const FilterField<Subnet>>(subnet_fields), result.next_token,
      [&](const Subnet& subnet) {
        gen::ec2::Subnet shape;
        shape.subnet_id = format_id("subnet-", subnet.id);
        shape.subnet_arn = call.ec2_arn("subnet", *shape.subnet_id);
        shape.vpc_id = format_id("vpc-", place.vpcs[subnet.vpc].id);
        shape.owner_id = call.account_id();
        shape.availability_zone = zone_name(call.region, subnet.zone);
        shape.availability_zone_id = zone_id(call.region, subnet.zone);
        shape.cidr_block = format_network(subnet.network, subnet.bits);
        shape.available_ip_address_count = free_addresses(place, subnet);
        shape.default_for_az = subnet.is_default;
        shape.map_public_ip_on_launch = subnet.public_by_default;
        shape.assign_ipv6_address_on_creation = false;
        shape.state = "available";
        shape.tags = to_gen(call.cloud, subnet.tags);
        return shape;
      });
  if (!shapes) return pass(shapes);
  result.subnets = *std::move(shapes);
  return result;
}

gen::ec2::NetworkInterface interface_shape(Call& call, const Instance& instance) {
  const auto view = to_gen(call, call.place(), instance);
  const auto& held = view.network_interfaces.front();
  gen::ec2::NetworkInterface shape;
  shape.network_interface_id = held.network_interface_id;
  shape.description = "";
  shape.interface_type = "interface";
  shape.mac_address = held.mac_address;
  shape.owner_id = held.owner_id;
  shape.private_dns_name = held.private_dns_name;
  shape.private_ip_address = held.private_ip_address;
  shape.requester_managed = false;
  shape.source_dest_check = held.source_dest_check;
  shape.status = "in-use";
  shape.subnet_id = held.subnet_id;
  shape.vpc_id = held.vpc_id;
  shape.availability_zone = view.placement->availability_zone;
  shape.groups = held.groups;
  shape.attachment =
      gen::ec2::NetworkInterfaceAttachment{.attach_time = held.attachment->attach_time,
                                           .attachment_id = held.attachment->attachment_id,
                                           .delete_on_termination = true,
                                           .device_index = 0,
                                           .instance_id = view.instance_id,
                                           .instance_owner_id = call.account_id(),
                                           .status = "attached"};
  gen::ec2::NetworkInterfacePrivateIpAddress address{.primary = true,
                                                     .private_dns_name = held.private_dns_name,
                                                     .private_ip_address = held.private_ip_address};
  if (held.association) {
    gen::ec2::NetworkInterfaceAssociation association;
    association.ip_owner_id = held.association->ip_owner_id;
    association.public_dns_name = held.association->public_dns_name;
    association.public_ip = held.association->public_ip;
    for (const auto& [id, elastic] : call.place().addresses)
      if (elastic.instance == instance.id) {
        association.allocation_id = format_id("eipalloc-", id);
        association.association_id = format_id("eipassoc-", elastic.association);
      }
    shape.association = association;
    address.association = association;
  }
  shape.private_ip_addresses.push_back(std::move(address));
  return shape;
}

Answered<gen::ec2::DescribeNetworkInterfacesResult> describe_network_interfaces(
    Call& call, const gen::ec2::DescribeNetworkInterfacesRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<Instance>::make(request.filters, interface_fields);
  if (!filters) return pass(filters);
  const auto& place = call.place();
  const auto ids = read_ids(request.network_interface_ids, interface_ids, [&](std::uint64_t id) {
    return place.instances.contains(instance_of_interface(id));
  });
  if (!ids) return pass(ids);
  const auto question = question_of(call, request.filters, request.network_interface_ids);
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);
  gen::ec2::DescribeNetworkInterfacesResult result;
  auto next =
      page->from_beginning ? place.instances.begin() : place.instances.upper_bound(page->after);
  for (std::uint64_t last = 0; next != place.instances.end(); ++next) {
    const auto& [id, instance] = *next;
    if (instance.state == InstanceState::terminated || instance.visible_from > call.cloud.now)
      continue;
    if (!ids->empty() && std::ranges::find(*ids, interface_of(id)) == ids->end()) continue;
    if (!filters->accepts(call.cloud, place, instance)) continue;
    if (result.network_interfaces.size() == page->limit) {
      result.next_token = next_token(call, last, question);
      break;
    }
    result.network_interfaces.push_back(interface_shape(call, instance));
    last = id;
  }
  return result;
}

}  // namespace

void add_network_calls(Operations& operations) {
  operations.add<describe_vpcs>("ec2", "DescribeVpcs", Fidelity::partial,
                                "the default VPC and those of the estate; no IPv6");
  operations.add<describe_subnets>("ec2", "DescribeSubnets", Fidelity::partial,
                                   "the default subnets and those of the estate; no IPv6");
  operations.add<describe_network_interfaces>(
      "ec2", "DescribeNetworkInterfaces", Fidelity::partial,
      "the primary interface of each server, none of its own; their tags are the servers'");
}

}  // namespace mirante::simcloud
