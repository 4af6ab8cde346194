// From AWS's shapes to what the inventory stores. Also for rooms that look at AWS themselves and
// hand what they saw to `put_observed`.
#pragma once

#include <memory>
#include <vector>

#include "features/inventory/resource.h"

namespace mirante::aws::wire {
class ItemTaker;
}

namespace mirante::gen::ec2 {
struct Address;
struct Image;
struct Instance;
struct KeyPairInfo;
struct SecurityGroup;
struct Subnet;
struct Volume;
struct Vpc;
}  // namespace mirante::gen::ec2
namespace mirante::gen::rds {
struct DBCluster;
struct DBInstance;
}  // namespace mirante::gen::rds

namespace mirante::inventory {

Observed observed_instance(const gen::ec2::Instance& instance);
Observed observed_volume(const gen::ec2::Volume& volume);
Observed observed_address(const gen::ec2::Address& address);
Observed observed_security_group(const gen::ec2::SecurityGroup& group);
Observed observed_subnet(const gen::ec2::Subnet& subnet);
Observed observed_vpc(const gen::ec2::Vpc& vpc);
Observed observed_key_pair(const gen::ec2::KeyPairInfo& pair);
Observed observed_image(const gen::ec2::Image& image);
Observed observed_database(const gen::rds::DBInstance& database);
Observed observed_cluster(const gen::rds::DBCluster& cluster);

/// Takes the things of an answer in XML while it arrives, and adds to `seen` what the functions
/// above would make of each. For Instance, Image, SecurityGroup, Subnet, Volume, Vpc, DBCluster and
/// DBInstance. `seen` outlives it, and is emptied when an answer was lost.
template <class T>
std::unique_ptr<aws::wire::ItemTaker> taker_of(std::vector<Observed>& seen);

}  // namespace mirante::inventory
