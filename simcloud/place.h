// A place: one account in one region, with all that its services hold there. Each service says in a
// file of its own what that is; who reads a place need not know the others.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simcloud/ec2/state.h"
#include "simcloud/elbv2/state.h"
#include "simcloud/kms/state.h"
#include "simcloud/rds/state.h"
#include "simcloud/sesv2/state.h"
#include "simcloud/sns/state.h"
#include "simcloud/sqs/state.h"
#include "simcloud/token_buckets.h"

namespace mirante::simcloud {

struct Place {
  std::uint16_t account = 0;
  RegionIndex region = 0;
  bool has_network = false;  // The default VPC is made when it is first needed.
  std::map<std::uint64_t, Instance> instances;
  std::map<std::uint64_t, Volume> volumes;
  std::map<std::uint64_t, Address> addresses;
  std::map<std::uint64_t, SecurityGroup> groups;
  std::map<std::string, KeyPair, std::less<>> key_pairs;
  std::map<std::uint64_t, PrivateImage> images;
  std::map<std::string, ClientToken, std::less<>> client_tokens;
  std::vector<Vpc> vpcs;
  std::vector<Subnet> subnets;
  std::vector<std::vector<std::uint64_t>> group_sets;
  std::map<std::string, std::uint32_t, std::less<>> vcpu_limits;     // By quota class.
  std::map<std::string, std::string, std::less<>> placement_groups;  // By name: their strategies.
  /// Free addresses of each subnet; none: as many as its servers leave.
  std::optional<std::uint32_t> spare_addresses;
  Databases databases;
  Balancers balancers;
  KmsKeys kms;
  Ses ses;
  Sns sns;
  Sqs sqs;
  std::uint64_t made = 0;  // Counts things made here, for their ids.
  TokenBuckets buckets;

  Instance* find_instance(std::uint64_t id);
  Volume* find_volume(std::uint64_t id);
};

}  // namespace mirante::simcloud
