// DescribeInstances and DescribeInstanceStatus.
#include <array>

#include "gen/ec2/describe_instance_status.h"
#include "gen/ec2/describe_instances.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Field = FilterField<Instance>;

const InstanceExtras& extras_of(const Instance& instance) {
  static const InstanceExtras none;
  return instance.extras ? *instance.extras : none;
}

using Texts = std::vector<std::string>;
using C = const Cloud&;
using P = const Place&;
using I = const Instance&;
template <auto Value>
constexpr auto is = &field_matches<Instance, Value>;

Texts volume_ids_of(C cloud, P place, I instance) {
  Texts ids;
  for (const auto& held : volumes_of(cloud, place, instance))
    ids.push_back(format_id("vol-", held.volume));
  return ids;
}

Texts devices_of(C cloud, P place, I instance) {
  Texts devices;
  for (const auto& held : volumes_of(cloud, place, instance))
    devices.push_back(cloud.texts.str(held.device));
  return devices;
}

Texts deletions_of(C cloud, P place, I instance) {
  Texts flags;
  for (const auto& held : volumes_of(cloud, place, instance))
    flags.emplace_back(place.volumes.at(held.volume).delete_on_termination ? "true" : "false");
  return flags;
}

std::string root_device_of(C cloud, P place, I instance) {
  const auto root = place.volumes.find(instance.root_volume);
  return root == place.volumes.end() ? "" : cloud.texts.str(root->second.device);
}

Texts group_ids_of(C cloud, P place, I instance) {
  Texts ids;
  for (const auto& group : group_identifiers(cloud, place, groups_of(place, instance)))
    ids.push_back(*group.group_id);
  return ids;
}

Texts group_names_of(C cloud, P place, I instance) {
  Texts names;
  for (const auto& group : group_identifiers(cloud, place, groups_of(place, instance)))
    names.push_back(*group.group_name);
  return names;
}

bool has_address(I i) { return i.state != InstanceState::terminated; }

std::string vpc_of(P place, I i) {
  return when(has_address(i), format_id("vpc-", place.vpcs[subnet_of(place, i).vpc].id));
}
std::string subnet_id_of(P place, I i) {
  return when(has_address(i), format_id("subnet-", subnet_of(place, i).id));
}
std::string zone_text(P place, I i) { return zone_name(place.region, zone_of(place, i)); }
std::string zone_id_text(P place, I i) { return zone_id(place.region, zone_of(place, i)); }
std::string private_ip(I i) { return when(has_address(i), format_ipv4(i.private_ip)); }
std::string public_ip(I i) { return when(i.public_ip != 0, format_ipv4(i.public_ip)); }
std::string architecture_of(I i) {
  return type_facts(i.type).architecture == Architecture::arm64 ? "arm64" : "x86_64";
}
std::string launch_time(I i) {
  return to_iso8601(std::chrono::floor<std::chrono::seconds>(i.launched)).insert(19, ".000");
}

constexpr Field identity_fields[] = {
    {"instance-id", is<[](I i) { return format_id("i-", i.id); }>},
    {"instance-state-name", is<[](I i) { return to_string(i.state); }>},
    {"instance-state-code", is<[](I i) { return std::to_string(code_of(i.state)); }>},
    {"instance-type", is<[](I i) { return type_facts(i.type).name; }>},
    {"availability-zone", is<zone_text>},
    {"availability-zone-id", is<zone_id_text>},
    {"architecture", is<architecture_of>},
    {"image-id", is<[](I i) { return format_id("ami-", i.image); }>},
    {"key-name", is<[](C c, I i) { return c.texts.view(i.key_name); }>},
    {"launch-index", is<[](I i) { return std::to_string(i.launch_index); }>},
    {"launch-time", is<launch_time>},
    {"reservation-id", is<[](I i) { return format_id("r-", i.reservation); }>},
    {"owner-id", is<[](C c, P p) { return c.accounts[p.account].id; }>},
    {"monitoring-state", is<[](I i) { return i.detailed_monitoring ? "enabled" : "disabled"; }>},
    {"platform", is<[](I i) { return when(i.windows, "windows"); }>},
    {"platform-details", is<[](I i) { return i.windows ? "Windows" : "Linux/UNIX"; }>},
    {"hypervisor", is<[]() { return "xen"; }>},
    {"virtualization-type", is<[]() { return "hvm"; }>},
    {"tenancy", is<[](C c, I i) {
       const auto tenancy = c.texts.view(extras_of(i).tenancy);
       return tenancy.empty() ? std::string_view("default") : tenancy;
     }>},
    {"root-device-type", is<[](I i) { return i.instance_store_root ? "instance-store" : "ebs"; }>},
    {"ebs-optimized", is<[](I i) { return bool(i.ebs_optimized); }>},
    {"ena-support", is<[](I i) { return has_ena(i); }>},
    {"hibernation-options.configured", is<[](I i) { return bool(i.hibernation); }>},
    {"source-dest-check", is<[](I i) { return bool(i.source_dest_check); }>},
    {"instance-lifecycle", is<[](I i) { return when(extras_of(i).spot != Spot::none, "spot"); }>},
    {"spot-instance-request-id",
     is<[](C c, I i) { return c.texts.view(extras_of(i).spot_request); }>},
    {"client-token", is<[](C c, I i) { return c.texts.view(extras_of(i).client_token); }>},
    {"placement-group-name",
     is<[](C c, I i) { return c.texts.view(extras_of(i).placement_group); }>},
    {"iam-instance-profile.arn",
     is<[](C c, I i) { return c.texts.view(extras_of(i).iam_profile); }>},
    {"operator.managed", is<[](I i) { return !extras_of(i).operator_principal.empty(); }>},
    {"operator.principal",
     is<[](C c, I i) { return c.texts.view(extras_of(i).operator_principal); }>},
    {"reason", is<[](I i) { return transition_reason(i); }>},
    {"state-reason-code", is<[](I i) { return code_of(i.reason); }>},
    {"state-reason-message", is<[](I i) { return message_of(i.reason); }>},
    {"vpc-id", is<vpc_of>},
    {"subnet-id", is<subnet_id_of>},
    {"network-interface.vpc-id", is<vpc_of>},
    {"network-interface.subnet-id", is<subnet_id_of>},
    {"network-interface.network-interface-id",
     is<[](I i) { return when(has_address(i), format_id("eni-", interface_of(i.id))); }>},
    {"network-interface.availability-zone", is<zone_text>},
    {"private-ip-address", is<private_ip>},
    {"network-interface.addresses.private-ip-address", is<private_ip>},
    {"private-dns-name",
     is<[](P p, I i) { return when(has_address(i), private_dns_name(p.region, i.private_ip)); }>},
    {"ip-address", is<public_ip>},
    {"network-interface.addresses.association.public-ip", is<public_ip>},
    {"dns-name",
     is<[](P p, I i) { return when(i.public_ip != 0, public_dns_name(p.region, i.public_ip)); }>},
    {"instance.group-id", is<group_ids_of>},
    {"instance.group-name", is<group_names_of>},

    {"network-interface.group-id", is<group_ids_of>},

    {"network-interface.group-name", is<group_names_of>},

    {"block-device-mapping.volume-id", is<volume_ids_of>},

    {"block-device-mapping.device-name", is<devices_of>},

    {"block-device-mapping.status",
     is<[](C c, P p, I i) { return when(!volumes_of(c, p, i).empty(), "attached"); }>},

    {"block-device-mapping.delete-on-termination", is<deletions_of>},

    {"root-device-name", is<root_device_of>},

};

/// The state as a check tells it: initializing until it had time, then what was set.
std::string check_status(const Cloud& cloud, const Instance& instance, CheckStatus status) {
  if (instance.state != InstanceState::running) return "not-applicable";
  if (status == CheckStatus::impaired) return "impaired";
  if (status == CheckStatus::insufficient_data) return "insufficient-data";
  return checks_passed(cloud, instance) ? "ok" : "initializing";
}

std::string reachability(const std::string& status) {
  if (status == "ok") return "passed";
  if (status == "impaired") return "failed";
  return status;
}

std::string system_status(const Cloud& cloud, const Instance& i) {
  return check_status(cloud, i, extras_of(i).system_check);
}
std::string instance_status(const Cloud& cloud, const Instance& i) {
  return check_status(cloud, i, extras_of(i).instance_check);
}
std::string volume_status(const Cloud& cloud, const Instance& i) {
  return check_status(cloud, i, extras_of(i).volume_check);
}

template <class Part>
Texts of_events(I instance, Part part) {
  Texts texts;
  for (const auto& event : extras_of(instance).events) texts.push_back(part(event));
  return texts;
}
Texts event_ids_of(I instance) {
  return of_events(instance, [](auto& e) { return format_id("instance-event-", e.id); });
}

constexpr Field status_fields[] = {
    {"availability-zone", is<zone_text>},
    {"availability-zone-id", is<zone_id_text>},
    {"instance-state-name", is<[](I i) { return to_string(i.state); }>},
    {"instance-state-code", is<[](I i) { return std::to_string(code_of(i.state)); }>},
    {"system-status.status", is<[](C c, I i) { return system_status(c, i); }>},
    {"system-status.reachability", is<[](C c, I i) { return reachability(system_status(c, i)); }>},
    {"instance-status.status", is<[](C c, I i) { return instance_status(c, i); }>},
    {"instance-status.reachability",
     is<[](C c, I i) { return reachability(instance_status(c, i)); }>},
    {"attached-ebs-status.status", is<[](C c, I i) { return volume_status(c, i); }>},
    {"event.code", is<[](I i) { return of_events(i, [](auto& e) { return e.code; }); }>},

    {"event.description",
     is<[](I i) { return of_events(i, [](auto& e) { return e.description; }); }>},

    {"event.instance-event-id", is<event_ids_of>},

    {"operator.managed", is<[](I i) { return !extras_of(i).operator_principal.empty(); }>},
    {"operator.principal",
     is<[](C c, I i) { return c.texts.view(extras_of(i).operator_principal); }>},
};

gen::ec2::InstanceStatusSummary summary(const std::string& status, const Instance& instance) {
  gen::ec2::InstanceStatusSummary shape{.status = status};
  if (status == "not-applicable") return shape;
  gen::ec2::InstanceStatusDetails detail{.name = "reachability", .status = reachability(status)};
  if (status == "impaired") detail.impaired_since = extras_of(instance).impaired_since;
  shape.details.push_back(std::move(detail));
  return shape;
}

gen::ec2::InstanceStatus status_shape(const Call& call, const Place& place,
                                      const Instance& instance) {
  const auto zone = zone_of(place, instance);
  gen::ec2::InstanceStatus shape;
  shape.instance_id = format_id("i-", instance.id);
  shape.availability_zone = zone_name(call.region, zone);
  shape.availability_zone_id = zone_id(call.region, zone);
  shape.instance_state = to_gen(instance.state);
  shape.system_status = summary(system_status(call.cloud, instance), instance);
  shape.instance_status = summary(instance_status(call.cloud, instance), instance);
  const auto volumes = volume_status(call.cloud, instance);
  shape.attached_ebs_status = gen::ec2::EbsStatusSummary{.status = volumes};
  if (volumes != "not-applicable") {
    gen::ec2::EbsStatusDetails detail{.name = "reachability", .status = reachability(volumes)};
    if (volumes == "impaired") detail.impaired_since = extras_of(instance).impaired_since;
    shape.attached_ebs_status->details.push_back(std::move(detail));
  }
  for (const auto& event : extras_of(instance).events)
    shape.events.push_back({.instance_event_id = format_id("instance-event-", event.id),
                            .code = event.code,
                            .description = event.description,
                            .not_after = event.not_after,
                            .not_before = event.not_before,
                            .not_before_deadline = event.deadline});
  shape.operator_ =
      gen::ec2::OperatorResponse{.managed = !extras_of(instance).operator_principal.empty()};
  return shape;
}

Answered<Done> ids_or_pages(const std::vector<std::string>& ids,
                            const std::optional<std::int32_t>& max_results) {
  if (!ids.empty() && max_results)
    return refuse("InvalidParameterCombination",
                  "The parameter instancesSet cannot be used with the parameter maxResults");
  return Done{};
}

/// Calls `use` for each visible server of the page, in order; returns the token of the next page.
template <class Use>
std::optional<std::string> for_page(Call& call, const Place& place,
                                    const FilterSet<Instance>& filters, const PageStart& page,
                                    std::uint64_t question, Use use) {
  std::size_t used = 0;
  auto next =
      page.from_beginning ? place.instances.begin() : place.instances.upper_bound(page.after);
  for (; next != place.instances.end(); ++next) {
    const auto& instance = next->second;
    if (instance.visible_from > call.cloud.now) continue;
    if (!filters.accepts(call.cloud, place, instance)) continue;
    if (!use(instance)) continue;
    // AWS gives a token after a full page even if nothing follows.
    if (++used == page.limit) return next_token(call, next->first, question);
  }
  return std::nullopt;
}

void add_to_reservation(const Call& call, const Place& place, const Instance& instance,
                        std::map<std::uint64_t, std::size_t>& numbers,
                        gen::ec2::DescribeInstancesResult& result) {
  const auto [found, is_new] = numbers.emplace(instance.reservation, result.reservations.size());
  if (is_new)
    result.reservations.push_back(
        {.reservation_id = format_id("r-", instance.reservation), .owner_id = call.account_id()});
  result.reservations[found->second].instances.push_back(to_gen(call, place, instance));
}

Answered<gen::ec2::DescribeInstancesResult> describe_instances(
    Call& call, const gen::ec2::DescribeInstancesRequest& request) {
  if (auto ok = ids_or_pages(request.instance_ids, request.max_results); !ok) return pass(ok);
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<Instance>::make(request.filters, identity_fields);
  if (!filters) return pass(filters);
  const auto question = question_of(call, request.filters, request.instance_ids);
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);

  gen::ec2::DescribeInstancesResult result;
  std::map<std::uint64_t, std::size_t> reservations;
  const auto& place = call.place();
  if (!request.instance_ids.empty()) {
    const auto found = find_instances(call, request.instance_ids);
    if (!found) return pass(found);
    for (const auto* instance : *found)
      if (filters->accepts(call.cloud, place, *instance))
        add_to_reservation(call, place, *instance, reservations, result);
    return result;
  }
  result.next_token =
      for_page(call, place, *filters, *page, question, [&](const Instance& instance) {
        add_to_reservation(call, place, instance, reservations, result);
        return true;
      });
  return result;
}

Answered<gen::ec2::DescribeInstanceStatusResult> describe_instance_status(
    Call& call, const gen::ec2::DescribeInstanceStatusRequest& request) {
  if (auto ok = ids_or_pages(request.instance_ids, request.max_results); !ok) return pass(ok);
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<Instance>::make(request.filters, status_fields);
  if (!filters) return pass(filters);
  const auto question = question_of(call, request.filters, request.instance_ids);
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);

  const bool all = request.include_all_instances.value_or(false);
  const auto shown = [all](const Instance& instance) {
    return all || instance.state == InstanceState::running;
  };
  gen::ec2::DescribeInstanceStatusResult result;
  const auto& place = call.place();
  if (!request.instance_ids.empty()) {
    const auto found = find_instances(call, request.instance_ids);
    if (!found) return pass(found);
    for (const auto* instance : *found)
      if (shown(*instance) && filters->accepts(call.cloud, place, *instance))
        result.instance_statuses.push_back(status_shape(call, place, *instance));
    return result;
  }
  result.next_token =
      for_page(call, place, *filters, *page, question, [&](const Instance& instance) {
        if (!shown(instance)) return false;
        result.instance_statuses.push_back(status_shape(call, place, instance));
        return true;
      });
  return result;
}

}  // namespace

void add_instance_calls(Operations& operations) {
  operations.add<describe_instances>("ec2", "DescribeInstances", Fidelity::partial,
                                     "one network interface each; no IPv6, no product codes");
  operations.add<describe_instance_status>("ec2", "DescribeInstanceStatus", Fidelity::faithful);
}

}  // namespace mirante::simcloud
