// The simulated EC2's state as AWS's shapes: what Describe calls answer with. Reading only.
#pragma once

#include "gen/ec2/describe_addresses.h"
#include "gen/ec2/describe_instances.h"
#include "gen/ec2/describe_volumes.h"
#include "simcloud/call.h"

namespace mirante::simcloud {

gen::ec2::Instance to_gen(const Call& call, const Place& place, const Instance& instance);
gen::ec2::InstanceState to_gen(InstanceState state);
gen::ec2::Volume to_gen(const Call& call, const Place& place, const Volume& volume);
gen::ec2::Address to_gen(const Call& call, const Place& place, const Address& address);
std::vector<gen::ec2::GroupIdentifier> group_identifiers(const Cloud& cloud, const Place& place,
                                                         const std::vector<std::uint64_t>& ids);

/// Whether it has the driver of ENA: images on EBS bring it, whatever the type.
bool has_ena(const Instance& instance);

/// "User initiated (2026-03-02 18:59:00 GMT)", or empty.
std::string transition_reason(const Instance& instance);

/// What a public or private image says about servers made from it.
struct ImageView {
  std::string id;
  std::string name;
  std::string description;
  std::string owner;
  std::string owner_alias;
  std::string created;
  Architecture architecture = Architecture::x86_64;
  bool is_public = true;
  bool windows = false;
  bool instance_store = false;
  std::uint32_t root_gib = 8;
  std::string root_device;
  std::string platform_details;
  std::string usage_operation;
  std::uint64_t snapshot = 0;
  Tags tags = {};
};
std::uint64_t public_image_id(const Cloud& cloud, RegionIndex region, std::size_t image);
std::optional<ImageView> find_image(const Cloud& cloud, const Place& place, std::uint64_t id);
std::vector<std::uint64_t> all_image_ids(const Cloud& cloud, const Place& place);

std::string_view to_string(Architecture architecture);

}  // namespace mirante::simcloud
