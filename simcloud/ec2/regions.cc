// What EC2 offers: regions, zones, server types, limits of the account.
#include <algorithm>

#include "gen/ec2/describe_account_attributes.h"
#include "gen/ec2/describe_availability_zones.h"
#include "gen/ec2/describe_instance_type_offerings.h"
#include "gen/ec2/describe_instance_types.h"
#include "gen/ec2/describe_regions.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

struct RegionRow {
  RegionIndex region;
  std::string name, endpoint, status;
};
struct ZoneRow {
  std::uint8_t zone;
  std::string name, id, region;
};
struct OfferingRow {
  std::string type, location;
};

using C = const Cloud&;
using P = const Place&;
using R = const RegionRow&;
using Z = const ZoneRow&;
using O = const OfferingRow&;
using T = const TypeFacts&;
template <auto Value>
constexpr auto region_is = &field_matches<RegionRow, Value>;
template <auto Value>
constexpr auto zone_is = &field_matches<ZoneRow, Value>;
template <auto Value>
constexpr auto offering_is = &field_matches<OfferingRow, Value>;
template <auto Value>
constexpr auto type_is = &field_matches<TypeFacts, Value>;

using Texts = std::vector<std::string>;

Texts root_devices_of(T type) {
  return type.instance_store_root ? Texts{"ebs", "instance-store"} : Texts{"ebs"};
}
Texts architectures_of(T type) {
  if (type.architecture == Architecture::i386_and_x86_64) return {"i386", "x86_64"};
  return {std::string(to_string(type.architecture))};
}

constexpr FilterField<RegionRow> region_fields[] = {
    {"region-name", region_is<[](R r) { return r.name; }>},
    {"endpoint", region_is<[](R r) { return r.endpoint; }>},
    {"opt-in-status", region_is<[](R r) { return r.status; }>},
};
constexpr FilterField<ZoneRow> zone_fields[] = {
    {"zone-name", zone_is<[](Z z) { return z.name; }>},
    {"zone-id", zone_is<[](Z z) { return z.id; }>},
    {"region-name", zone_is<[](Z z) { return z.region; }>},
    {"group-name", zone_is<[](Z z) { return z.region; }>},
    {"zone-type", zone_is<[]() { return "availability-zone"; }>},
    {"opt-in-status", zone_is<[]() { return "opt-in-not-required"; }>},
    {"state", zone_is<[]() { return "available"; }>},
};
constexpr FilterField<OfferingRow> offering_fields[] = {
    {"instance-type", offering_is<[](O o) { return o.type; }>},
    {"location", offering_is<[](O o) { return o.location; }>},
};
constexpr FilterField<TypeFacts> type_fields[] = {
    {"instance-type", type_is<[](T t) { return t.name; }>},
    {"current-generation", type_is<[](T t) { return bool(t.current_generation); }>},
    {"bare-metal", type_is<[](T t) { return bool(t.bare_metal); }>},
    {"burstable-performance-supported", type_is<[](T t) { return bool(t.burstable); }>},
    {"hibernation-supported", type_is<[](T t) { return bool(t.hibernation); }>},
    {"instance-storage-supported", type_is<[](T t) { return t.instance_store_gb > 0; }>},
    {"hypervisor", type_is<[](T t) { return t.nitro ? "nitro" : "xen"; }>},
    {"vcpu-info.default-vcpus", type_is<[](T t) { return std::to_string(t.vcpus); }>},
    {"memory-info.size-in-mib", type_is<[](T t) { return std::to_string(t.memory_mib); }>},
    {"supported-root-device-type", type_is<root_devices_of>},
    {"supported-virtualization-type", type_is<[]() { return "hvm"; }>},
    {"supported-usage-class", type_is<[] { return Texts{"on-demand", "spot"}; }>},
    {"processor-info.supported-architecture", type_is<architectures_of>},
};

Answered<gen::ec2::DescribeRegionsResult> describe_regions(
    Call& call, const gen::ec2::DescribeRegionsRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<RegionRow>::make(request.filters, region_fields);
  if (!filters) return pass(filters);
  for (const auto& name : request.region_names)
    if (!find_region(name))
      return refuse("InvalidParameterValue", "Invalid region: [" + name + "]");
  const bool all = request.all_regions.value_or(false);
  gen::ec2::DescribeRegionsResult result;
  for (std::size_t i = 0; i < all_regions().size(); ++i) {
    const auto& facts = all_regions()[i];
    const bool enabled = call.account().enabled.test(i);
    const bool named =
        std::ranges::find(request.region_names, facts.name) != request.region_names.end();
    if (!request.region_names.empty() ? !named : (!all && !enabled)) continue;
    std::string_view status = "opt-in-not-required";
    if (facts.opt_in) status = enabled ? "opted-in" : "not-opted-in";
    const RegionRow row{static_cast<RegionIndex>(i), std::string(facts.name),
                        "ec2." + std::string(facts.name) + ".amazonaws.com", std::string(status)};
    if (filters->accepts(call.cloud, call.place(), row))
      result.regions.push_back(
          {.opt_in_status = row.status, .region_name = row.name, .endpoint = row.endpoint});
  }
  return result;
}

Answered<gen::ec2::DescribeAvailabilityZonesResult> describe_zones(
    Call& call, const gen::ec2::DescribeAvailabilityZonesRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<ZoneRow>::make(request.filters, zone_fields);
  if (!filters) return pass(filters);
  for (const auto& name : request.zone_names)
    if (!find_zone(call.region, name))
      return refuse("InvalidParameterValue", "Invalid availability zone: [" + name + "]");
  gen::ec2::DescribeAvailabilityZonesResult result;
  for (std::uint8_t zone = 0; zone < region_facts(call.region).zones.size(); ++zone) {
    const ZoneRow row{zone, zone_name(call.region, zone), zone_id(call.region, zone),
                      std::string(call.region_name())};
    const auto listed = [](const std::vector<std::string>& wanted, const std::string& value) {
      return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
    };
    if (!listed(request.zone_names, row.name) || !listed(request.zone_ids, row.id)) continue;
    if (!filters->accepts(call.cloud, call.place(), row)) continue;
    gen::ec2::AvailabilityZone shape;
    shape.opt_in_status = "opt-in-not-required";
    shape.region_name = row.region;
    shape.zone_name = row.name;
    shape.zone_id = row.id;
    shape.group_name = row.region;
    shape.network_border_group = row.region;
    shape.zone_type = "availability-zone";
    shape.state = "available";
    result.availability_zones.push_back(std::move(shape));
  }
  return result;
}

Answered<gen::ec2::DescribeInstanceTypeOfferingsResult> describe_offerings(
    Call& call, const gen::ec2::DescribeInstanceTypeOfferingsRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<OfferingRow>::make(request.filters, offering_fields);
  if (!filters) return pass(filters);
  const auto kind = request.location_type.value_or("region");
  if (kind != "region" && kind != "availability-zone" && kind != "availability-zone-id")
    return refuse("InvalidParameterValue",
                  "Value (" + kind + ") for parameter LocationType is invalid.");
  std::vector<OfferingRow> rows;
  for (std::size_t i = 0; i < all_types().size(); ++i) {
    const auto type = static_cast<TypeIndex>(i);
    if (kind == "region") {
      if (is_offered(type, call.region))
        rows.push_back({all_types()[i].name, std::string(call.region_name())});
      continue;
    }
    for (std::uint8_t zone = 0; zone < region_facts(call.region).zones.size(); ++zone)
      if (is_offered(type, call.region, zone))
        rows.push_back({all_types()[i].name, kind == "availability-zone"
                                                 ? zone_name(call.region, zone)
                                                 : zone_id(call.region, zone)});
  }
  const auto question = question_of(call, request.filters, {kind});
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);
  gen::ec2::DescribeInstanceTypeOfferingsResult result;
  for (std::size_t i = page->from_beginning ? 0 : page->after + 1; i < rows.size(); ++i) {
    if (!filters->accepts(call.cloud, call.place(), rows[i])) continue;
    if (result.instance_type_offerings.size() == page->limit) {
      result.next_token = next_token(call, i - 1, question);
      break;
    }
    result.instance_type_offerings.push_back(
        {.instance_type = rows[i].type, .location_type = kind, .location = rows[i].location});
  }
  return result;
}

void fill_network_and_disks(const TypeFacts& type, gen::ec2::InstanceTypeInfo& shape) {
  shape.instance_storage_supported = type.instance_store_gb > 0;
  if (type.instance_store_gb > 0) {
    gen::ec2::InstanceStorageInfo storage;
    storage.total_size_in_gb = type.instance_store_gb;
    storage.disks.push_back({.size_in_gb = type.instance_store_gb / type.instance_store_disks,
                             .count = type.instance_store_disks,
                             .type = type.nvme_store ? "ssd" : "hdd"});
    storage.nvme_support = type.nvme_store ? "required" : "unsupported";
    shape.instance_storage_info = std::move(storage);
  }
  gen::ec2::EbsInfo ebs;
  ebs.ebs_optimized_support = type.nitro ? "default" : "supported";
  ebs.encryption_support = "supported";
  ebs.nvme_support = type.nitro ? "required" : "unsupported";
  shape.ebs_info = std::move(ebs);
  gen::ec2::NetworkInfo network;
  network.network_performance = type.network;
  network.maximum_network_interfaces = type.vcpus <= 2 ? 3 : (type.vcpus <= 8 ? 4 : 8);
  network.ipv4_addresses_per_interface = type.vcpus <= 2 ? 10 : (type.vcpus <= 8 ? 15 : 30);
  network.ipv6_supported = true;
  network.ena_support = type.nitro ? "required" : "unsupported";
  shape.network_info = std::move(network);
}

gen::ec2::InstanceTypeInfo shape_of(const TypeFacts& type) {
  gen::ec2::InstanceTypeInfo shape;
  shape.instance_type = type.name;
  shape.current_generation = type.current_generation;
  shape.free_tier_eligible = type.name == "t3.micro" || type.name == "t2.micro";
  shape.supported_usage_classes = {"on-demand", "spot"};
  shape.supported_root_device_types = {"ebs"};
  if (type.instance_store_root) shape.supported_root_device_types.push_back("instance-store");
  shape.supported_virtualization_types = {"hvm"};
  shape.bare_metal = type.bare_metal;
  if (!type.bare_metal) shape.hypervisor = type.nitro ? "nitro" : "xen";
  gen::ec2::ProcessorInfo processor;
  processor.supported_architectures = architectures_of(type);
  shape.processor_info = std::move(processor);
  gen::ec2::VCpuInfo cpus;
  cpus.default_v_cpus = type.vcpus;
  cpus.default_cores = type.cores;
  cpus.default_threads_per_core = type.vcpus / type.cores;
  shape.v_cpu_info = std::move(cpus);
  shape.memory_info = gen::ec2::MemoryInfo{.size_in_mi_b = type.memory_mib};
  fill_network_and_disks(type, shape);
  shape.hibernation_supported = type.hibernation;
  shape.burstable_performance_supported = type.burstable;
  shape.dedicated_hosts_supported = !type.burstable;
  gen::ec2::PlacementGroupInfo placement;
  for (const auto* strategy : {"cluster", "partition", "spread"})
    if (may_be_in_group(type, strategy)) placement.supported_strategies.emplace_back(strategy);
  shape.placement_group_info = std::move(placement);
  shape.auto_recovery_supported = type.instance_store_gb == 0;
  shape.supported_boot_modes = {"legacy-bios"};
  if (type.nitro) shape.supported_boot_modes.push_back("uefi");
  return shape;
}

Answered<gen::ec2::DescribeInstanceTypesResult> describe_types(
    Call& call, const gen::ec2::DescribeInstanceTypesRequest& request) {
  if (!request.instance_types.empty() && request.max_results)
    return refuse("InvalidParameterCombination",
                  "The parameter instanceTypes cannot be used with the parameter maxResults");
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<TypeFacts>::make(request.filters, type_fields);
  if (!filters) return pass(filters);
  std::string missing;
  for (const auto& name : request.instance_types) {
    const auto type = find_type(name);
    if (!type || !is_offered(*type, call.region)) missing += (missing.empty() ? "" : ", ") + name;
  }
  if (!missing.empty())
    return refuse("InvalidInstanceType",
                  "The following supplied instance types do not exist: [" + missing + "]");
  const auto question = question_of(call, request.filters, request.instance_types);
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);
  const auto limit = std::min<std::size_t>(page->limit, 100);  // AWS's default and greatest page.
  gen::ec2::DescribeInstanceTypesResult result;
  for (std::size_t i = page->from_beginning ? 0 : page->after + 1; i < all_types().size(); ++i) {
    const auto& type = all_types()[i];
    if (!is_offered(static_cast<TypeIndex>(i), call.region)) continue;
    if (!request.instance_types.empty() &&
        std::ranges::find(request.instance_types, type.name) == request.instance_types.end())
      continue;
    if (!filters->accepts(call.cloud, call.place(), type)) continue;
    if (result.instance_types.size() == limit) {
      result.next_token = next_token(call, i - 1, question);
      break;
    }
    result.instance_types.push_back(shape_of(type));
  }
  return result;
}

Answered<gen::ec2::DescribeAccountAttributesResult> describe_account_attributes(
    Call& call, const gen::ec2::DescribeAccountAttributesRequest& request) {
  ensure_network(call.cloud, call.place());
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const std::pair<std::string, std::string> known[] = {
      {"supported-platforms", "VPC"},
      {"default-vpc", format_id("vpc-", call.place().vpcs.front().id)},
      {"max-instances", "20"},
      {"vpc-max-security-groups-per-interface", "5"},
      {"max-elastic-ips", "100"},
      {"vpc-max-elastic-ips", "100"}};
  gen::ec2::DescribeAccountAttributesResult result;
  for (const auto& [name, value] : known) {
    const auto& wanted = request.attribute_names;
    if (!wanted.empty() && std::ranges::find(wanted, name) == wanted.end()) continue;
    gen::ec2::AccountAttribute attribute;
    attribute.attribute_name = name;
    attribute.attribute_values.push_back({.attribute_value = value});
    result.account_attributes.push_back(std::move(attribute));
  }
  return result;
}

}  // namespace

void add_region_calls(Operations& operations) {
  operations.add<describe_regions>("ec2", "DescribeRegions", Fidelity::faithful);
  operations.add<describe_zones>("ec2", "DescribeAvailabilityZones", Fidelity::partial,
                                 "no local and wavelength zones");
  operations.add<describe_types>("ec2", "DescribeInstanceTypes", Fidelity::partial,
                                 "about 150 types; no accelerators and topologies");
  operations.add<describe_offerings>("ec2", "DescribeInstanceTypeOfferings", Fidelity::partial,
                                     "which zone lacks a type is made up");
  operations.add<describe_account_attributes>("ec2", "DescribeAccountAttributes",
                                              Fidelity::faithful);
}

}  // namespace mirante::simcloud
