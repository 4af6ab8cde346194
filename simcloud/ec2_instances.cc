// DescribeInstances and DescribeInstanceStatus.
#include <array>

#include "gen/ec2/describe_instance_status.h"
#include "gen/ec2/describe_instances.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2_network.h"
#include "simcloud/ec2_queries.h"
#include "simcloud/ec2_shapes.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Field = FilterField<Instance>;

const InstanceExtras& extras_of(const Instance& instance) {
  static const InstanceExtras none;
  return instance.extras ? *instance.extras : none;
}

bool any_volume(const Cloud& cloud, const Place& place, const Instance& instance,
                bool (*accepts)(const Cloud&, const AttachedVolume&, const Volume&, const Matcher&),
                const Matcher& matcher) {
  for (const auto& held : volumes_of(cloud, place, instance))
    if (accepts(cloud, held, place.volumes.at(held.volume), matcher)) return true;
  return false;
}

bool any_group(const Cloud& cloud, const Place& place, const Instance& instance,
               std::optional<std::string> gen::ec2::GroupIdentifier::* member,
               const Matcher& matcher) {
  for (const auto& group : group_identifiers(cloud, place, groups_of(place, instance)))
    if (matcher.accepts(*(group.*member))) return true;
  return false;
}

bool has_address(const Instance& i) { return i.state != InstanceState::terminated; }

bool accepts_if(bool condition, const Matcher& matcher, const std::string& text) {
  return condition && matcher.accepts(text);
}

// clang-format off
constexpr Field identity_fields[] = {
    {"instance-id", [](auto&, auto&, auto& i, auto& m) { return m.accepts(format_id("i-", i.id)); }},
    {"instance-state-name", [](auto&, auto&, auto& i, auto& m) { return m.accepts(to_string(i.state)); }},
    {"instance-state-code", [](auto&, auto&, auto& i, auto& m) { return m.accepts(std::to_string(code_of(i.state))); }},
    {"instance-type", [](auto&, auto&, auto& i, auto& m) { return m.accepts(type_facts(i.type).name); }},
    {"availability-zone", [](auto&, auto& p, auto& i, auto& m) { return m.accepts(zone_name(p.region, zone_of(p, i))); }},
    {"availability-zone-id", [](auto&, auto& p, auto& i, auto& m) { return m.accepts(zone_id(p.region, zone_of(p, i))); }},
    {"architecture", [](auto&, auto&, auto& i, auto& m) { return m.accepts(type_facts(i.type).architecture == Architecture::arm64 ? "arm64" : "x86_64"); }},
    {"image-id", [](auto&, auto&, auto& i, auto& m) { return m.accepts(format_id("ami-", i.image)); }},
    {"key-name", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(c.texts.view(i.key_name)); }},
    {"launch-index", [](auto&, auto&, auto& i, auto& m) { return m.accepts(std::to_string(i.launch_index)); }},
    {"launch-time", [](auto&, auto&, auto& i, auto& m) { return m.accepts(to_iso8601(std::chrono::floor<std::chrono::seconds>(i.launched)).insert(19, ".000")); }},
    {"reservation-id", [](auto&, auto&, auto& i, auto& m) { return m.accepts(format_id("r-", i.reservation)); }},
    {"owner-id", [](auto& c, auto& p, auto&, auto& m) { return m.accepts(c.accounts[p.account].id); }},
    {"monitoring-state", [](auto&, auto&, auto& i, auto& m) { return m.accepts(i.detailed_monitoring ? "enabled" : "disabled"); }},
    {"platform", [](auto&, auto&, auto& i, auto& m) { return i.windows && m.accepts("windows"); }},
    {"platform-details", [](auto&, auto&, auto& i, auto& m) { return m.accepts(i.windows ? "Windows" : "Linux/UNIX"); }},
    {"hypervisor", [](auto&, auto&, auto&, auto& m) { return m.accepts("xen"); }},
    {"virtualization-type", [](auto&, auto&, auto&, auto& m) { return m.accepts("hvm"); }},
    {"tenancy", [](auto&, auto&, auto&, auto& m) { return m.accepts("default"); }},
    {"root-device-type", [](auto&, auto&, auto& i, auto& m) { return m.accepts(i.instance_store_root ? "instance-store" : "ebs"); }},
    {"ebs-optimized", [](auto&, auto&, auto& i, auto& m) { return m.accepts_flag(i.ebs_optimized); }},
    {"ena-support", [](auto&, auto&, auto& i, auto& m) { return m.accepts_flag(type_facts(i.type).nitro); }},
    {"hibernation-options.configured", [](auto&, auto&, auto& i, auto& m) { return m.accepts_flag(i.hibernation); }},
    {"source-dest-check", [](auto&, auto&, auto& i, auto& m) { return m.accepts_flag(i.source_dest_check); }},
    {"instance-lifecycle", [](auto&, auto&, auto& i, auto& m) { return extras_of(i).spot != Spot::none && m.accepts("spot"); }},
    {"spot-instance-request-id", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(c.texts.view(extras_of(i).spot_request)); }},
    {"client-token", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(c.texts.view(extras_of(i).client_token)); }},
    {"placement-group-name", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(c.texts.view(extras_of(i).placement_group)); }},
    {"iam-instance-profile.arn", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(c.texts.view(extras_of(i).iam_profile)); }},
    {"operator.managed", [](auto&, auto&, auto& i, auto& m) { return m.accepts_flag(!extras_of(i).operator_principal.empty()); }},
    {"operator.principal", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(c.texts.view(extras_of(i).operator_principal)); }},
    {"reason", [](auto&, auto&, auto& i, auto& m) { return m.accepts(transition_reason(i)); }},
    {"state-reason-code", [](auto&, auto&, auto& i, auto& m) { return m.accepts(code_of(i.reason)); }},
    {"state-reason-message", [](auto&, auto&, auto& i, auto& m) { return m.accepts(message_of(i.reason)); }},
    {"vpc-id", [](auto&, auto& p, auto& i, auto& m) { return has_address(i) && m.accepts(format_id("vpc-", p.vpcs[subnet_of(p, i).vpc].id)); }},
    {"subnet-id", [](auto&, auto& p, auto& i, auto& m) { return has_address(i) && m.accepts(format_id("subnet-", subnet_of(p, i).id)); }},
    {"network-interface.vpc-id", [](auto&, auto& p, auto& i, auto& m) { return has_address(i) && m.accepts(format_id("vpc-", p.vpcs[subnet_of(p, i).vpc].id)); }},
    {"network-interface.subnet-id", [](auto&, auto& p, auto& i, auto& m) { return has_address(i) && m.accepts(format_id("subnet-", subnet_of(p, i).id)); }},
    {"network-interface.network-interface-id", [](auto&, auto&, auto& i, auto& m) { return has_address(i) && m.accepts(format_id("eni-", interface_of(i.id))); }},
    {"network-interface.availability-zone", [](auto&, auto& p, auto& i, auto& m) { return m.accepts(zone_name(p.region, zone_of(p, i))); }},
    {"private-ip-address", [](auto&, auto&, auto& i, auto& m) { return has_address(i) && m.accepts(format_ipv4(i.private_ip)); }},
    {"network-interface.addresses.private-ip-address", [](auto&, auto&, auto& i, auto& m) { return has_address(i) && m.accepts(format_ipv4(i.private_ip)); }},
    {"private-dns-name", [](auto&, auto& p, auto& i, auto& m) { return has_address(i) && m.accepts(private_dns_name(p.region, i.private_ip)); }},
    {"ip-address", [](auto&, auto&, auto& i, auto& m) { return accepts_if(i.public_ip != 0, m, format_ipv4(i.public_ip)); }},
    {"network-interface.addresses.association.public-ip", [](auto&, auto&, auto& i, auto& m) { return accepts_if(i.public_ip != 0, m, format_ipv4(i.public_ip)); }},
    {"dns-name", [](auto&, auto& p, auto& i, auto& m) { return accepts_if(i.public_ip != 0, m, public_dns_name(p.region, i.public_ip)); }},
    {"instance.group-id", [](auto& c, auto& p, auto& i, auto& m) { return any_group(c, p, i, &gen::ec2::GroupIdentifier::group_id, m); }},
    {"instance.group-name", [](auto& c, auto& p, auto& i, auto& m) { return any_group(c, p, i, &gen::ec2::GroupIdentifier::group_name, m); }},
    {"network-interface.group-id", [](auto& c, auto& p, auto& i, auto& m) { return any_group(c, p, i, &gen::ec2::GroupIdentifier::group_id, m); }},
    {"network-interface.group-name", [](auto& c, auto& p, auto& i, auto& m) { return any_group(c, p, i, &gen::ec2::GroupIdentifier::group_name, m); }},
    {"block-device-mapping.volume-id", [](auto& c, auto& p, auto& i, auto& m) { return any_volume(c, p, i, [](auto&, auto& held, auto&, auto& w) { return w.accepts(format_id("vol-", held.volume)); }, m); }},
    {"block-device-mapping.device-name", [](auto& c, auto& p, auto& i, auto& m) { return any_volume(c, p, i, [](auto& k, auto& held, auto&, auto& w) { return w.accepts(k.texts.view(held.device)); }, m); }},
    {"block-device-mapping.status", [](auto& c, auto& p, auto& i, auto& m) { return any_volume(c, p, i, [](auto&, auto&, auto&, auto& w) { return w.accepts("attached"); }, m); }},
    {"block-device-mapping.delete-on-termination", [](auto& c, auto& p, auto& i, auto& m) { return any_volume(c, p, i, [](auto&, auto&, auto& v, auto& w) { return w.accepts_flag(v.delete_on_termination); }, m); }},
    {"root-device-name", [](auto& c, auto& p, auto& i, auto& m) { const auto root = p.volumes.find(i.root_volume); return root != p.volumes.end() && m.accepts(c.texts.view(root->second.device)); }},
};
// clang-format on

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

template <class Accepts>
bool any_event(const Instance& instance, Accepts accepts) {
  for (const auto& event : extras_of(instance).events)
    if (accepts(event)) return true;
  return false;
}

// clang-format off
constexpr Field status_fields[] = {
    {"availability-zone", [](auto&, auto& p, auto& i, auto& m) { return m.accepts(zone_name(p.region, zone_of(p, i))); }},
    {"availability-zone-id", [](auto&, auto& p, auto& i, auto& m) { return m.accepts(zone_id(p.region, zone_of(p, i))); }},
    {"instance-state-name", [](auto&, auto&, auto& i, auto& m) { return m.accepts(to_string(i.state)); }},
    {"instance-state-code", [](auto&, auto&, auto& i, auto& m) { return m.accepts(std::to_string(code_of(i.state))); }},
    {"system-status.status", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(system_status(c, i)); }},
    {"system-status.reachability", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(reachability(system_status(c, i))); }},
    {"instance-status.status", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(instance_status(c, i)); }},
    {"instance-status.reachability", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(reachability(instance_status(c, i))); }},
    {"attached-ebs-status.status", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(volume_status(c, i)); }},
    {"event.code", [](auto&, auto&, auto& i, auto& m) { return any_event(i, [&](auto& e) { return m.accepts(e.code); }); }},
    {"event.description", [](auto&, auto&, auto& i, auto& m) { return any_event(i, [&](auto& e) { return m.accepts(e.description); }); }},
    {"event.instance-event-id", [](auto&, auto&, auto& i, auto& m) { return any_event(i, [&](auto& e) { return m.accepts(format_id("instance-event-", e.id)); }); }},
    {"operator.managed", [](auto&, auto&, auto& i, auto& m) { return m.accepts_flag(!extras_of(i).operator_principal.empty()); }},
    {"operator.principal", [](auto& c, auto&, auto& i, auto& m) { return m.accepts(c.texts.view(extras_of(i).operator_principal)); }},
};
// clang-format on

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
