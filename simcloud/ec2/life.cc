#include "simcloud/ec2/life.h"

#include <algorithm>

#include "base/error.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloudtrail/recording.h"
#include "simcloud/cloudwatch/history.h"
#include "simcloud/ec2/network.h"

namespace mirante::simcloud {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

void enter(Cloud& cloud, Place& place, Instance& instance, InstanceState state, StateReason reason,
           Cause cause) {
  cloud.ledger.add(ChangeRecord{.at = cloud.now,
                                .instance = instance.id,
                                .call = cause.call,
                                .account = place.account,
                                .region = place.region,
                                .from = instance.state,
                                .to = state,
                                .reason = reason});
  instance.state = state;
  instance.state_since = cloud.now;
  instance.reason = reason;
  ++instance.stamp;
  touch(cloud, place, Metered::server, instance.id);
}

void plan_transition(Cloud& cloud, const Place& place, const Instance& instance,
                     std::chrono::microseconds after) {
  cloud.agenda.plan({.at = cloud.now + after,
                     .id = instance.id,
                     .stamp = instance.stamp,
                     .account = place.account,
                     .region = place.region});
}

std::chrono::microseconds draw_duration(const Cloud& cloud, const Instance& instance,
                                        std::chrono::microseconds least,
                                        std::chrono::microseconds most) {
  return cloud.draws.between(least, most, Purpose::state_duration, {instance.id, instance.stamp});
}

void give_public_address(const Cloud& cloud, Instance& instance) {
  if (instance.elastic_ip || !instance.wants_public_ip) return;
  instance.public_ip = draw_public_address(cloud, {instance.id, instance.stamp});
}

void take_public_address(Instance& instance) {
  if (!instance.elastic_ip) instance.public_ip = 0;
}

void bury(Cloud& cloud, Place& place, Instance& instance) {
  for (const auto& attached : volumes_of(cloud, place, instance)) {
    auto* volume = place.find_volume(attached.volume);
    if (volume == nullptr) continue;
    const bool goes = volume->delete_on_termination;
    detach(cloud, place, *volume);
    if (goes) place.volumes.erase(attached.volume);
    if (goes) touch(cloud, place, Metered::volume, attached.volume);
  }
  for (auto& [id, address] : place.addresses)
    if (address.instance == instance.id) address.instance = address.association = 0;
  instance.root_volume = 0;
  instance.public_ip = 0;
  instance.private_ip = 0;
  instance.elastic_ip = false;
  if (instance.extras) instance.extras->events.clear();
  cloud.agenda.plan({.at = cloud.now + hours(1),
                     .id = instance.id,
                     .stamp = instance.stamp,
                     .account = place.account,
                     .region = place.region,
                     .what = Due::What::instance_forgotten});
}

bool is_in_group(const Cloud& cloud, const Instance& instance) {
  Text key;
  return cloud.texts.find("aws:autoscaling:groupName", key) &&
         find_tag(instance.tags, key) != nullptr;
}

/// What an Auto Scaling group does with a member that does not run.
void replace_member(Cloud& cloud, Place& place, Instance& instance) {
  const auto* root = place.find_volume(instance.root_volume);
  const LaunchPlan plan{
      .type = instance.type,
      .image = instance.image,
      .root_gib = root == nullptr ? 8 : root->size_gib,
      .root_device = root == nullptr ? "/dev/xvda" : cloud.texts.view(root->device),
      .windows = instance.windows,
      .instance_store_root = instance.instance_store_root,
      .subnet = instance.subnet,
      .group_set = instance.group_set,
      .reservation = cloud.make_id(Purpose::reservation_id, place),
      .public_ip = instance.wants_public_ip};
  const LinkedCall group{.account = place.account,
                         .region = place.region,
                         .role = "AWSServiceRoleForAutoScaling",
                         .by = "autoscaling.amazonaws.com",
                         .source = "ec2.amazonaws.com",
                         .action = "TerminateInstances",
                         .request = R"({"instancesSet":{"items":[{"instanceId":")" +
                                    format_id("i-", instance.id) + R"("}]}})"};
  record_linked(cloud, group);
  begin_termination(cloud, place, instance, StateReason::user_initiated_shutdown, {});
  auto tags = instance.tags;
  launch(cloud, place, plan, {}).tags = std::move(tags);
}

void end_transition(Cloud& cloud, Place& place, Instance& instance) {
  switch (instance.state) {
    case InstanceState::pending:
      if (instance.kms_refused) {
        instance.kms_refused = false;
        take_public_address(instance);
        enter(cloud, place, instance, InstanceState::stopped, StateReason::client_internal_error,
              {});
      } else {
        enter(cloud, place, instance, InstanceState::running, StateReason::none, {});
      }
      return;
    case InstanceState::stopping:
      take_public_address(instance);
      enter(cloud, place, instance, InstanceState::stopped, instance.reason, {});
      if (is_in_group(cloud, instance))
        cloud.agenda.plan(
            {.at = cloud.now + draw_duration(cloud, instance, seconds(30), std::chrono::minutes(3)),
             .id = instance.id,
             .stamp = instance.stamp,
             .account = place.account,
             .region = place.region,
             .what = Due::What::group_replaces});
      return;
    case InstanceState::shutting_down:
      enter(cloud, place, instance, InstanceState::terminated, instance.reason, {});
      bury(cloud, place, instance);
      return;
    case InstanceState::running:
    case InstanceState::stopped:
    case InstanceState::terminated: return;
  }
}

void do_scheduled_event(Cloud& cloud, Place& place, Instance& instance, const Due& due) {
  if (!instance.extras) return;
  auto& events = instance.extras->events;
  const auto found = std::ranges::find(events, due.stamp, [](const ScheduledEvent& event) {
    return static_cast<std::uint32_t>(event.id);
  });
  if (found == events.end() || found->description.starts_with("[")) return;
  found->description = "[Completed] " + found->description;
  const bool running = instance.state == InstanceState::running;
  if ((found->code == "instance-reboot" || found->code == "system-reboot") && running)
    reboot(cloud, place, instance, {});
  if ((found->code == "instance-stop" || found->code == "instance-retirement") && running) {
    if (instance.instance_store_root)
      begin_termination(cloud, place, instance, StateReason::scheduled_stop, {});
    else
      begin_stop(cloud, place, instance, Manner::graceful, StateReason::scheduled_stop, {});
  }
}

const std::string& quota_key(std::string& buffer, std::string_view region, std::string_view zone,
                             std::string_view type) {
  buffer.assign(region).append("/").append(zone).append("/").append(type);
  return buffer;
}

/// The count that limits this type here: the most exact one that was set.
template <class CloudT>
auto find_capacity(CloudT& cloud, RegionIndex region, std::uint8_t zone, TypeIndex type)
    -> decltype(&cloud.capacity.begin()->second) {
  const auto region_name = region_facts(region).name;
  const auto zone_text = zone_name(region, zone);
  const auto& type_name = type_facts(type).name;
  std::string buffer;
  for (const auto& zone_key : {std::string_view(zone_text), std::string_view("*")})
    for (const auto& type_key : {std::string_view(type_name), std::string_view("*")})
      for (const auto& region_key : {region_name, std::string_view("*")}) {
        const auto found = cloud.capacity.find(quota_key(buffer, region_key, zone_key, type_key));
        if (found != cloud.capacity.end()) return &found->second;
      }
  return nullptr;
}

}  // namespace

void touch(Cloud& cloud, const Place& place, Metered kind, std::uint64_t id) {
  cloud.billing.meter.touch(
      {.account = place.account, .region = place.region, .kind = kind, .id = id});
}

Instance& build(Cloud& cloud, Place& place, const LaunchPlan& plan) {
  const auto id = cloud.make_id(Purpose::instance_id, place);
  auto& instance = place.instances[id];
  instance.id = id;
  instance.reservation = plan.reservation;
  instance.image = plan.image;
  instance.type = plan.type;
  instance.subnet = plan.subnet;
  instance.group_set = plan.group_set;
  instance.launch_index = plan.launch_index;
  instance.windows = plan.windows;
  instance.instance_store_root = plan.instance_store_root;
  instance.wants_public_ip = plan.public_ip;
  instance.private_ip = take_private_address(place, plan.subnet);
  instance.launched = cloud.now;
  const auto zone = zone_of(place, instance);
  if (!plan.instance_store_root) {
    auto& root = create_volume(cloud, place, zone, plan.root_gib, plan.root_type);
    root.kms_key = plan.root_kms_key;
    root.delete_on_termination = plan.delete_root_on_termination;
    root.snapshot = mix(plan.image);
    instance.root_volume = root.id;
    root.instance = id;
    root.device = cloud.text(plan.root_device);
    root.state = VolumeState::in_use;
    root.attached = cloud.now;
  }
  instance.visible_from = cloud.now;
  instance.state_since = cloud.now;
  return instance;
}

Instance& launch(Cloud& cloud, Place& place, const LaunchPlan& plan, Cause cause) {
  auto& instance = build(cloud, place, plan);
  enter(cloud, place, instance, InstanceState::pending, StateReason::none, cause);
  give_public_address(cloud, instance);
  if (cloud.draws.chance(cloud.pace.late_visibility, Purpose::visibility, {instance.id}))
    instance.visible_from +=
        cloud.draws.between(std::chrono::milliseconds(200), cloud.pace.late_most,
                            Purpose::visibility, {instance.id, 1});
  plan_transition(
      cloud, place, instance,
      draw_duration(cloud, instance, cloud.pace.pending_least, cloud.pace.pending_most));
  return instance;
}

Volume& create_volume(Cloud& cloud, Place& place, std::uint8_t zone, std::uint32_t size_gib,
                      VolumeType type) {
  const auto id = cloud.make_id(Purpose::volume_id, place);
  auto& volume = place.volumes[id];
  volume.id = id;
  volume.zone = zone;
  volume.size_gib = size_gib;
  volume.type = type;
  volume.created = cloud.now;
  touch(cloud, place, Metered::volume, id);
  if (type == VolumeType::gp3) {
    volume.iops = 3000;
    volume.throughput = 125;
  } else if (type == VolumeType::gp2) {
    volume.iops = std::clamp(size_gib * 3, 100u, 16'000u);
  }
  return volume;
}

void plan_volume(Cloud& cloud, const Place& place, const Volume& volume, Due::What what) {
  cloud.agenda.plan({.at = cloud.now + seconds(2),
                     .id = volume.id,
                     .stamp = volume.stamp,
                     .account = place.account,
                     .region = place.region,
                     .what = what});
}

void attach(Cloud& cloud, Place&, Instance& instance, Volume& volume, Text device) {
  volume.instance = instance.id;
  volume.device = device;
  volume.state = VolumeState::in_use;
  volume.attached = cloud.now;
  ++volume.stamp;
  instance.more().data_volumes.push_back({volume.id, device});
}

void detach(Cloud& cloud, Place& place, Volume& volume) {
  remember_attachment(cloud, place, volume);
  if (auto* instance = place.find_instance(volume.instance)) {
    if (instance->root_volume == volume.id) instance->root_volume = 0;
    if (instance->extras)
      std::erase_if(instance->extras->data_volumes,
                    [&](const AttachedVolume& held) { return held.volume == volume.id; });
  }
  volume.instance = 0;
  volume.device = {};
  volume.state = VolumeState::available;
  volume.delete_on_termination = false;
  ++volume.stamp;
}

std::vector<AttachedVolume> volumes_of(const Cloud&, const Place& place, const Instance& instance) {
  std::vector<AttachedVolume> volumes;
  if (const auto root = place.volumes.find(instance.root_volume); root != place.volumes.end())
    volumes.push_back({root->first, root->second.device});
  if (instance.extras)
    volumes.insert(volumes.end(), instance.extras->data_volumes.begin(),
                   instance.extras->data_volumes.end());
  return volumes;
}

void begin_start(Cloud& cloud, Place& place, Instance& instance, KeyUse key_use, Cause cause) {
  instance.user_stopped = false;
  instance.kms_refused = key_use == KeyUse::refused;
  instance.launched = cloud.now;
  enter(cloud, place, instance, InstanceState::pending, StateReason::none, cause);
  give_public_address(cloud, instance);
  plan_transition(
      cloud, place, instance,
      draw_duration(cloud, instance, cloud.pace.pending_least, cloud.pace.pending_most));
}

void begin_stop(Cloud& cloud, Place& place, Instance& instance, Manner manner, StateReason reason,
                Cause cause) {
  instance.user_stopped = reason == StateReason::user_initiated_shutdown ||
                          reason == StateReason::instance_initiated_shutdown;
  if (instance.state != InstanceState::stopping)
    enter(cloud, place, instance, InstanceState::stopping, reason, cause);
  else
    ++instance.stamp;  // Force: what was planned for the stop under way is void.
  const bool stuck = instance.stuck_stopping && manner == Manner::graceful;
  if (manner == Manner::forced) instance.stuck_stopping = false;
  if (stuck) return;
  plan_transition(
      cloud, place, instance,
      manner == Manner::forced
          ? draw_duration(cloud, instance, seconds(3), seconds(15))
          : draw_duration(cloud, instance, cloud.pace.stopping_least, cloud.pace.stopping_most));
}

void shut_down(Cloud& cloud, Place& place, Instance& instance) {
  const auto reason = StateReason::instance_initiated_shutdown;
  if (instance.shutdown_terminates || instance.instance_store_root)
    begin_termination(cloud, place, instance, reason, {});
  else
    begin_stop(cloud, place, instance, Manner::graceful, reason, {});
}

void reboot(Cloud& cloud, Place& place, Instance& instance, Cause cause) {
  enter(cloud, place, instance, InstanceState::running, StateReason::none, cause);
}

void begin_termination(Cloud& cloud, Place& place, Instance& instance, StateReason reason,
                       Cause cause) {
  if (reason == StateReason::spot_termination)
    record_service_event(
        cloud, {.account = place.account,
                .region = place.region,
                .source = "ec2.amazonaws.com",
                .name = "BidEvictedEvent",
                .details = R"({"instanceIdSet":[")" + format_id("i-", instance.id) + R"("]})"});
  instance.user_stopped = reason == StateReason::user_initiated_shutdown ||
                          reason == StateReason::instance_initiated_shutdown;
  const bool was_off = instance.state == InstanceState::stopped;
  enter(cloud, place, instance, InstanceState::shutting_down, reason, cause);
  plan_transition(cloud, place, instance,
                  was_off ? draw_duration(cloud, instance, seconds(1), seconds(3))
                          : draw_duration(cloud, instance, cloud.pace.shutting_down_least,
                                          cloud.pace.shutting_down_most));
}

void settle(Cloud& cloud, Instance& instance, InstanceState state) {
  instance.state = state;
  instance.reason =
      state == InstanceState::stopped ? StateReason::user_initiated_shutdown : StateReason::none;
  instance.user_stopped = state == InstanceState::stopped;
  if (state == InstanceState::running) give_public_address(cloud, instance);
}

void happen(Cloud& cloud, const Due& due) {
  auto* place = cloud.find_place(due.account, due.region);
  if (place == nullptr) return;
  if (due.what == Due::What::volume_ready || due.what == Due::What::volume_gone) {
    auto* volume = place->find_volume(due.id);
    if (volume == nullptr || volume->stamp != due.stamp) return;
    if (due.what == Due::What::volume_ready)
      volume->state = VolumeState::available;
    else
      place->volumes.erase(due.id);
    touch(cloud, *place, Metered::volume, due.id);
    return;
  }
  auto* instance = place->find_instance(due.id);
  if (instance == nullptr) return;
  if (due.what == Due::What::scheduled_event) {
    do_scheduled_event(cloud, *place, *instance, due);
  } else if (instance->stamp == due.stamp) {
    if (due.what == Due::What::instance_forgotten) {
      remember_server(cloud, *place, *instance);
      place->instances.erase(due.id);
    } else if (due.what == Due::What::group_replaces)
      replace_member(cloud, *place, *instance);
    else
      end_transition(cloud, *place, *instance);
  }
}

bool checks_passed(const Cloud& cloud, const Instance& instance) {
  const auto needed =
      cloud.draws.between(cloud.pace.checks_least, cloud.pace.checks_most, Purpose::state_duration,
                          {instance.id, instance.stamp, 1});
  return cloud.now >= instance.state_since + needed;
}

bool has_capacity(const Cloud& cloud, RegionIndex region, std::uint8_t zone, TypeIndex type,
                  std::uint32_t wanted) {
  if (cloud.capacity.empty()) return true;
  const auto* left = find_capacity(cloud, region, zone, type);
  return left == nullptr || *left >= wanted;
}

bool take_capacity(Cloud& cloud, RegionIndex region, std::uint8_t zone, TypeIndex type) {
  if (cloud.capacity.empty()) return true;
  auto* left = find_capacity(cloud, region, zone, type);
  if (left == nullptr) return true;
  if (*left == 0) return false;
  --*left;
  return true;
}

std::uint32_t vcpus_in_use(const Place& place, std::string_view quota_class) {
  std::uint32_t vcpus = 0;
  for (const auto& [id, instance] : place.instances) {
    const auto& type = type_facts(instance.type);
    if (type.quota_class != quota_class) continue;
    if (instance.state == InstanceState::pending || instance.state == InstanceState::running)
      vcpus += type.vcpus;
  }
  return vcpus;
}

void announce(Cloud& cloud, Place& place, Instance& instance, ScheduledEvent event) {
  event.id = cloud.make_id(Purpose::instance_id, place);
  cloud.agenda.plan({.at = event.not_before,
                     .id = instance.id,
                     .stamp = static_cast<std::uint32_t>(event.id),
                     .account = place.account,
                     .region = place.region,
                     .what = Due::What::scheduled_event});
  instance.more().events.push_back(std::move(event));
}

}  // namespace mirante::simcloud
