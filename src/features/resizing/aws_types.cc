#include "features/resizing/aws_types.h"

#include "features/accounts/access_error.h"
#include "features/accounts/account_access.h"
#include "features/servers/obstacle.h"
#include "gen/ec2/describe_instance_type_offerings.h"
#include "gen/ec2/describe_instance_types.h"
#include "gen/ec2/describe_placement_groups.h"
#include "gen/ec2/modify_instance_attribute.h"
#include "platform/aws/client.h"

namespace mirante::resizing {
namespace {

namespace ec2 = gen::ec2;

Support support_of(const std::optional<std::string>& said) {
  if (said == "required") return Support::required;
  return said == "unsupported" ? Support::unsupported : Support::supported;
}

ServerType type_of(const ec2::InstanceTypeInfo& info) {
  ServerType type{.name = info.instance_type.value_or(""),
                  .virtualizations = info.supported_virtualization_types,
                  .has_instance_store = info.instance_storage_supported.value_or(false),
                  .is_burstable = info.burstable_performance_supported.value_or(false),
                  .is_bare_metal = info.bare_metal.value_or(false),
                  .is_current = info.current_generation.value_or(true)};
  if (info.placement_group_info) type.placements = info.placement_group_info->supported_strategies;
  type.has_dedicated_hosts = info.dedicated_hosts_supported.value_or(true);
  if (info.processor_info) type.architectures = info.processor_info->supported_architectures;
  if (info.v_cpu_info) type.vcpus = info.v_cpu_info->default_v_cpus;
  if (info.memory_info) type.memory_mib = info.memory_info->size_in_mi_b;
  if (const auto& network = info.network_info) {
    type.ena = support_of(network->ena_support);
    type.interfaces_max = network->maximum_network_interfaces;
    type.addresses_max = network->ipv4_addresses_per_interface;
  }
  if (info.ebs_info) {
    type.nvme = support_of(info.ebs_info->nvme_support);
    type.ebs_optimized = info.ebs_info->ebs_optimized_support != "unsupported";
  }
  return type;
}

ec2::Filter filter(const char* name, std::vector<std::string> values) {
  return {.name = name, .values = std::move(values)};
}

Task<std::vector<ServerType>> read_types(aws::Client& client, CallContext ctx, aws::Target target,
                                         ec2::Filter by) {
  std::vector<ServerType> types;
  auto pages =
      ec2::describe_instance_types_pages(client, ctx, target, {.filters = {std::move(by)}});
  while (const auto page = co_await pages.next())
    for (const auto& info : page->value.instance_types) types.push_back(type_of(info));
  co_return types;
}

}  // namespace

Task<std::map<std::string, ServerType>> describe_types(aws::Client& client, CallContext ctx,
                                                       aws::Target target,
                                                       std::vector<std::string> names) {
  std::map<std::string, ServerType> found;
  // A filter: a type that this region does not know must not fail the others.
  for (auto& type : co_await read_types(client, std::move(ctx), std::move(target),
                                        filter("instance-type", std::move(names)))) {
    auto name = type.name;
    found.emplace(std::move(name), std::move(type));
  }
  co_return found;
}

Task<Offer> read_offer(aws::Client& client, accounts::AccountAccess& access, CallContext ctx,
                       inventory::PartRef place, Machine machine) {
  const auto target = co_await access.target(ctx, place.account, place.region);
  Offer offer;
  offer.types = co_await read_types(
      client, ctx, target, filter("processor-info.supported-architecture", {machine.architecture}));
  offer.in_zone = co_await types_in_zone(client, ctx, target, machine.zone, {});
  if (machine.placement_group.empty()) co_return offer;
  try {
    const std::vector<std::string> group(1, machine.placement_group);
    offer.placement_strategy =
        (co_await placement_strategies(client, ctx, target, group))[machine.placement_group];
  } catch (const Failure& failure) {
    // Then types that the group may not take are marked so.
    if (!accounts::is_about_permission(failure.error())) throw;
  }
  co_return offer;
}

Task<std::set<std::string>> types_in_zone(aws::Client& client, CallContext ctx, aws::Target target,
                                          std::string zone, std::vector<std::string> names) {
  ec2::DescribeInstanceTypeOfferingsRequest request{.location_type = "availability-zone"};
  request.filters.push_back(filter("location", {std::move(zone)}));
  if (!names.empty()) request.filters.push_back(filter("instance-type", std::move(names)));
  std::set<std::string> offered;
  auto pages = ec2::describe_instance_type_offerings_pages(client, ctx, target, std::move(request));
  while (const auto page = co_await pages.next())
    for (const auto& one : page->value.instance_type_offerings)
      offered.insert(one.instance_type.value_or(""));
  co_return offered;
}

Task<std::map<std::string, std::string>> placement_strategies(aws::Client& client, CallContext ctx,
                                                              aws::Target target,
                                                              std::vector<std::string> names) {
  std::map<std::string, std::string> strategies;
  const auto reply = co_await ec2::describe_placement_groups(
      client, std::move(ctx), std::move(target), {.filters = {filter("group-name", names)}});
  for (const auto& group : reply.value.placement_groups)
    strategies[group.group_name.value_or("")] = group.strategy.value_or("");
  co_return strategies;
}

Task<std::optional<Error>> refused_change(aws::Client& client, CallContext ctx, aws::Target target,
                                          std::string server, std::string type) {
  ec2::ModifyInstanceAttributeRequest request;
  request.dry_run = true;
  request.instance_id = std::move(server);
  request.instance_type = ec2::AttributeValue{.value = std::move(type)};
  try {
    co_await ec2::modify_instance_attribute(client, std::move(ctx), std::move(target),
                                            std::move(request));
  } catch (const Failure& failure) {
    co_return servers::refusal_in(failure.error());
  }
  co_return std::nullopt;
}

Task<std::string> change_type(aws::Client& client, CallContext ctx, aws::Target target,
                              std::string server, std::string type) {
  ec2::ModifyInstanceAttributeRequest request;
  request.instance_id = std::move(server);
  request.instance_type = ec2::AttributeValue{.value = std::move(type)};
  co_return (co_await ec2::modify_instance_attribute(client, std::move(ctx), std::move(target),
                                                     std::move(request)))
      .request_id;
}

}  // namespace mirante::resizing
