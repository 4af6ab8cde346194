// Networks of a place: the default VPC with its subnets and group, addresses of servers, and the
// names and ids that follow from them.
#pragma once

#include <string>

#include "simcloud/cloud.h"

namespace mirante::simcloud {

/// Makes the default VPC, one subnet a zone, and the default security group, if not there yet.
void ensure_network(Cloud& cloud, Place& place);

/// The default subnet of the zone; ensure_network first.
std::uint16_t default_subnet(const Place& place, std::uint8_t zone);
std::uint64_t default_group(const Cloud& cloud, const Place& place, std::uint16_t vpc);
/// The number of this set of groups; sets are kept once.
std::uint16_t group_set(Place& place, std::vector<std::uint64_t> groups);

std::uint32_t take_private_address(Place& place, std::uint16_t subnet);
/// A public address that follows from the key.
std::uint32_t draw_public_address(const Cloud& cloud, Draws::Key key);

std::string private_dns_name(RegionIndex region, std::uint32_t address);
std::string public_dns_name(RegionIndex region, std::uint32_t address);

/// A server's primary network interface and that of the interface's attachment: scrambles of the
/// server's id, so that each finds the other without an index.
std::uint64_t interface_of(std::uint64_t instance);
std::uint64_t instance_of_interface(std::uint64_t network_interface);
std::uint64_t attachment_of(std::uint64_t instance);
std::string mac_address(std::uint64_t network_interface);

std::string format_network(std::uint32_t network, std::uint8_t bits);

const Subnet& subnet_of(const Place& place, const Instance& instance);
std::uint8_t zone_of(const Place& place, const Instance& instance);
const std::vector<std::uint64_t>& groups_of(const Place& place, const Instance& instance);

}  // namespace mirante::simcloud
