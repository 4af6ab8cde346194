// RunInstances.
#include <algorithm>

#include "gen/ec2/run_instances.h"
#include "platform/crypto/hash.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/ec2/tagging.h"
#include "simcloud/kms/keys.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Request = gen::ec2::RunInstancesRequest;

/// A request that has been understood: everything exists and fits together.
struct Order {
  LaunchPlan plan;
  std::uint32_t least = 1, most = 1;
  std::vector<gen::ec2::BlockDeviceMapping> data_devices;
  Tags instance_tags, volume_tags;
  bool zone_was_asked = false;
};

std::unexpected<AwsError> invalid(std::string message) {
  return refuse("InvalidParameterValue", std::move(message));
}

Answered<Done> read_image_and_type(Call& call, const Request& request, Order& order) {
  if (!request.image_id) return missing_parameter("ImageId");
  const auto ids = read_ids({*request.image_id}, image_ids, [&](std::uint64_t id) {
    return find_image(call.cloud, call.place(), id).has_value();
  });
  if (!ids) return pass(ids);
  const auto image = *find_image(call.cloud, call.place(), ids->front());
  const auto type_name = request.instance_type.value_or("m1.small");
  const auto type = find_type(type_name);
  if (!type) return invalid("Invalid value '" + type_name + "' for InstanceType.");
  if (!is_offered(*type, call.region))
    return refuse("Unsupported",
                  "The requested configuration is currently not supported. Please "
                  "check the documentation for supported configurations.");
  const auto& facts = type_facts(*type);
  const bool arm_image = image.architecture == Architecture::arm64;
  if (arm_image != (facts.architecture == Architecture::arm64))
    return invalid("The architecture '" + std::string(to_string(facts.architecture)) +
                   "' of the specified instance type does not match the architecture '" +
                   std::string(to_string(image.architecture)) +
                   "' of the specified AMI. Specify an instance type and an AMI that have matching "
                   "architectures, and try again.");
  if (image.instance_store && !facts.instance_store_root)
    return refuse("InvalidParameterCombination",
                  "Non-EBS images cannot be used with the instance type " + type_name);
  order.plan.type = *type;
  order.plan.image = ids->front();
  order.plan.root_gib = image.root_gib;
  order.plan.root_device = image.root_device == "/dev/sda1" ? "/dev/sda1" : "/dev/xvda";
  order.plan.windows = image.windows;
  order.plan.instance_store_root = image.instance_store;
  return Done{};
}

/// The subnet may be named by itself, by the first network interface, or by a zone.
Answered<Done> read_subnet(Call& call, const Request& request, Order& order) {
  auto& place = call.place();
  auto subnet_id = request.subnet_id;
  if (!request.network_interfaces.empty()) {
    const auto& specification = request.network_interfaces.front();
    if (specification.network_interface_id || request.network_interfaces.size() > 1)
      return refuse("UnsupportedOperation",
                    "The simulated EC2 launches servers with one network interface of their own.");
    if (specification.subnet_id) subnet_id = specification.subnet_id;
  }
  const auto zone_text =
      request.placement ? request.placement->availability_zone.value_or("") : std::string();
  std::optional<std::uint8_t> zone;
  if (!zone_text.empty()) {
    zone = find_zone(call.region, zone_text);
    if (!zone) return invalid("Invalid availability zone: [" + zone_text + "]");
    order.zone_was_asked = true;
  }
  if (subnet_id) {
    const auto ids = read_ids({*subnet_id}, subnet_ids, [&](std::uint64_t id) {
      return std::ranges::find(place.subnets, id, &Subnet::id) != place.subnets.end();
    });
    if (!ids) return pass(ids);
    const auto found = std::ranges::find(place.subnets, ids->front(), &Subnet::id);
    order.plan.subnet = static_cast<std::uint16_t>(found - place.subnets.begin());
    order.plan.public_ip = found->public_by_default;
    order.zone_was_asked = true;
  } else {
    if (!zone) {  // AWS chooses a zone that offers the type and has room.
      const auto zones = region_facts(call.region).zones.size();
      for (std::uint8_t i = 0; i < zones && !zone; ++i)
        if (is_offered(order.plan.type, call.region, i) &&
            has_capacity(call.cloud, call.region, i, order.plan.type, order.least))
          zone = i;
    }
    order.plan.subnet = default_subnet(place, zone.value_or(0));
  }
  if (!request.network_interfaces.empty() &&
      request.network_interfaces.front().associate_public_ip_address)
    order.plan.public_ip = *request.network_interfaces.front().associate_public_ip_address;
  return Done{};
}

Answered<Done> read_groups(Call& call, const Request& request, Order& order) {
  auto& place = call.place();
  const auto vpc = place.subnets[order.plan.subnet].vpc;
  auto asked = request.security_group_ids;
  if (!request.network_interfaces.empty())
    asked.insert(asked.end(), request.network_interfaces.front().groups.begin(),
                 request.network_interfaces.front().groups.end());
  auto ids =
      read_ids(asked, group_ids, [&](std::uint64_t id) { return place.groups.contains(id); });
  if (!ids) return pass(ids);
  for (const auto& name : request.security_groups) {
    const auto found = std::ranges::find_if(place.groups, [&](const auto& entry) {
      return entry.second.vpc == vpc && call.cloud.texts.view(entry.second.name) == name;
    });
    if (found == place.groups.end())
      return refuse("InvalidGroup.NotFound",
                    "The security group '" + name + "' does not exist in default VPC");
    ids->push_back(found->first);
  }
  for (const auto id : *ids)
    if (place.groups.at(id).vpc != vpc)
      return invalid("Security group " + format_id("sg-", id) + " and subnet " +
                     format_id("subnet-", place.subnets[order.plan.subnet].id) +
                     " belong to different networks.");
  if (ids->empty()) ids->push_back(default_group(call.cloud, place, vpc));
  order.plan.group_set = group_set(place, *std::move(ids));
  return Done{};
}

Answered<Done> read_devices(Call& call, const Request& request, Order& order) {
  for (const auto& mapping : request.block_device_mappings) {
    if (!mapping.device_name) return missing_parameter("BlockDeviceMapping.DeviceName");
    if (!mapping.ebs) continue;  // Instance store and NoDevice: nothing to remember.
    const auto& ebs = *mapping.ebs;
    if (ebs.volume_type && !parse_volume_type(*ebs.volume_type))
      return invalid("Value (" + *ebs.volume_type + ") for parameter volumeType is invalid.");
    const bool is_root = *mapping.device_name == order.plan.root_device;
    if (!is_root) {
      if (!ebs.volume_size && !ebs.snapshot_id) return missing_parameter("size/snapshot");
      order.data_devices.push_back(mapping);
      continue;
    }
    if (ebs.volume_size) {
      if (*ebs.volume_size < static_cast<std::int32_t>(order.plan.root_gib))
        return refuse("InvalidBlockDeviceMapping",
                      "Volume of size " + std::to_string(*ebs.volume_size) +
                          "GB is smaller than snapshot '" +
                          format_id("snap-", mix(order.plan.image)) +
                          "', expect size>= " + std::to_string(order.plan.root_gib) + "GB");
      order.plan.root_gib = static_cast<std::uint32_t>(*ebs.volume_size);
    }
    if (ebs.volume_type) order.plan.root_type = *parse_volume_type(*ebs.volume_type);
    order.plan.delete_root_on_termination = ebs.delete_on_termination.value_or(true);
    if (ebs.encrypted.value_or(false))
      order.plan.root_kms_key =
          call.cloud.text(key_arn(call.cloud, call.place(), ebs.kms_key_id.value_or("")));
  }
  return Done{};
}

Answered<Done> read_counts_and_tags(Call& call, const Request& request, Order& order) {
  if (!request.min_count || !request.max_count)
    return missing_parameter(request.min_count ? "MaxCount" : "MinCount");
  if (*request.min_count < 1 || *request.max_count < *request.min_count)
    return invalid("Invalid value for min and max number of instances: " +
                   std::to_string(*request.min_count) + ", " + std::to_string(*request.max_count));
  order.least = static_cast<std::uint32_t>(*request.min_count);
  order.most = static_cast<std::uint32_t>(std::min(*request.max_count, 1000));
  if (auto ok = check_kinds(request.tag_specifications,
                            {"instance", "volume", "network-interface", "spot-instances-request"});
      !ok)
    return ok;
  auto tags = read_tags(call, request.tag_specifications, "instance");
  if (!tags) return pass(tags);
  order.instance_tags = *std::move(tags);
  tags = read_tags(call, request.tag_specifications, "volume");
  if (!tags) return pass(tags);
  order.volume_tags = *std::move(tags);
  if (request.key_name && !call.place().key_pairs.contains(*request.key_name))
    return refuse("InvalidKeyPair.NotFound",
                  "The key pair '" + *request.key_name + "' does not exist");
  if (request.user_data) {
    const auto bytes = crypto::from_base64(*request.user_data);
    if (!bytes) return invalid("Invalid BASE64 encoding of user data.");
    if (bytes->size() > 16'384) return invalid("User data is limited to 16384 bytes");
  }
  if (request.launch_template)
    return refuse("UnsupportedOperation", "The simulated EC2 has no launch templates.");
  return Done{};
}

Answered<Done> read_placement_group(Call& call, const Request& request, Order& order) {
  const auto name = request.placement ? request.placement->group_name.value_or("") : "";
  if (name.empty()) return Done{};
  const auto group = call.place().placement_groups.find(name);
  if (group == call.place().placement_groups.end())
    return refuse("InvalidPlacementGroup.Unknown",
                  "The Placement Group '" + name + "' is unknown.");
  if (may_be_in_group(type_facts(order.plan.type), group->second)) return Done{};
  auto strategy = group->second;
  strategy.front() = static_cast<char>(strategy.front() - 'a' + 'A');
  return refuse("InvalidParameterCombination",
                strategy + " placement groups are not supported by the '" +
                    type_facts(order.plan.type).name +
                    "' instance type. Specify a supported instance type or change the placement "
                    "group strategy, and try again.");
}

Answered<Order> read(Call& call, const Request& request) {
  ensure_network(call.cloud, call.place());
  Order order;
  for (auto* step : {read_counts_and_tags, read_image_and_type, read_placement_group, read_subnet,
                     read_groups, read_devices})
    if (auto ok = step(call, request, order); !ok) return pass(ok);
  return order;
}

Answered<Done> permit(Call& call, const Request& request, const Order& order) {
  const auto& place = call.place();
  const auto& subnet = place.subnets[order.plan.subnet];
  auto keys = request_tag_keys(call, order.instance_tags);
  std::erase_if(keys, [](const auto& key) { return key.first == "ec2:CreateAction"; });
  keys.emplace_back("ec2:InstanceType", type_facts(order.plan.type).name);
  keys.emplace_back("ec2:AvailabilityZone", zone_name(call.region, subnet.zone));
  if (auto ok = call.permit("ec2:RunInstances", call.ec2_arn("instance", "*"), keys); !ok)
    return ok;
  std::vector<std::string> things{
      "arn:aws:ec2:" + std::string(call.region_name()) + "::image/" + *request.image_id,
      call.ec2_arn("network-interface", "*"),
      call.ec2_arn("subnet", format_id("subnet-", subnet.id)), call.ec2_arn("volume", "*")};
  for (const auto group : place.group_sets[order.plan.group_set])
    things.push_back(call.ec2_arn("security-group", format_id("sg-", group)));
  if (request.key_name) things.push_back(call.ec2_arn("key-pair", *request.key_name));
  for (const auto& thing : things)
    if (auto ok = call.permit("ec2:RunInstances", thing, {}); !ok) return ok;
  if (auto ok = permit_tags(call, "instance", order.instance_tags); !ok) return ok;
  return permit_tags(call, "volume", order.volume_tags);
}

Answered<Done> check_room(Call& call, const Order& order) {
  const auto& type = type_facts(order.plan.type);
  const auto zone = call.place().subnets[order.plan.subnet].zone;
  if (!is_offered(order.plan.type, call.region, zone))
    return refuse("Unsupported",
                  "Your requested instance type (" + type.name +
                      ") is not supported in your requested Availability Zone (" +
                      zone_name(call.region, zone) +
                      "). Please retry your request by not specifying an Availability Zone or "
                      "choosing another one.");
  if (auto ok = within_vcpu_limit(call, type.quota_class, type.vcpus * order.least); !ok) return ok;
  if (has_capacity(call.cloud, call.region, zone, order.plan.type, order.least)) return Done{};
  std::string others;
  for (std::uint8_t i = 0; i < region_facts(call.region).zones.size(); ++i)
    if (i != zone && has_capacity(call.cloud, call.region, i, order.plan.type, order.least))
      others += (others.empty() ? "" : ", ") + zone_name(call.region, i);
  auto message = "We currently do not have sufficient " + type.name +
                 " capacity in the Availability Zone you requested (" +
                 zone_name(call.region, zone) +
                 "). Our system will be working on provisioning additional capacity.";
  if (!others.empty())
    message += " You can currently get " + type.name +
               " capacity by not specifying an Availability Zone in your request or choosing " +
               others + ".";
  return refuse("InsufficientInstanceCapacity", std::move(message), 500);
}

void fill_extras(Call& call, const Request& request, Instance& instance) {
  if (request.user_data) instance.more().user_data = *request.user_data;
  if (request.client_token) instance.more().client_token = call.cloud.text(*request.client_token);
  if (request.placement && request.placement->group_name)
    instance.more().placement_group = call.cloud.text(*request.placement->group_name);
  if (request.placement && request.placement->tenancy.value_or("default") != "default")
    instance.more().tenancy = call.cloud.text(*request.placement->tenancy);
  if (const auto& profile = request.iam_instance_profile)
    instance.more().iam_profile =
        call.cloud.text(profile->arn ? *profile->arn
                                     : "arn:aws:iam::" + call.account_id() + ":instance-profile/" +
                                           profile->name.value_or(""));
  const auto& market = request.instance_market_options;
  if (!market || market->market_type.value_or("") != "spot") return;
  auto& extras = instance.more();
  const bool persistent =
      market->spot_options && market->spot_options->spot_instance_type.value_or("") == "persistent";
  extras.spot = persistent ? Spot::persistent : Spot::one_time;
  extras.spot_request = call.cloud.text(format_id("sir-", mix(instance.id)).substr(0, 12));
}

void fill(Call& call, const Request& request, const Order& order, Instance& instance) {
  auto& place = call.place();
  instance.tags = order.instance_tags;
  if (request.key_name) instance.key_name = call.cloud.text(*request.key_name);
  instance.protect_termination = request.disable_api_termination.value_or(false);
  instance.protect_stop = request.disable_api_stop.value_or(false);
  instance.shutdown_terminates =
      request.instance_initiated_shutdown_behavior.value_or("stop") == "terminate";
  instance.ebs_optimized = request.ebs_optimized.value_or(false);
  instance.detailed_monitoring = request.monitoring && request.monitoring->enabled.value_or(false);
  instance.hibernation =
      request.hibernation_options && request.hibernation_options->configured.value_or(false);
  if (auto* root = place.find_volume(instance.root_volume)) root->tags = order.volume_tags;
  for (const auto& mapping : order.data_devices) {
    const auto& ebs = *mapping.ebs;
    auto& volume =
        create_volume(call.cloud, place, zone_of(place, instance),
                      static_cast<std::uint32_t>(ebs.volume_size.value_or(8)),
                      ebs.volume_type ? *parse_volume_type(*ebs.volume_type) : VolumeType::gp2);
    volume.tags = order.volume_tags;
    if (ebs.encrypted.value_or(false))
      volume.kms_key = call.cloud.text(key_arn(call.cloud, place, ebs.kms_key_id.value_or("")));
    attach(call.cloud, place, instance, volume, call.cloud.text(*mapping.device_name));
    volume.delete_on_termination = ebs.delete_on_termination.value_or(true);
  }
  fill_extras(call, request, instance);
}

gen::ec2::Reservation reservation_shape(Call& call, std::uint64_t reservation) {
  gen::ec2::Reservation shape{.reservation_id = format_id("r-", reservation),
                              .owner_id = call.account_id()};
  for (const auto& [id, instance] : call.place().instances)
    if (instance.reservation == reservation)
      shape.instances.push_back(to_gen(call, call.place(), instance));
  std::ranges::sort(shape.instances, {}, [](const auto& i) { return *i.ami_launch_index; });
  return shape;
}

Answered<gen::ec2::Reservation> run_instances(Call& call, const Request& request) {
  auto order = read(call, request);
  if (!order) return pass(order);
  if (auto ok = permit(call, request, *order); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  auto& place = call.place();
  const auto token = request.client_token.value_or("");
  if (!token.empty()) {
    const auto used = place.client_tokens.find(token);
    if (used != place.client_tokens.end()) {
      if (used->second.parameters != call.parameters_hash)
        return refuse("IdempotentParameterMismatch",
                      "Arguments on this idempotent request are inconsistent with arguments used "
                      "in previous request(s).");
      return reservation_shape(call, used->second.reservation);
    }
  }
  if (auto ok = check_room(call, *order); !ok) return pass(ok);
  const auto zone = place.subnets[order->plan.subnet].zone;
  auto count = order->most;
  while (count > order->least &&
         !has_capacity(call.cloud, call.region, zone, order->plan.type, count))
    --count;
  if (auto ok = call.take_resources(count); !ok) return pass(ok);

  order->plan.reservation = call.cloud.make_id(Purpose::reservation_id, place);
  for (std::uint32_t i = 0; i < count; ++i) {
    take_capacity(call.cloud, call.region, zone, order->plan.type);
    order->plan.launch_index = static_cast<std::uint16_t>(i);
    auto& instance = launch(call.cloud, place, order->plan, call.cause());
    fill(call, request, *order, instance);
    instance.kms_refused = use_of_keys(call, instance) == KeyUse::refused;
  }
  if (!token.empty())
    place.client_tokens[token] = {call.parameters_hash, order->plan.reservation, call.cloud.now};
  return reservation_shape(call, order->plan.reservation);
}

}  // namespace

void add_run_calls(Operations& operations) {
  operations.add<run_instances>("ec2", "RunInstances", Fidelity::partial,
                                "no launch templates, IPv6, second network interfaces, CPU and "
                                "credit options");
}

}  // namespace mirante::simcloud
