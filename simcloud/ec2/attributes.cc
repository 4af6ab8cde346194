// ModifyInstanceAttribute and DescribeInstanceAttribute.
#include <algorithm>
#include <array>

#include "gen/ec2/describe_instance_attribute.h"
#include "gen/ec2/modify_instance_attribute.h"
#include "platform/crypto/hash.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloudwatch/history.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Modify = gen::ec2::ModifyInstanceAttributeRequest;

/// One attribute and its new value, whichever of the two forms the caller used.
struct Wish {
  std::string attribute;
  std::string value;
};

std::string text_of(bool value) { return value ? "true" : "false"; }

/// Every attribute that the request names; AWS takes exactly one.
std::vector<Wish> wishes(const Modify& request) {
  std::vector<Wish> found;
  const auto flag = [&](const char* name, const auto& value) {
    if (value) found.push_back({name, text_of(value->value.value_or(false))});
  };
  const auto text = [&](const char* name, const auto& value) {
    if (value) found.push_back({name, value->value.value_or("")});
  };
  flag("sourceDestCheck", request.source_dest_check);
  flag("disableApiStop", request.disable_api_stop);
  flag("disableApiTermination", request.disable_api_termination);
  flag("ebsOptimized", request.ebs_optimized);
  flag("enaSupport", request.ena_support);
  text("instanceType", request.instance_type);
  text("kernel", request.kernel);
  text("ramdisk", request.ramdisk);
  text("instanceInitiatedShutdownBehavior", request.instance_initiated_shutdown_behavior);
  text("sriovNetSupport", request.sriov_net_support);
  if (request.user_data) {
    const auto& bytes = request.user_data->value;
    found.push_back(
        {"userData", bytes ? crypto::to_base64(crypto::as_bytes(*bytes)) : std::string()});
  }
  if (!request.groups.empty()) found.push_back({"groupSet", ""});
  if (!request.block_device_mappings.empty()) found.push_back({"blockDeviceMapping", ""});
  if (request.attribute) found.push_back({*request.attribute, request.value.value_or("")});
  return found;
}

Answered<Done> only_stopped(const Instance& instance) {
  if (instance.state == InstanceState::stopped) return Done{};
  return refuse("IncorrectInstanceState", "The instance '" + format_id("i-", instance.id) +
                                              "' is not in the 'stopped' state.");
}

Answered<bool> flag_value(const Wish& wish) {
  if (wish.value == "true") return true;
  if (wish.value == "false") return false;
  return refuse("InvalidParameterValue", "Value (" + wish.value + ") for parameter " +
                                             wish.attribute +
                                             " is invalid. Expected: 'true' or 'false'.");
}

Answered<Done> modify_type(Call& call, Instance& instance, const std::string& name) {
  if (auto ok = only_stopped(instance); !ok) return ok;
  const auto type = find_type(name);
  if (!type || !is_offered(*type, call.region))
    return refuse("InvalidInstanceAttributeValue",
                  "The instance type '" + name + "' is not a valid instance type.");
  const auto &before = type_facts(instance.type), &after = type_facts(*type);
  const bool was_arm = before.architecture == Architecture::arm64;
  if (was_arm != (after.architecture == Architecture::arm64))
    return refuse("InvalidParameterCombination",
                  "The architecture '" + std::string(to_string(after.architecture)) +
                      "' of the specified instance type does not match the architecture '" +
                      std::string(to_string(before.architecture)) + "' of the instance's image.");
  if (instance.ebs_optimized && after.burstable && !after.nitro)
    return refuse(
        "InvalidParameterCombination",
        "EBS-optimized instances are not supported for the instance type '" + name + "'.");
  if (instance.extras) {
    const auto group =
        call.place().placement_groups.find(call.cloud.texts.view(instance.extras->placement_group));
    if (group != call.place().placement_groups.end() && !may_be_in_group(after, group->second))
      return refuse("InvalidParameterCombination",
                    "The instance type '" + name + "' is not supported in the placement group '" +
                        group->first + "'.");
  }
  remember_profile(call.cloud, call.place(), instance);
  instance.type = *type;
  return Done{};
}

Answered<Done> modify_groups(Call& call, Instance& instance,
                             const std::vector<std::string>& groups) {
  auto& place = call.place();
  auto ids =
      read_ids(groups, group_ids, [&](std::uint64_t id) { return place.groups.contains(id); });
  if (!ids) return pass(ids);
  const auto vpc = subnet_of(place, instance).vpc;
  for (const auto id : *ids)
    if (place.groups.at(id).vpc != vpc)
      return refuse("InvalidGroup.NotFound", "The security group '" + format_id("sg-", id) +
                                                 "' does not exist in VPC '" +
                                                 format_id("vpc-", place.vpcs[vpc].id) + "'");
  instance.group_set = group_set(place, *std::move(ids));
  return Done{};
}

Answered<Done> modify_devices(Call& call, Instance& instance, const Modify& request) {
  for (const auto& mapping : request.block_device_mappings) {
    const auto device = mapping.device_name.value_or("");
    Volume* volume = nullptr;
    for (const auto& held : volumes_of(call.cloud, call.place(), instance))
      if (call.cloud.texts.view(held.device) == device)
        volume = call.place().find_volume(held.volume);
    if (volume == nullptr)
      return refuse("InvalidInstanceAttributeValue", "No device is currently mapped at " + device);
    if (mapping.ebs && mapping.ebs->delete_on_termination)
      volume->delete_on_termination = *mapping.ebs->delete_on_termination;
  }
  return Done{};
}

Answered<Done> modify_flag(Instance& instance, const Wish& wish) {
  const auto flag = flag_value(wish);
  if (!flag) return pass(flag);
  if (wish.attribute == "disableApiStop") {
    if (instance.extras && instance.extras->spot != Spot::none)
      return refuse("UnsupportedOperation", "You can't modify disableApiStop for a Spot Instance.");
    instance.protect_stop = *flag;
  } else if (wish.attribute == "disableApiTermination") {
    if (instance.extras && instance.extras->spot != Spot::none)
      return refuse("UnsupportedOperation",
                    "You can't modify disableApiTermination for a Spot Instance.");
    instance.protect_termination = *flag;
  } else if (wish.attribute == "sourceDestCheck") {
    instance.source_dest_check = *flag;
  } else {
    if (auto ok = only_stopped(instance); !ok) return ok;
    if (wish.attribute == "ebsOptimized") instance.ebs_optimized = *flag;
  }
  return Done{};
}

Answered<Done> modify(Call& call, Instance& instance, const Modify& request, const Wish& wish) {
  static constexpr std::array<std::string_view, 5> flags{
      "disableApiStop", "disableApiTermination", "sourceDestCheck", "ebsOptimized", "enaSupport"};
  if (std::ranges::find(flags, wish.attribute) != flags.end()) return modify_flag(instance, wish);
  if (wish.attribute == "instanceType") return modify_type(call, instance, wish.value);
  if (wish.attribute == "groupSet")
    return modify_groups(call, instance,
                         request.groups.empty() ? std::vector{wish.value} : request.groups);
  if (wish.attribute == "blockDeviceMapping") return modify_devices(call, instance, request);
  if (wish.attribute == "instanceInitiatedShutdownBehavior") {
    if (wish.value != "stop" && wish.value != "terminate")
      return refuse("InvalidParameterValue",
                    "Value (" + wish.value +
                        ") for parameter instanceInitiatedShutdownBehavior is invalid. Unknown "
                        "shutdown behavior.");
    instance.shutdown_terminates = wish.value == "terminate";
    return Done{};
  }
  if (wish.attribute == "userData") {
    if (auto ok = only_stopped(instance); !ok) return ok;
    instance.more().user_data = wish.value;
    return Done{};
  }
  if (wish.attribute == "sriovNetSupport") return only_stopped(instance);
  return refuse("InvalidParameterValue", "Value (" + wish.attribute +
                                             ") for parameter attribute is invalid. Unknown "
                                             "attribute.");
}

Answered<Done> modify_instance_attribute(Call& call, const Modify& request) {
  const auto wished = wishes(request);
  if (wished.empty()) return refuse("InvalidParameterCombination", "No attributes specified.");
  if (wished.size() > 1) {
    std::string names;
    for (const auto& wish : wished) names += (names.empty() ? "" : ", ") + wish.attribute;
    return refuse("InvalidParameterCombination",
                  "Fields for multiple attribute types specified: " + names);
  }
  const auto id = request.instance_id.value_or("");
  const auto parsed = parse_id("i-", id);
  const auto* known =
      parsed.form == ParsedId::Form::ours ? call.place().find_instance(parsed.value) : nullptr;
  auto keys = known == nullptr ? Call::Keys() : call.resource_keys(*known);
  keys.emplace_back("ec2:Attribute", wished.front().attribute);
  if (auto ok = call.permit(call.permission(), call.ec2_arn("instance", id), keys); !ok)
    return pass(ok);
  const auto instance = find_instance(call, request.instance_id);
  if (!instance) return pass(instance);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  return modify(call, **instance, request, wished.front());
}

gen::ec2::AttributeBooleanValue boolean(bool value) { return {.value = value}; }
gen::ec2::AttributeValue attribute(std::string value) { return {.value = std::move(value)}; }

Answered<gen::ec2::InstanceAttribute> describe_instance_attribute(
    Call& call, const gen::ec2::DescribeInstanceAttributeRequest& request) {
  const auto id = request.instance_id.value_or("");
  if (auto ok = call.permit(call.permission(), call.ec2_arn("instance", id), {}); !ok)
    return pass(ok);
  const auto found = find_instance(call, request.instance_id);
  if (!found) return pass(found);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if (!request.attribute) return missing_parameter("attribute");
  const auto& instance = **found;
  const auto view = to_gen(call, call.place(), instance);
  gen::ec2::InstanceAttribute shape{.instance_id = view.instance_id};
  const auto& name = *request.attribute;
  if (name == "instanceType")
    shape.instance_type = attribute(*view.instance_type);
  else if (name == "userData")
    shape.user_data =
        gen::ec2::AttributeValue{.value = instance.extras && !instance.extras->user_data.empty()
                                              ? std::optional(instance.extras->user_data)
                                              : std::nullopt};
  else if (name == "disableApiTermination")
    shape.disable_api_termination = boolean(instance.protect_termination);
  else if (name == "disableApiStop")
    shape.disable_api_stop = boolean(instance.protect_stop);
  else if (name == "instanceInitiatedShutdownBehavior")
    shape.instance_initiated_shutdown_behavior =
        attribute(instance.shutdown_terminates ? "terminate" : "stop");
  else if (name == "rootDeviceName")
    shape.root_device_name = attribute(view.root_device_name.value_or(""));
  else if (name == "blockDeviceMapping")
    shape.block_device_mappings = view.block_device_mappings;
  else if (name == "groupSet")
    shape.groups = view.security_groups;
  else if (name == "sourceDestCheck")
    shape.source_dest_check = boolean(instance.source_dest_check);
  else if (name == "ebsOptimized")
    shape.ebs_optimized = boolean(instance.ebs_optimized);
  else if (name == "enaSupport")
    shape.ena_support = boolean(*view.ena_support);
  else if (name == "enclaveOptions")
    shape.enclave_options = view.enclave_options;
  else if (name != "kernel" && name != "ramdisk" && name != "productCodes" &&
           name != "sriovNetSupport")
    return refuse("InvalidParameterValue",
                  "Value (" + name + ") for parameter attribute is invalid. Unknown attribute.");
  return shape;
}

}  // namespace

void add_attribute_calls(Operations& operations) {
  operations.add<modify_instance_attribute>("ec2", "ModifyInstanceAttribute", Fidelity::partial,
                                            "kernel and ramdisk refused");
  operations.add<describe_instance_attribute>("ec2", "DescribeInstanceAttribute",
                                              Fidelity::faithful);
}

}  // namespace mirante::simcloud
