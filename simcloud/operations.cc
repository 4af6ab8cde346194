#include "simcloud/operations.h"

#include "base/error.h"

namespace mirante::simcloud {

void add_instance_calls(Operations& operations);
void add_power_calls(Operations& operations);
void add_run_calls(Operations& operations);
void add_attribute_calls(Operations& operations);
void add_tag_calls(Operations& operations);
void add_volume_calls(Operations& operations);
void add_address_calls(Operations& operations);
void add_network_calls(Operations& operations);
void add_group_calls(Operations& operations);
void add_key_calls(Operations& operations);
void add_image_calls(Operations& operations);
void add_region_calls(Operations& operations);
void add_spot_calls(Operations& operations);
void add_sts_calls(Operations& operations);
void add_user_calls(Operations& operations);
void add_role_calls(Operations& operations);
void add_policy_calls(Operations& operations);

std::string_view to_string(Fidelity fidelity) {
  return fidelity == Fidelity::faithful ? "faithful" : "partial";
}

void Operations::put(Operation operation) {
  auto& names = services_[operation.service];
  MIRANTE_CHECK(!names.contains(operation.name));
  auto name = operation.name;
  names.emplace(std::move(name), std::move(operation));
}

const Operation* Operations::find(std::string_view service, std::string_view name) const {
  const auto names = services_.find(service);
  if (names == services_.end()) return nullptr;
  const auto found = names->second.find(name);
  return found == names->second.end() ? nullptr : &found->second;
}

bool Operations::knows_service(std::string_view service) const {
  return services_.contains(service);
}

std::vector<const Operation*> Operations::all() const {
  std::vector<const Operation*> list;
  for (const auto& [service, names] : services_)
    for (const auto& [name, operation] : names) list.push_back(&operation);
  return list;
}

const Operations& all_operations() {
  static const Operations table = [] {
    Operations operations;
    for (auto* add :
         {add_instance_calls, add_power_calls, add_run_calls, add_attribute_calls, add_tag_calls,
          add_volume_calls, add_address_calls, add_network_calls, add_group_calls, add_key_calls,
          add_image_calls, add_region_calls, add_spot_calls, add_sts_calls, add_user_calls,
          add_role_calls, add_policy_calls})
      add(operations);
    return operations;
  }();
  return table;
}

}  // namespace mirante::simcloud
