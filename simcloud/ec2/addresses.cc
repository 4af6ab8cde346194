// Elastic IP addresses.
#include <algorithm>

#include "gen/ec2/allocate_address.h"
#include "gen/ec2/associate_address.h"
#include "gen/ec2/describe_addresses.h"
#include "gen/ec2/disassociate_address.h"
#include "gen/ec2/release_address.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/ec2/tagging.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Field = FilterField<Address>;

std::string private_address(const Place& place, const Address& address) {
  const auto instance = place.instances.find(address.instance);
  return instance == place.instances.end() ? "" : format_ipv4(instance->second.private_ip);
}

using C = const Cloud&;
using P = const Place&;
using A = const Address&;
template <auto Value>
constexpr auto is = &field_matches<Address, Value>;

constexpr Field fields[] = {
    {"allocation-id", is<[](A a) { return format_id("eipalloc-", a.id); }>},
    {"association-id",
     is<[](A a) { return when(a.instance != 0, format_id("eipassoc-", a.association)); }>},
    {"domain", is<[]() { return "vpc"; }>},
    {"instance-id", is<[](A a) { return when(a.instance != 0, format_id("i-", a.instance)); }>},
    {"network-border-group", is<[](P p) { return region_facts(p.region).name; }>},
    {"network-interface-id",
     is<[](A a) { return when(a.instance != 0, format_id("eni-", interface_of(a.instance))); }>},
    {"network-interface-owner-id",
     is<[](C c, P p, A a) { return when(a.instance != 0, c.accounts[p.account].id); }>},
    {"private-ip-address", is<[](P p, A a) { return private_address(p, a); }>},
    {"public-ip", is<[](A a) { return format_ipv4(a.public_ip); }>},
};

/// The server that held it gets an automatic address again when it next starts.
void let_go(Place& place, Address& address) {
  if (auto* instance = place.find_instance(address.instance)) {
    instance->elastic_ip = false;
    instance->public_ip = 0;
  }
  address.instance = address.association = 0;
}

Address* by_public_ip(Place& place, std::string_view ip) {
  for (auto& [id, address] : place.addresses)
    if (format_ipv4(address.public_ip) == ip) return &address;
  return nullptr;
}

std::unexpected<AwsError> unknown_ip(std::string_view ip) {
  return refuse("InvalidAddress.NotFound", "Address '" + std::string(ip) + "' not found.");
}

/// By allocation id or public address.
Answered<Address*> find_address(Call& call, const std::optional<std::string>& allocation,
                                const std::optional<std::string>& public_ip) {
  auto& place = call.place();
  if (allocation) {
    const auto ids = read_ids({*allocation}, address_ids,
                              [&](std::uint64_t id) { return place.addresses.contains(id); });
    if (!ids) return pass(ids);
    return &place.addresses.at(ids->front());
  }
  if (!public_ip)
    return refuse("MissingParameter", "Either public IP or allocation id must be specified");
  if (auto* address = by_public_ip(place, *public_ip)) return address;
  return unknown_ip(*public_ip);
}

Answered<Done> permit(Call& call, const Address& address) {
  return call.permit(call.permission(),
                     call.ec2_arn("elastic-ip", format_id("eipalloc-", address.id)),
                     call.resource_keys(address.tags));
}

Answered<gen::ec2::DescribeAddressesResult> describe_addresses(
    Call& call, const gen::ec2::DescribeAddressesRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<Address>::make(request.filters, fields);
  if (!filters) return pass(filters);
  const auto& place = call.place();
  const auto ids = read_ids(request.allocation_ids, address_ids,
                            [&](std::uint64_t id) { return place.addresses.contains(id); });
  if (!ids) return pass(ids);
  for (const auto& ip : request.public_ips)
    if (by_public_ip(call.place(), ip) == nullptr) return unknown_ip(ip);
  gen::ec2::DescribeAddressesResult result;
  for (const auto& [id, address] : place.addresses) {
    if (!ids->empty() && std::ranges::find(*ids, id) == ids->end()) continue;
    if (!request.public_ips.empty() &&
        std::ranges::find(request.public_ips, format_ipv4(address.public_ip)) ==
            request.public_ips.end())
      continue;
    if (filters->accepts(call.cloud, place, address))
      result.addresses.push_back(to_gen(call, place, address));
  }
  return result;
}

Answered<gen::ec2::AllocateAddressResult> allocate_address(
    Call& call, const gen::ec2::AllocateAddressRequest& request) {
  if (auto ok = check_kinds(request.tag_specifications, {"elastic-ip"}); !ok) return pass(ok);
  const auto tags = read_tags(call, request.tag_specifications, "elastic-ip");
  if (!tags) return pass(tags);
  auto keys = request_tag_keys(call, *tags);
  std::erase_if(keys, [](const auto& key) { return key.first == "ec2:CreateAction"; });
  if (auto ok = call.permit(call.permission(), call.ec2_arn("elastic-ip", "*"), keys); !ok)
    return pass(ok);
  if (auto ok = permit_tags(call, "elastic-ip", *tags); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  auto& place = call.place();
  if (place.addresses.size() >= 100)
    return refuse("AddressLimitExceeded", "The maximum number of addresses has been reached.");
  Address address{.id = call.cloud.make_id(Purpose::address_id, place), .tags = *tags};
  address.public_ip = draw_public_address(call.cloud, {address.id});
  place.addresses.emplace(address.id, address);
  touch(call.cloud, place, Metered::elastic_address, address.id);
  return gen::ec2::AllocateAddressResult{.allocation_id = format_id("eipalloc-", address.id),
                                         .public_ipv4_pool = "amazon",
                                         .network_border_group = std::string(call.region_name()),
                                         .domain = "vpc",
                                         .public_ip = format_ipv4(address.public_ip)};
}

/// The server that an association is for, named by itself or by its network interface.
Answered<Instance*> association_target(Call& call,
                                       const gen::ec2::AssociateAddressRequest& request) {
  if (request.instance_id) return find_instance(call, request.instance_id);
  if (!request.network_interface_id)
    return refuse("MissingParameter",
                  "Either instance ID or network interface id must be specified");
  const auto ids = read_ids({*request.network_interface_id}, interface_ids, [&](std::uint64_t id) {
    const auto* instance = call.place().find_instance(instance_of_interface(id));
    return instance != nullptr && instance->visible_from <= call.cloud.now;
  });
  if (!ids) return pass(ids);
  return call.place().find_instance(instance_of_interface(ids->front()));
}

Answered<gen::ec2::AssociateAddressResult> associate_address(
    Call& call, const gen::ec2::AssociateAddressRequest& request) {
  const auto address = find_address(call, request.allocation_id, request.public_ip);
  if (!address) return pass(address);
  if (auto ok = permit(call, **address); !ok) return pass(ok);
  const auto target = association_target(call, request);
  if (!target) return pass(target);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  auto& instance = **target;
  if (instance.state != InstanceState::running && instance.state != InstanceState::stopped &&
      instance.state != InstanceState::stopping)
    return refuse("InvalidInstanceID", "The pending instance '" + format_id("i-", instance.id) +
                                           "' is not in a valid state for this operation.");
  if (request.private_ip_address && *request.private_ip_address != format_ipv4(instance.private_ip))
    return refuse("InvalidParameterValue", "The private IP address " + *request.private_ip_address +
                                               " is not assigned to the network interface.");
  // Without the parameter AWS takes the address from whoever holds it.
  const bool may_take = request.allow_reassociation.value_or(true);
  if ((*address)->instance != 0 && (*address)->instance != instance.id && !may_take)
    return refuse("Resource.AlreadyAssociated",
                  "resource " + format_id("eipalloc-", (*address)->id) +
                      " is already associated with associate-id " +
                      format_id("eipassoc-", (*address)->association));
  auto& place = call.place();
  if ((*address)->instance != instance.id) {
    let_go(place, **address);
    for (auto& [id, held] : place.addresses)
      if (held.instance == instance.id) let_go(place, held);
    (*address)->instance = instance.id;
    (*address)->association = call.cloud.make_id(Purpose::address_id, place);
  }
  instance.elastic_ip = true;
  instance.public_ip = (*address)->public_ip;
  touch(call.cloud, place, Metered::server, instance.id);  // And all addresses beside it.
  return gen::ec2::AssociateAddressResult{.association_id =
                                              format_id("eipassoc-", (*address)->association)};
}

Answered<Done> disassociate_address(Call& call,
                                    const gen::ec2::DisassociateAddressRequest& request) {
  auto& place = call.place();
  Address* address = nullptr;
  if (request.association_id) {
    for (auto& [id, held] : place.addresses)
      if (held.instance != 0 && format_id("eipassoc-", held.association) == *request.association_id)
        address = &held;
    if (address == nullptr)
      return refuse("InvalidAssociationID.NotFound",
                    "The association ID '" + *request.association_id + "' does not exist");
  } else {
    const auto found = find_address(call, std::nullopt, request.public_ip);
    if (!found) return pass(found);
    address = *found;
  }
  if (auto ok = permit(call, *address); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  let_go(place, *address);
  touch(call.cloud, place, Metered::elastic_address, address->id);
  return Done{};
}

Answered<Done> release_address(Call& call, const gen::ec2::ReleaseAddressRequest& request) {
  const auto address = find_address(call, request.allocation_id, request.public_ip);
  if (!address) return pass(address);
  if (auto ok = permit(call, **address); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if ((*address)->instance != 0)
    return refuse("InvalidIPAddress.InUse",
                  "Address " + format_ipv4((*address)->public_ip) + " is in use.");
  touch(call.cloud, call.place(), Metered::elastic_address, (*address)->id);
  call.place().addresses.erase((*address)->id);
  return Done{};
}

}  // namespace

void add_address_calls(Operations& operations) {
  operations.add<describe_addresses>("ec2", "DescribeAddresses", Fidelity::faithful);
  operations.add<allocate_address>("ec2", "AllocateAddress", Fidelity::partial,
                                   "Amazon's pool only; at most 100 in a region");
  operations.add<associate_address>("ec2", "AssociateAddress", Fidelity::partial,
                                    "primary private address only");
  operations.add<disassociate_address>("ec2", "DisassociateAddress", Fidelity::faithful);
  operations.add<release_address>("ec2", "ReleaseAddress", Fidelity::faithful);
}

}  // namespace mirante::simcloud
