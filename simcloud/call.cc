#include "simcloud/call.h"

#include "simcloud/ec2/network.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {

std::string Call::ec2_arn(std::string_view kind, std::string_view id) const {
  return "arn:aws:ec2:" + std::string(region_name()) + ":" + account_id() + ":" +
         std::string(kind) + "/" + std::string(id);
}

std::string Call::prefix() const {
  // Policies and ARNs call a service as its requests are signed, and only this one otherwise.
  if (const auto* operation = all_operations().find(service, action);
      operation != nullptr && service != "cloudwatch")
    return std::string(operation->wire->service->signing_name);
  return std::string(service);
}

std::string Call::permission() const { return prefix() + ":" + std::string(action); }

std::string Call::arn(std::string_view rest) const {
  return "arn:aws:" + prefix() + ":" + std::string(region_name()) + ":" + account_id() + ":" +
         std::string(rest);
}

Answered<Done> Call::permit() { return permit(permission(), "*", {}); }

Answered<Done> Call::permit(std::string_view asked, std::string_view resource, const Keys& keys) {
  auto context = base_context(cloud, caller);
  for (const auto& [key, value] : keys) context.add(key, value);
  const auto decision = decide(cloud, caller, asked, resource, context);
  if (decision.allowed()) return Done{};
  if (service == "ec2")
    return std::unexpected(unauthorized_operation(cloud, caller, asked, resource, decision));
  return std::unexpected(access_denied(caller, asked, resource, decision));
}

Call::Keys Call::resource_keys(const Tags& tags) const {
  Keys keys;
  for (const auto& tag : tags) {
    keys.emplace_back("aws:ResourceTag/" + text(tag.key), text(tag.value));
    keys.emplace_back(prefix() + ":ResourceTag/" + text(tag.key), text(tag.value));
  }
  return keys;
}

Call::Keys Call::resource_keys(const Instance& instance) {
  auto keys = resource_keys(instance.tags);
  keys.emplace_back("ec2:InstanceType", type_facts(instance.type).name);
  keys.emplace_back("ec2:AvailabilityZone", zone_name(region, zone_of(place(), instance)));
  keys.emplace_back("ec2:RootDeviceType", instance.instance_store_root ? "instance-store" : "ebs");
  return keys;
}

Answered<Done> Call::take_resources(std::size_t count) {
  if (!cloud.throttling || caller.kind == Caller::Kind::control) return Done{};
  const auto size = resource_bucket(service, action);
  if (size.capacity == 0 || place().buckets.take("resources:" + std::string(action), size,
                                                 static_cast<double>(count), cloud.now))
    return Done{};
  return refuse("RequestLimitExceeded", "Request limit exceeded.", 503);
}

std::unexpected<AwsError> dry_run_operation() {
  return refuse("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
}

}  // namespace mirante::simcloud
