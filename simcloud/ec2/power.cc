// StartInstances, StopInstances, RebootInstances, TerminateInstances, MonitorInstances and
// UnmonitorInstances. One id that may not do it fails the whole call and nothing is done.
#include <algorithm>
#include <map>

#include "gen/ec2/monitor_instances.h"
#include "gen/ec2/reboot_instances.h"
#include "gen/ec2/start_instances.h"
#include "gen/ec2/stop_instances.h"
#include "gen/ec2/terminate_instances.h"
#include "gen/ec2/unmonitor_instances.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloudwatch/history.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/kms/keys.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Instances = std::vector<Instance*>;

/// What all of these calls begin with: ids, permission for each server, existence, DryRun.
template <class Request>
Answered<Instances> targets(Call& call, const Request& request) {
  if (request.instance_ids.empty()) return missing_parameter("InstanceId");
  auto& place = call.place();
  for (const auto& id : request.instance_ids) {
    const auto parsed = parse_id("i-", id);
    if (parsed.form == ParsedId::Form::malformed) continue;  // Told below.
    const auto* instance =
        parsed.form == ParsedId::Form::ours ? place.find_instance(parsed.value) : nullptr;
    const auto keys = instance == nullptr ? Call::Keys() : call.resource_keys(*instance);
    if (auto ok = call.permit(call.permission(), call.ec2_arn("instance", id), keys); !ok)
      return pass(ok);
  }
  auto found = find_instances(call, request.instance_ids);
  if (!found) return pass(found);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if (auto ok = call.take_resources(found->size()); !ok) return pass(ok);
  return found;
}

std::unexpected<AwsError> wrong_state(const Instance& instance, std::string_view done) {
  return refuse("IncorrectInstanceState", "The instance '" + format_id("i-", instance.id) +
                                              "' is not in a state from which it can be " +
                                              std::string(done) + ".");
}

std::string_view manager_of(const Call& call, const Instance& instance) {
  if (!instance.extras) return {};
  return call.cloud.texts.view(instance.extras->operator_principal);
}

Answered<Done> not_managed(const Call& call, const Instance& instance) {
  const auto manager = manager_of(call, instance);
  if (manager.empty() || call.caller.kind == Caller::Kind::control) return Done{};
  return refuse("OperationNotPermitted", "The instance '" + format_id("i-", instance.id) +
                                             "' is managed by '" + std::string(manager) +
                                             "' and can only be modified by that service.");
}

gen::ec2::InstanceStateChange change_of(const Instance& instance, InstanceState before) {
  return {.instance_id = format_id("i-", instance.id),
          .current_state = to_gen(instance.state),
          .previous_state = to_gen(before)};
}

Answered<Done> enough_capacity(Call& call, const Instances& starting) {
  std::map<std::pair<std::uint8_t, TypeIndex>, std::uint32_t> wanted;
  for (const auto* instance : starting)
    ++wanted[{zone_of(call.place(), *instance), instance->type}];
  for (const auto& [where, count] : wanted)
    if (!has_capacity(call.cloud, call.region, where.first, where.second, count))
      return refuse("InsufficientInstanceCapacity", "Insufficient capacity.", 500);
  return Done{};
}

Answered<gen::ec2::StartInstancesResult> start_instances(
    Call& call, const gen::ec2::StartInstancesRequest& request) {
  const auto instances = targets(call, request);
  if (!instances) return pass(instances);
  Instances starting;
  std::map<std::string_view, std::uint32_t> vcpus;
  for (auto* instance : *instances) {
    if (auto ok = not_managed(call, *instance); !ok) return pass(ok);
    if (instance->state == InstanceState::stopped) {
      starting.push_back(instance);
      const auto& type = type_facts(instance->type);
      vcpus[type.quota_class] += type.vcpus;
    } else if (instance->state != InstanceState::pending &&
               instance->state != InstanceState::running) {
      return wrong_state(*instance, "started");
    }
  }
  for (const auto& [quota_class, count] : vcpus)
    if (auto ok = within_vcpu_limit(call, quota_class, count); !ok) return pass(ok);
  if (auto ok = enough_capacity(call, starting); !ok) return pass(ok);

  gen::ec2::StartInstancesResult result;
  for (auto* instance : *instances) {
    const auto before = instance->state;
    if (before == InstanceState::stopped) {
      take_capacity(call.cloud, call.region, zone_of(call.place(), *instance), instance->type);
      begin_start(call.cloud, call.place(), *instance, use_of_keys(call, *instance), call.cause());
    }
    result.starting_instances.push_back(change_of(*instance, before));
  }
  return result;
}

/// Why this server cannot be stopped, whoever asks.
Answered<Done> may_stop(const Call& call, const Instance& instance, bool hibernate) {
  const auto id = format_id("i-", instance.id);
  if (instance.state == InstanceState::pending)
    return refuse(
        "IncorrectInstanceState",
        "Instance '" + id + "' cannot be stopped as it has never reached the 'running' state.");
  if (instance.state == InstanceState::shutting_down || instance.state == InstanceState::terminated)
    return wrong_state(instance, "stopped");
  if (auto ok = not_managed(call, instance); !ok) return pass(ok);
  if (instance.instance_store_root)
    return refuse("UnsupportedOperation", "The instance '" + id +
                                              "' does not have an 'ebs' root device type and "
                                              "cannot be stopped.");
  if (instance.extras && instance.extras->spot == Spot::one_time)
    return refuse("UnsupportedOperation",
                  "You can't stop the Spot Instance '" + id +
                      "' because it is associated with a one-time Spot Instance request. You can "
                      "only stop Spot Instances associated with persistent Spot Instance "
                      "requests.");
  if (instance.protect_stop)
    return refuse("OperationNotPermitted",
                  "The instance '" + id +
                      "' may not be stopped. Modify its 'disableApiStop' instance attribute and "
                      "try again.");
  if (hibernate && !instance.hibernation)
    return refuse("UnsupportedHibernationConfiguration",
                  "The instance can't be hibernated because it was not configured at launch for "
                  "hibernation: " +
                      id);
  return Done{};
}

Answered<gen::ec2::StopInstancesResult> stop_instances(
    Call& call, const gen::ec2::StopInstancesRequest& request) {
  const auto instances = targets(call, request);
  if (!instances) return pass(instances);
  const bool force = request.force.value_or(false);
  for (const auto* instance : *instances)
    if (auto ok = may_stop(call, *instance, request.hibernate.value_or(false)); !ok)
      return pass(ok);

  gen::ec2::StopInstancesResult result;
  for (auto* instance : *instances) {
    const auto before = instance->state;
    if (before == InstanceState::running || (before == InstanceState::stopping && force))
      begin_stop(call.cloud, call.place(), *instance, force ? Manner::forced : Manner::graceful,
                 StateReason::user_initiated_shutdown, call.cause());
    result.stopping_instances.push_back(change_of(*instance, before));
  }
  return result;
}

Answered<Done> reboot_instances(Call& call, const gen::ec2::RebootInstancesRequest& request) {
  const auto instances = targets(call, request);
  if (!instances) return pass(instances);
  for (const auto* instance : *instances) {
    if (auto ok = not_managed(call, *instance); !ok) return pass(ok);
    if (instance->state != InstanceState::running) return wrong_state(*instance, "rebooted");
  }
  for (auto* instance : *instances) reboot(call.cloud, call.place(), *instance, call.cause());
  return Done{};
}

Answered<gen::ec2::TerminateInstancesResult> terminate_instances(
    Call& call, const gen::ec2::TerminateInstancesRequest& request) {
  const auto instances = targets(call, request);
  if (!instances) return pass(instances);
  for (const auto* instance : *instances) {
    if (instance->state == InstanceState::shutting_down ||
        instance->state == InstanceState::terminated)
      continue;
    if (auto ok = not_managed(call, *instance); !ok) return pass(ok);
    if (instance->protect_termination)
      return refuse("OperationNotPermitted",
                    "The instance '" + format_id("i-", instance->id) +
                        "' may not be terminated. Modify its 'disableApiTermination' instance "
                        "attribute and try again.");
  }
  gen::ec2::TerminateInstancesResult result;
  for (auto* instance : *instances) {
    const auto before = instance->state;
    if (before != InstanceState::shutting_down && before != InstanceState::terminated)
      begin_termination(call.cloud, call.place(), *instance, StateReason::user_initiated_shutdown,
                        call.cause());
    result.terminating_instances.push_back(change_of(*instance, before));
  }
  return result;
}

template <class Result, class Request>
Answered<Result> set_monitoring(Call& call, const Request& request, bool detailed) {
  const auto instances = targets(call, request);
  if (!instances) return pass(instances);
  Result result;
  for (auto* instance : *instances) {
    const bool before = instance->detailed_monitoring;
    if (before != detailed) remember_profile(call.cloud, call.place(), *instance);
    instance->detailed_monitoring = detailed;
    std::string_view state = detailed ? "enabled" : "disabled";
    if (before != detailed) state = detailed ? "pending" : "disabling";
    result.instance_monitorings.push_back(
        {.instance_id = format_id("i-", instance->id),
         .monitoring = gen::ec2::Monitoring{.state = std::string(state)}});
  }
  return result;
}

Answered<gen::ec2::MonitorInstancesResult> monitor_instances(
    Call& call, const gen::ec2::MonitorInstancesRequest& request) {
  return set_monitoring<gen::ec2::MonitorInstancesResult>(call, request, true);
}

Answered<gen::ec2::UnmonitorInstancesResult> unmonitor_instances(
    Call& call, const gen::ec2::UnmonitorInstancesRequest& request) {
  return set_monitoring<gen::ec2::UnmonitorInstancesResult>(call, request, false);
}

}  // namespace

void add_power_calls(Operations& operations) {
  operations.add<start_instances>("ec2", "StartInstances", Fidelity::faithful);
  operations.add<stop_instances>("ec2", "StopInstances", Fidelity::partial,
                                 "hibernation stops like any other stop; SkipOsShutdown ignored");
  operations.add<reboot_instances>("ec2", "RebootInstances", Fidelity::faithful);
  operations.add<terminate_instances>("ec2", "TerminateInstances", Fidelity::partial,
                                      "all zones succeed or fail together");
  operations.add<monitor_instances>("ec2", "MonitorInstances", Fidelity::faithful);
  operations.add<unmonitor_instances>("ec2", "UnmonitorInstances", Fidelity::faithful);
}

}  // namespace mirante::simcloud
