#include "features/resizing/server_type.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::resizing {
namespace {

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::ranges::find(values, value) != values.end();
}

template <class Number>
Json or_null(const std::optional<Number>& number) {
  return number ? Json(*number) : Json();
}

template <class Number>
std::optional<Number> number_of(const Json& json) {
  return json.is_null() ? std::optional<Number>() : json.get<Number>();
}

Error refused(std::string code, std::string why) {
  return {.kind = ErrorKind::refused, .message = std::move(why), .code = std::move(code)};
}

}  // namespace

Json to_json(const ServerType& type) {
  return {{"name", type.name},
          {"vcpus", or_null(type.vcpus)},
          {"memory_mib", or_null(type.memory_mib)},
          {"architectures", type.architectures},
          {"virtualizations", type.virtualizations},
          {"ena", static_cast<int>(type.ena)},
          {"nvme", static_cast<int>(type.nvme)},
          {"ebs_optimized", type.ebs_optimized},
          {"has_instance_store", type.has_instance_store},
          {"is_burstable", type.is_burstable},
          {"is_bare_metal", type.is_bare_metal},
          {"is_current", type.is_current},
          {"placements", type.placements},
          {"interfaces_max", or_null(type.interfaces_max)},
          {"addresses_max", or_null(type.addresses_max)},
          {"has_dedicated_hosts", type.has_dedicated_hosts}};
}

ServerType server_type_from_json(const Json& json) {
  return {.name = json.at("name"),
          .vcpus = number_of<std::int32_t>(json.at("vcpus")),
          .memory_mib = number_of<std::int64_t>(json.at("memory_mib")),
          .architectures = json.at("architectures"),
          .virtualizations = json.at("virtualizations"),
          .ena = static_cast<Support>(json.at("ena").get<int>()),
          .nvme = static_cast<Support>(json.at("nvme").get<int>()),
          .ebs_optimized = json.at("ebs_optimized"),
          .has_instance_store = json.at("has_instance_store"),
          .is_burstable = json.at("is_burstable"),
          .is_bare_metal = json.at("is_bare_metal"),
          .is_current = json.at("is_current"),
          // Journals of before know nothing of these.
          .placements = json.value("placements", std::vector<std::string>()),
          .interfaces_max = number_of<std::int32_t>(json.value("interfaces_max", Json())),
          .addresses_max = number_of<std::int32_t>(json.value("addresses_max", Json())),
          .has_dedicated_hosts = json.value("has_dedicated_hosts", true)};
}

Machine machine_of(const Json& document) {
  const auto placement = document.value("Placement", Json::object());
  const auto interfaces = document.value("NetworkInterfaces", Json::array());
  std::int32_t addresses = 0;
  for (const auto& one : interfaces)
    addresses =
        std::max(addresses,
                 static_cast<std::int32_t>(one.value("PrivateIpAddresses", Json::array()).size()));
  return {.type = document.value("InstanceType", ""),
          .zone = placement.value("AvailabilityZone", ""),
          .architecture = document.value("Architecture", ""),
          .virtualization = document.value("VirtualizationType", ""),
          .has_ena = document.value("EnaSupport", false),
          .is_ebs_optimized = document.value("EbsOptimized", false),
          .is_spot = document.value("InstanceLifecycle", "") == "spot",
          .has_instance_store_root = document.value("RootDeviceType", "") == "instance-store",
          .tenancy = placement.value("Tenancy", ""),
          .placement_group = placement.value("GroupName", ""),
          .interfaces = static_cast<std::int32_t>(interfaces.size()),
          .addresses = addresses};
}

std::optional<Error> unchangeable(const Machine& machine) {
  if (machine.has_instance_store_root)
    return refused("server.instance_store_root",
                   "its root disk is an instance store; AWS changes the type only of servers that "
                   "start from EBS. Make an image and start it with the other type");
  if (machine.is_spot)
    return refused("server.spot",
                   "it is a Spot server, whose type AWS does not change; ask for "
                   "another Spot server of that type");
  if (machine.tenancy == "host")
    return refused("server.dedicated_host",
                   "it runs on a host of one's own, which holds only its own family; move it in "
                   "AWS's console");
  return std::nullopt;
}

std::optional<Error> unfit(const Machine& machine, const ServerType& type) {
  if (!machine.architecture.empty() && !contains(type.architectures, machine.architecture))
    return refused("type.architecture", type.name + " has another architecture than the server (" +
                                            machine.architecture +
                                            "); choose a type of the same one");
  if (!machine.virtualization.empty() && !contains(type.virtualizations, machine.virtualization))
    return refused("type.virtualization", type.name +
                                              " does not support the server's virtualization (" +
                                              machine.virtualization + ")");
  if (type.ena == Support::required && !machine.has_ena)
    return refused("type.ena", type.name +
                                   " needs enhanced networking (ENA), which the server does not "
                                   "have: install its driver and set the attribute enaSupport");
  if (machine.is_ebs_optimized && !type.ebs_optimized)
    return refused("type.ebs_optimized",
                   type.name + " cannot be EBS-optimised, and the server is; clear that first");
  if (!machine.placement_strategy.empty() && !type.placements.empty() &&
      !contains(type.placements, machine.placement_strategy))
    return refused("type.placement_group",
                   type.name + " cannot be in the server's placement group \"" +
                       machine.placement_group + "\" (" + machine.placement_strategy +
                       "); choose another type, or take the server out of the group first");
  // A server keeps its addresses while it is off; a smaller type may have no room for all of them.
  if (machine.interfaces > type.interfaces_max.value_or(machine.interfaces) ||
      machine.addresses > type.addresses_max.value_or(machine.addresses))
    return refused("type.network_interfaces",
                   type.name +
                       " takes fewer network interfaces or private addresses than the "
                       "server has (" +
                       std::to_string(machine.interfaces) + " with up to " +
                       std::to_string(machine.addresses) +
                       " addresses); take some away first, or choose a larger type");
  // Of other families AWS does not say it.
  if (machine.tenancy == "dedicated" && family_of(type.name) == "t2")
    return refused("type.dedicated",
                   "the server runs on hardware of one's own (tenancy "
                   "dedicated), where AWS has no " +
                       type.name + "; choose another type");
  return std::nullopt;
}

Error not_in_zone(const Machine& machine, const std::string& type) {
  return refused("type.zone", "AWS does not offer " + type + " in the server's zone " +
                                  machine.zone + "; choose another type");
}

std::vector<std::string> cautions(const Machine& machine, const ServerType& from,
                                  const ServerType& to) {
  std::vector<std::string> codes;
  if (to.nvme == Support::required && from.nvme != Support::required) codes.emplace_back("nvme");
  if (to.ena == Support::required && from.ena != Support::required) codes.emplace_back("ena");
  if (machine.tenancy == "dedicated" && !to.has_dedicated_hosts) codes.emplace_back("dedicated");
  const bool may_be_refused =
      std::ranges::any_of(from.placements, [&](const std::string& strategy) {
        return !to.placements.empty() && !contains(to.placements, strategy);
      });
  if (!machine.placement_group.empty() && machine.placement_strategy.empty() && may_be_refused)
    codes.emplace_back("placement_group");
  return codes;
}

std::string sentence_of_caution(const std::string& code, const Machine& machine,
                                const std::string& type) {
  if (code == "nvme")
    return type +
           " shows disks as NVMe devices: names such as /dev/xvdf become /dev/nvme1n1; an "
           "old system may not start with it";
  if (code == "ena")
    return type +
           " needs the driver of enhanced networking (ENA) in the server's system; without "
           "it nobody reaches it";
  if (code == "dedicated")
    return "whether AWS has " + type +
           " on hardware of one's own (tenancy dedicated) shows when it starts; where it has not, "
           "the old type is put back";
  if (code == "placement_group")
    return "whether " + type + " may be in its placement group \"" + machine.placement_group +
           "\" cannot be seen; where it may not, the old type is put back";
  return code;
}

std::string family_of(const std::string& type) { return type.substr(0, type.find('.')); }

}  // namespace mirante::resizing
