#include "simcloud/ec2/shapes.h"

#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"

namespace mirante::simcloud {
namespace {

std::string iso_with_space(Instant instant) {
  auto text = to_iso8601(std::chrono::floor<std::chrono::seconds>(instant));
  text[10] = ' ';
  text.resize(19);
  return text;
}

/// AWS tells whole seconds for most times of servers.
Instant whole_seconds(Instant instant) { return std::chrono::floor<std::chrono::seconds>(instant); }

bool is_gone(const Instance& instance) { return instance.state == InstanceState::terminated; }

gen::ec2::InstanceNetworkInterfaceAssociation association_of(const Call& call,
                                                             const Instance& instance) {
  return {.ip_owner_id = instance.elastic_ip ? call.account_id() : std::string("amazon"),
          .public_dns_name = public_dns_name(call.region, instance.public_ip),
          .public_ip = format_ipv4(instance.public_ip)};
}

gen::ec2::InstanceNetworkInterface interface_shape(const Call& call, const Place& place,
                                                   const Instance& instance) {
  const auto& subnet = subnet_of(place, instance);
  const auto id = interface_of(instance.id);
  gen::ec2::InstanceNetworkInterface shape;
  if (instance.public_ip != 0) shape.association = association_of(call, instance);
  shape.attachment = gen::ec2::InstanceNetworkInterfaceAttachment{
      .attach_time = whole_seconds(instance.launched),
      .attachment_id = format_id("eni-attach-", attachment_of(instance.id)),
      .delete_on_termination = true,
      .device_index = 0,
      .status = "attached",
      .network_card_index = 0};
  shape.description = "";
  shape.groups = group_identifiers(call.cloud, place, groups_of(place, instance));
  shape.mac_address = mac_address(id);
  shape.network_interface_id = format_id("eni-", id);
  shape.owner_id = call.account_id();
  shape.private_dns_name = private_dns_name(call.region, instance.private_ip);
  shape.private_ip_address = format_ipv4(instance.private_ip);
  shape.private_ip_addresses.push_back({.association = shape.association,
                                        .primary = true,
                                        .private_dns_name = shape.private_dns_name,
                                        .private_ip_address = shape.private_ip_address});
  shape.source_dest_check = instance.source_dest_check;
  shape.status = "in-use";
  shape.subnet_id = format_id("subnet-", subnet.id);
  shape.vpc_id = format_id("vpc-", place.vpcs[subnet.vpc].id);
  shape.interface_type = "interface";
  return shape;
}

void fill_network(const Call& call, const Place& place, const Instance& instance,
                  gen::ec2::Instance& shape) {
  const auto& subnet = subnet_of(place, instance);
  shape.subnet_id = format_id("subnet-", subnet.id);
  shape.vpc_id = format_id("vpc-", place.vpcs[subnet.vpc].id);
  shape.private_ip_address = format_ipv4(instance.private_ip);
  shape.private_dns_name = private_dns_name(call.region, instance.private_ip);
  if (instance.public_ip != 0) {
    shape.public_ip_address = format_ipv4(instance.public_ip);
    shape.public_dns_name = public_dns_name(call.region, instance.public_ip);
  }
  shape.security_groups = group_identifiers(call.cloud, place, groups_of(place, instance));
  shape.network_interfaces.push_back(interface_shape(call, place, instance));
  shape.private_dns_name_options =
      gen::ec2::PrivateDnsNameOptionsResponse{.hostname_type = "ip-name",
                                              .enable_resource_name_dns_a_record = true,
                                              .enable_resource_name_dns_aaaa_record = false};
}

void fill_devices(const Call& call, const Place& place, const Instance& instance,
                  gen::ec2::Instance& shape) {
  for (const auto& held : volumes_of(call.cloud, place, instance)) {
    const auto& volume = place.volumes.at(held.volume);
    shape.block_device_mappings.push_back(
        {.device_name = call.text(held.device),
         .ebs =
             gen::ec2::EbsInstanceBlockDevice{.attach_time = whole_seconds(volume.attached),
                                              .delete_on_termination = volume.delete_on_termination,
                                              .status = "attached",
                                              .volume_id = format_id("vol-", volume.id)}});
  }
}

void fill_extras(const Call& call, const Instance& instance, gen::ec2::Instance& shape) {
  const auto& extras = *instance.extras;
  if (!extras.iam_profile.empty())
    shape.iam_instance_profile = gen::ec2::IamInstanceProfile{
        .arn = call.text(extras.iam_profile),
        .id = "AIPA" + std::to_string(hash_of(call.cloud.texts.view(extras.iam_profile)) %
                                      1'000'000'000'000'000)};
  shape.client_token = call.text(extras.client_token);
  if (!extras.placement_group.empty())
    shape.placement->group_name = call.text(extras.placement_group);
  if (!extras.tenancy.empty()) shape.placement->tenancy = call.text(extras.tenancy);
  if (!extras.operator_principal.empty())
    shape.operator_ = gen::ec2::OperatorResponse{.managed = true,
                                                 .principal = call.text(extras.operator_principal)};
  if (extras.spot != Spot::none) {
    shape.instance_lifecycle = "spot";
    shape.spot_instance_request_id = call.text(extras.spot_request);
  }
}

void fill_type(const TypeFacts& type, gen::ec2::Instance& shape) {
  shape.instance_type = type.name;
  shape.architecture = type.architecture == Architecture::arm64 ? "arm64" : "x86_64";
  shape.hypervisor = "xen";  // AWS says so of Nitro servers too.
  shape.virtualization_type = "hvm";
  const auto per_core = static_cast<std::int32_t>(type.vcpus / type.cores);
  shape.cpu_options = gen::ec2::CpuOptions{.core_count = type.cores, .threads_per_core = per_core};
}

}  // namespace

std::string_view to_string(Architecture architecture) {
  switch (architecture) {
    case Architecture::i386_and_x86_64: return "i386";
    case Architecture::x86_64: return "x86_64";
    case Architecture::arm64: return "arm64";
  }
  return {};
}

gen::ec2::InstanceState to_gen(InstanceState state) {
  return {.code = code_of(state), .name = std::string(to_string(state))};
}

std::string transition_reason(const Instance& instance) {
  if (!instance.user_stopped) return {};
  return "User initiated (" + iso_with_space(instance.state_since) + " GMT)";
}

std::vector<gen::ec2::GroupIdentifier> group_identifiers(const Cloud& cloud, const Place& place,
                                                         const std::vector<std::uint64_t>& ids) {
  std::vector<gen::ec2::GroupIdentifier> result;
  for (const auto id : ids) {
    const auto group = place.groups.find(id);
    if (group == place.groups.end()) continue;
    result.push_back(
        {.group_id = format_id("sg-", id), .group_name = cloud.texts.str(group->second.name)});
  }
  return result;
}

bool has_ena(const Instance& instance) {
  return type_facts(instance.type).nitro || !instance.instance_store_root;
}

gen::ec2::Instance to_gen(const Call& call, const Place& place, const Instance& instance) {
  const auto zone = zone_of(place, instance);
  gen::ec2::Instance shape;
  shape.instance_id = format_id("i-", instance.id);
  shape.image_id = format_id("ami-", instance.image);
  shape.state = to_gen(instance.state);
  shape.private_dns_name = "";
  shape.public_dns_name = "";
  shape.state_transition_reason = transition_reason(instance);
  if (instance.reason != StateReason::none)
    shape.state_reason = gen::ec2::StateReason{.code = std::string(code_of(instance.reason)),
                                               .message = std::string(message_of(instance.reason))};
  if (!instance.key_name.empty()) shape.key_name = call.text(instance.key_name);
  shape.ami_launch_index = instance.launch_index;
  shape.launch_time = whole_seconds(instance.launched);
  shape.placement = gen::ec2::Placement{.availability_zone_id = zone_id(call.region, zone),
                                        .group_name = "",
                                        .tenancy = "default",
                                        .availability_zone = zone_name(call.region, zone)};
  if (instance.windows) shape.platform = "windows";
  shape.platform_details = instance.windows ? "Windows" : "Linux/UNIX";
  shape.usage_operation = instance.windows ? "RunInstances:0002" : "RunInstances";
  shape.monitoring =
      gen::ec2::Monitoring{.state = instance.detailed_monitoring ? "enabled" : "disabled"};
  shape.ebs_optimized = instance.ebs_optimized;
  shape.root_device_type = instance.instance_store_root ? "instance-store" : "ebs";
  shape.client_token = "";
  shape.hibernation_options = gen::ec2::HibernationOptions{.configured = instance.hibernation};
  shape.metadata_options =
      gen::ec2::InstanceMetadataOptionsResponse{.state = "applied",
                                                .http_tokens = "required",
                                                .http_put_response_hop_limit = 2,
                                                .http_endpoint = "enabled",
                                                .http_protocol_ipv6 = "disabled",
                                                .instance_metadata_tags = "disabled"};
  shape.enclave_options = gen::ec2::EnclaveOptions{.enabled = false};
  shape.maintenance_options = gen::ec2::InstanceMaintenanceOptions{.auto_recovery = "default"};
  shape.operator_ = gen::ec2::OperatorResponse{.managed = false};
  if (const auto root = place.volumes.find(instance.root_volume); root != place.volumes.end())
    shape.root_device_name = call.text(root->second.device);
  else if (const auto image = find_image(call.cloud, place, instance.image))
    shape.root_device_name = image->root_device;
  fill_type(type_facts(instance.type), shape);
  shape.ena_support = has_ena(instance);
  if (!is_gone(instance)) {
    shape.source_dest_check = instance.source_dest_check;
    fill_network(call, place, instance, shape);
    fill_devices(call, place, instance, shape);
  }
  if (instance.extras) fill_extras(call, instance, shape);
  shape.tags = to_gen(call.cloud, instance.tags);
  return shape;
}

gen::ec2::Volume to_gen(const Call& call, const Place&, const Volume& volume) {
  gen::ec2::Volume shape;
  shape.volume_id = format_id("vol-", volume.id);
  shape.size = static_cast<std::int32_t>(volume.size_gib);
  shape.snapshot_id = volume.snapshot == 0 ? "" : format_id("snap-", volume.snapshot);
  shape.availability_zone = zone_name(call.region, volume.zone);
  shape.availability_zone_id = zone_id(call.region, volume.zone);
  shape.state = std::string(to_string(volume.state));
  shape.create_time = std::chrono::floor<std::chrono::milliseconds>(volume.created);
  shape.volume_type = std::string(to_string(volume.type));
  if (volume.iops != 0) shape.iops = static_cast<std::int32_t>(volume.iops);
  if (volume.throughput != 0) shape.throughput = volume.throughput;
  shape.encrypted = !volume.kms_key.empty();
  if (!volume.kms_key.empty()) shape.kms_key_id = call.text(volume.kms_key);
  shape.multi_attach_enabled = false;
  if (volume.instance != 0)
    shape.attachments.push_back({.delete_on_termination = volume.delete_on_termination,
                                 .volume_id = shape.volume_id,
                                 .instance_id = format_id("i-", volume.instance),
                                 .device = call.text(volume.device),
                                 .state = "attached",
                                 .attach_time = whole_seconds(volume.attached)});
  shape.operator_ = gen::ec2::OperatorResponse{.managed = false};
  shape.tags = to_gen(call.cloud, volume.tags);
  return shape;
}

gen::ec2::Address to_gen(const Call& call, const Place& place, const Address& address) {
  gen::ec2::Address shape;
  shape.allocation_id = format_id("eipalloc-", address.id);
  shape.public_ip = format_ipv4(address.public_ip);
  shape.domain = "vpc";
  shape.public_ipv4_pool = "amazon";
  shape.network_border_group = std::string(call.region_name());
  if (const auto instance = place.instances.find(address.instance);
      address.instance != 0 && instance != place.instances.end()) {
    shape.association_id = format_id("eipassoc-", address.association);
    shape.instance_id = format_id("i-", address.instance);
    shape.network_interface_id = format_id("eni-", interface_of(address.instance));
    shape.network_interface_owner_id = call.account_id();
    shape.private_ip_address = format_ipv4(instance->second.private_ip);
  }
  shape.tags = to_gen(call.cloud, address.tags);
  return shape;
}

std::uint64_t public_image_id(const Cloud& cloud, RegionIndex region, std::size_t image) {
  return cloud.draws.at(Purpose::image_id, {region, image});
}

std::optional<ImageView> find_image(const Cloud& cloud, const Place& place, std::uint64_t id) {
  if (const auto found = place.images.find(id); found != place.images.end()) {
    const auto& image = found->second;
    return ImageView{.id = format_id("ami-", id),
                     .name = image.name,
                     .description = image.description,
                     .owner = cloud.accounts[place.account].id,
                     .created = to_iso8601(image.created),
                     .architecture = image.architecture,
                     .is_public = false,
                     .root_gib = image.root_gib,
                     .root_device = "/dev/xvda",
                     .platform_details = "Linux/UNIX",
                     .usage_operation = "RunInstances",
                     .snapshot = image.snapshot,
                     .tags = image.tags};
  }
  for (std::size_t i = 0; i < all_images().size(); ++i) {
    if (public_image_id(cloud, place.region, i) != id) continue;
    const auto& facts = all_images()[i];
    return ImageView{.id = format_id("ami-", id),
                     .name = std::string(facts.name),
                     .description = std::string(facts.description),
                     .owner = std::string(facts.owner),
                     .owner_alias = std::string(facts.owner_alias),
                     .created = std::string(facts.created),
                     .architecture = facts.architecture,
                     .windows = facts.windows,
                     .instance_store = facts.instance_store,
                     .root_gib = facts.root_gib,
                     .root_device = std::string(facts.root_device),
                     .platform_details = std::string(facts.platform_details),
                     .usage_operation = std::string(facts.usage_operation),
                     .snapshot = mix(id)};
  }
  return std::nullopt;
}

std::vector<std::uint64_t> all_image_ids(const Cloud& cloud, const Place& place) {
  std::vector<std::uint64_t> ids;
  for (const auto& [id, image] : place.images) ids.push_back(id);
  for (std::size_t i = 0; i < all_images().size(); ++i)
    ids.push_back(public_image_id(cloud, place.region, i));
  return ids;
}

}  // namespace mirante::simcloud
