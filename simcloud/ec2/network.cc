#include "simcloud/ec2/network.h"

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "simcloud/aws_ids.h"

namespace mirante::simcloud {
namespace {

constexpr std::uint64_t interface_salt = 0x656e690000000000;   // "eni"
constexpr std::uint64_t attachment_salt = 0x6174740000000000;  // "att"

constexpr std::uint32_t default_network = 172u << 24 | 31u << 16;

std::string dashed(std::uint32_t address) {
  auto text = format_ipv4(address);
  std::ranges::replace(text, '.', '-');
  return text;
}

}  // namespace

void ensure_network(Cloud& cloud, Place& place) {
  if (place.has_network) return;
  place.has_network = true;
  place.vpcs.push_back({.id = cloud.make_id(Purpose::network_id, place),
                        .network = default_network,
                        .bits = 16,
                        .is_default = true});
  const auto zones = region_facts(place.region).zones.size();
  for (std::size_t zone = 0; zone < zones; ++zone)
    place.subnets.push_back({.id = cloud.make_id(Purpose::network_id, place),
                             .vpc = 0,
                             .zone = static_cast<std::uint8_t>(zone),
                             .network = default_network + static_cast<std::uint32_t>(zone << 12),
                             .bits = 20,
                             .is_default = true,
                             .public_by_default = true});
  SecurityGroup group{.id = cloud.make_id(Purpose::network_id, place),
                      .vpc = 0,
                      .name = cloud.text("default"),
                      .description = cloud.text("default VPC security group")};
  group.rules.push_back(
      {.id = cloud.make_id(Purpose::network_id, place), .protocol = "-1", .group = group.id});
  group.rules.push_back({.id = cloud.make_id(Purpose::network_id, place),
                         .egress = true,
                         .protocol = "-1",
                         .cidr = "0.0.0.0/0"});
  place.groups.emplace(group.id, std::move(group));
}

std::uint16_t default_subnet(const Place& place, std::uint8_t zone) {
  for (std::size_t i = 0; i < place.subnets.size(); ++i)
    if (place.subnets[i].is_default && place.subnets[i].zone == zone)
      return static_cast<std::uint16_t>(i);
  MIRANTE_CHECK(false);
  return 0;
}

std::uint64_t default_group(const Cloud& cloud, const Place& place, std::uint16_t vpc) {
  for (const auto& [id, group] : place.groups)
    if (group.vpc == vpc && cloud.texts.view(group.name) == "default") return id;
  MIRANTE_CHECK(false);
  return 0;
}

std::uint16_t group_set(Place& place, std::vector<std::uint64_t> groups) {
  std::ranges::sort(groups);
  groups.erase(std::ranges::unique(groups).begin(), groups.end());
  const auto found = std::ranges::find(place.group_sets, groups);
  if (found != place.group_sets.end())
    return static_cast<std::uint16_t>(found - place.group_sets.begin());
  MIRANTE_CHECK(place.group_sets.size() < 0xffff);
  place.group_sets.push_back(std::move(groups));
  return static_cast<std::uint16_t>(place.group_sets.size() - 1);
}

std::uint32_t take_private_address(Place& place, std::uint16_t subnet) {
  auto& network = place.subnets[subnet];
  const auto hosts = (1u << (32 - network.bits)) - 5;  // The last is broadcast.
  const auto host = 4 + (network.next_host++ - 4) % hosts;
  return network.network + host;
}

std::uint32_t draw_public_address(const Cloud& cloud, Draws::Key key) {
  static constexpr std::uint32_t first_bytes[] = {3, 13, 15, 18, 34, 35, 44, 52, 54};
  const auto drawn = cloud.draws.at(Purpose::public_address, key);
  return first_bytes[(drawn >> 32) % std::size(first_bytes)] << 24 |
         static_cast<std::uint32_t>(drawn & 0xffffff);
}

std::string private_dns_name(RegionIndex region, std::uint32_t address) {
  const auto name = region_facts(region).name;
  if (name == "us-east-1") return "ip-" + dashed(address) + ".ec2.internal";
  return "ip-" + dashed(address) + "." + std::string(name) + ".compute.internal";
}

std::string public_dns_name(RegionIndex region, std::uint32_t address) {
  const auto name = region_facts(region).name;
  if (name == "us-east-1") return "ec2-" + dashed(address) + ".compute-1.amazonaws.com";
  return "ec2-" + dashed(address) + "." + std::string(name) + ".compute.amazonaws.com";
}

std::uint64_t interface_of(std::uint64_t instance) { return mix(instance ^ interface_salt); }
std::uint64_t instance_of_interface(std::uint64_t network_interface) {
  return unmix(network_interface) ^ interface_salt;
}
std::uint64_t attachment_of(std::uint64_t instance) { return mix(instance ^ attachment_salt); }

std::string mac_address(std::uint64_t network_interface) {
  const auto bits = mix(network_interface);
  char text[18];
  std::snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x",
                static_cast<unsigned>(0x02 | (bits & 0x3c)),
                static_cast<unsigned>(bits >> 8 & 0xff), static_cast<unsigned>(bits >> 16 & 0xff),
                static_cast<unsigned>(bits >> 24 & 0xff), static_cast<unsigned>(bits >> 32 & 0xff),
                static_cast<unsigned>(bits >> 40 & 0xff));
  return text;
}

std::string format_network(std::uint32_t network, std::uint8_t bits) {
  return format_ipv4(network) + "/" + std::to_string(bits);
}

const Subnet& subnet_of(const Place& place, const Instance& instance) {
  return place.subnets[instance.subnet];
}
std::uint8_t zone_of(const Place& place, const Instance& instance) {
  return subnet_of(place, instance).zone;
}
const std::vector<std::uint64_t>& groups_of(const Place& place, const Instance& instance) {
  return place.group_sets[instance.group_set];
}

}  // namespace mirante::simcloud
