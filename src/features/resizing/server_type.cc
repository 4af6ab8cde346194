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
          {"is_current", type.is_current}};
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
          .is_current = json.at("is_current")};
}

Machine machine_of(const Json& document) {
  const auto placement = document.value("Placement", Json::object());
  return {.type = document.value("InstanceType", ""),
          .zone = placement.value("AvailabilityZone", ""),
          .architecture = document.value("Architecture", ""),
          .virtualization = document.value("VirtualizationType", ""),
          .has_ena = document.value("EnaSupport", false),
          .is_ebs_optimized = document.value("EbsOptimized", false),
          .is_spot = document.value("InstanceLifecycle", "") == "spot",
          .has_instance_store_root = document.value("RootDeviceType", "") == "instance-store",
          .tenancy = placement.value("Tenancy", "")};
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
  return std::nullopt;
}

Error not_in_zone(const Machine& machine, const std::string& type) {
  return refused("type.zone", "AWS does not offer " + type + " in the server's zone " +
                                  machine.zone + "; choose another type");
}

std::vector<std::string> cautions(const ServerType& from, const ServerType& to) {
  std::vector<std::string> codes;
  if (to.nvme == Support::required && from.nvme != Support::required) codes.emplace_back("nvme");
  if (to.ena == Support::required && from.ena != Support::required) codes.emplace_back("ena");
  return codes;
}

std::string family_of(const std::string& type) { return type.substr(0, type.find('.')); }

}  // namespace mirante::resizing
