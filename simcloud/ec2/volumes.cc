// Volumes: describe, status, create, delete, attach, detach.
#include <algorithm>

#include "gen/ec2/attach_volume.h"
#include "gen/ec2/create_volume.h"
#include "gen/ec2/delete_volume.h"
#include "gen/ec2/describe_volume_status.h"
#include "gen/ec2/describe_volumes.h"
#include "gen/ec2/detach_volume.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/ec2/tagging.h"
#include "simcloud/kms/keys.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Field = FilterField<Volume>;

std::string attachment_status(const Volume& volume) {
  return when(volume.instance != 0, "attached");
}

using C = const Cloud&;
using P = const Place&;
using V = const Volume&;
template <auto Value>
constexpr auto is = &field_matches<Volume, Value>;

std::string deletion_of(V v) {
  return when(v.instance != 0, v.delete_on_termination ? "true" : "false");
}

std::string enabled_of(V v) { return v.io_impaired ? "failed" : "passed"; }

/// AWS tells it of volumes with provisioned speed alone, and not while they cannot be used.
std::string performance_of(V v) {
  const bool told =
      v.type == VolumeType::gp3 || v.type == VolumeType::io1 || v.type == VolumeType::io2;
  if (!told) return "not-applicable";
  return v.io_impaired ? "not-available" : std::string(to_string(v.io_performance));
}

constexpr Field fields[] = {
    {"volume-id", is<[](V v) { return format_id("vol-", v.id); }>},
    {"status", is<[](V v) { return to_string(v.state); }>},
    {"size", is<[](V v) { return std::to_string(v.size_gib); }>},
    {"snapshot-id", is<[](V v) { return when(v.snapshot != 0, format_id("snap-", v.snapshot)); }>},
    {"volume-type", is<[](V v) { return to_string(v.type); }>},
    {"encrypted", is<[](V v) { return !v.kms_key.empty(); }>},
    {"multi-attach-enabled", is<[]() { return false; }>},
    {"availability-zone", is<[](P p, V v) { return zone_name(p.region, v.zone); }>},
    {"availability-zone-id", is<[](P p, V v) { return zone_id(p.region, v.zone); }>},
    {"create-time", is<[](V v) { return to_iso8601(v.created); }>},
    {"attachment.instance-id",
     is<[](V v) { return when(v.instance != 0, format_id("i-", v.instance)); }>},
    {"attachment.device", is<[](C c, V v) { return c.texts.view(v.device); }>},
    {"attachment.status", is<[](V v) { return attachment_status(v); }>},
    {"attachment.delete-on-termination", is<deletion_of>},

};

/// What AWS's table of volume states makes of the two checks.
std::string status_of(V v) {
  const auto performance = performance_of(v);
  if (v.io_impaired || performance == "stalled") return "impaired";
  return performance.ends_with("degraded") ? "warning" : "ok";
}

constexpr Field status_fields[] = {
    {"availability-zone", is<[](P p, V v) { return zone_name(p.region, v.zone); }>},
    {"volume-status.status", is<status_of>},
    {"volume-status.details-name",
     is<[] { return std::vector<std::string>{"io-enabled", "io-performance"}; }>},
    {"volume-status.details-status",
     is<[](V v) { return std::vector<std::string>{enabled_of(v), performance_of(v)}; }>},
};

Answered<std::vector<std::uint64_t>> existing(Call& call, const std::vector<std::string>& ids) {
  return read_ids(ids, volume_ids,
                  [&](std::uint64_t id) { return call.place().volumes.contains(id); });
}

/// Walks the volumes that were asked for, by ids or page by page.
template <class Request, class Use>
Answered<std::optional<std::string>> walk(Call& call, const Request& request,
                                          std::span<const Field> known, Use use) {
  if (!request.volume_ids.empty() && request.max_results)
    return refuse("InvalidParameterCombination",
                  "The parameter volumeSet cannot be used with the parameter maxResults");
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<Volume>::make(request.filters, known);
  if (!filters) return pass(filters);
  const auto question = question_of(call, request.filters, request.volume_ids);
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);
  const auto& place = call.place();
  if (!request.volume_ids.empty()) {
    const auto ids = existing(call, request.volume_ids);
    if (!ids) return pass(ids);
    for (const auto id : *ids)
      if (const auto& volume = place.volumes.at(id); filters->accepts(call.cloud, place, volume))
        use(volume);
    return std::nullopt;
  }
  std::size_t used = 0;
  auto next = page->from_beginning ? place.volumes.begin() : place.volumes.upper_bound(page->after);
  for (std::uint64_t last = 0; next != place.volumes.end(); ++next) {
    if (!filters->accepts(call.cloud, place, next->second)) continue;
    if (used++ == page->limit) return next_token(call, last, question);
    use(next->second);
    last = next->first;
  }
  return std::nullopt;
}

Answered<gen::ec2::DescribeVolumesResult> describe_volumes(
    Call& call, const gen::ec2::DescribeVolumesRequest& request) {
  gen::ec2::DescribeVolumesResult result;
  auto token = walk(call, request, fields, [&](const Volume& volume) {
    result.volumes.push_back(to_gen(call, call.place(), volume));
  });
  if (!token) return pass(token);
  result.next_token = *std::move(token);
  return result;
}

Answered<gen::ec2::DescribeVolumeStatusResult> describe_volume_status(
    Call& call, const gen::ec2::DescribeVolumeStatusRequest& request) {
  gen::ec2::DescribeVolumeStatusResult result;
  auto token = walk(call, request, status_fields, [&](const Volume& volume) {
    gen::ec2::VolumeStatusItem item;
    item.volume_id = format_id("vol-", volume.id);
    item.availability_zone = zone_name(call.region, volume.zone);
    item.availability_zone_id = zone_id(call.region, volume.zone);
    gen::ec2::VolumeStatusInfo info{.status = status_of(volume)};
    info.details.push_back({.name = "io-enabled", .status = enabled_of(volume)});
    info.details.push_back({.name = "io-performance", .status = performance_of(volume)});
    item.volume_status = std::move(info);
    result.volume_statuses.push_back(std::move(item));
  });
  if (!token) return pass(token);
  result.next_token = *std::move(token);
  return result;
}

Answered<gen::ec2::Volume> create(Call& call, const gen::ec2::CreateVolumeRequest& request) {
  ensure_network(call.cloud, call.place());
  const auto zone_text = request.availability_zone.value_or("");
  const auto zone = find_zone(call.region, zone_text);
  if (!zone) return refuse("InvalidZone.NotFound", "The zone '" + zone_text + "' does not exist.");
  if (!request.size && !request.snapshot_id) return missing_parameter("size/snapshot");
  const auto type_text = request.volume_type.value_or("gp2");
  const auto type = parse_volume_type(type_text);
  if (!type)
    return refuse("InvalidParameterValue",
                  "Value (" + type_text + ") for parameter volumeType is invalid.");
  const bool needs_iops = *type == VolumeType::io1 || *type == VolumeType::io2;
  if (needs_iops && !request.iops)
    return refuse("MissingParameter",
                  "The parameter iops must be specified for " + type_text + " volumes.");
  if (auto ok = check_kinds(request.tag_specifications, {"volume"}); !ok) return pass(ok);
  const auto tags = read_tags(call, request.tag_specifications, "volume");
  if (!tags) return pass(tags);
  auto keys = request_tag_keys(call, *tags);
  std::erase_if(keys, [](const auto& key) { return key.first == "ec2:CreateAction"; });
  if (auto ok = call.permit("ec2:CreateVolume", call.ec2_arn("volume", "*"), keys); !ok)
    return pass(ok);
  if (auto ok = permit_tags(call, "volume", *tags); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();

  auto& place = call.place();
  auto& volume = create_volume(call.cloud, place, *zone,
                               static_cast<std::uint32_t>(request.size.value_or(8)), *type);
  plan_volume(call.cloud, place, volume, Due::What::volume_ready);
  if (request.iops) volume.iops = static_cast<std::uint32_t>(*request.iops);
  if (request.throughput) volume.throughput = static_cast<std::uint16_t>(*request.throughput);
  if (request.encrypted.value_or(false))
    volume.kms_key = call.cloud.text(key_arn(call.cloud, place, request.kms_key_id.value_or("")));
  volume.tags = *tags;
  return to_gen(call, place, volume);
}

Answered<Volume*> permitted_volume(Call& call, const std::optional<std::string>& id) {
  if (!id) return missing_parameter("volumeId");
  const auto parsed = parse_id("vol-", *id);
  const auto* known =
      parsed.form == ParsedId::Form::ours ? call.place().find_volume(parsed.value) : nullptr;
  const auto keys = known == nullptr ? Call::Keys() : call.resource_keys(known->tags);
  if (auto ok = call.permit(call.permission(), call.ec2_arn("volume", *id), keys); !ok)
    return pass(ok);
  const auto ids = existing(call, {*id});
  if (!ids) return pass(ids);
  return call.place().find_volume(ids->front());
}

Answered<Done> delete_volume(Call& call, const gen::ec2::DeleteVolumeRequest& request) {
  const auto volume = permitted_volume(call, request.volume_id);
  if (!volume) return pass(volume);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if ((*volume)->instance != 0)
    return refuse("VolumeInUse", "Volume " + *request.volume_id + " is currently attached to " +
                                     format_id("i-", (*volume)->instance));
  (*volume)->state = VolumeState::deleting;
  ++(*volume)->stamp;
  plan_volume(call.cloud, call.place(), **volume, Due::What::volume_gone);
  touch(call.cloud, call.place(), Metered::volume, (*volume)->id);
  return Done{};
}

gen::ec2::VolumeAttachment attachment_shape(Call& call, const Volume& volume,
                                            std::uint64_t instance, std::string device,
                                            std::string state) {
  return {.delete_on_termination = volume.delete_on_termination,
          .volume_id = format_id("vol-", volume.id),
          .instance_id = format_id("i-", instance),
          .device = std::move(device),
          .state = std::move(state),
          .attach_time = std::chrono::floor<std::chrono::seconds>(call.cloud.now)};
}

Answered<gen::ec2::VolumeAttachment> attach_volume(Call& call,
                                                   const gen::ec2::AttachVolumeRequest& request) {
  const auto volume = permitted_volume(call, request.volume_id);
  if (!volume) return pass(volume);
  const auto instance = find_instance(call, request.instance_id);
  if (!instance) return pass(instance);
  if (auto ok = call.permit(call.permission(), call.ec2_arn("instance", *request.instance_id),
                            call.resource_keys(**instance));
      !ok)
    return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if (!request.device) return missing_parameter("device");
  if ((*volume)->state != VolumeState::available)
    return refuse((*volume)->instance != 0 ? "VolumeInUse" : "IncorrectState",
                  *request.volume_id + " is not 'available'.");
  if ((*instance)->state != InstanceState::running && (*instance)->state != InstanceState::stopped)
    return refuse("IncorrectState", "Instance '" + *request.instance_id + "' is not 'running'.");
  if (zone_of(call.place(), **instance) != (*volume)->zone)
    return refuse("InvalidVolume.ZoneMismatch", "The volume '" + *request.volume_id +
                                                    "' is not in the same availability zone as "
                                                    "instance '" +
                                                    *request.instance_id + "'");
  for (const auto& held : volumes_of(call.cloud, call.place(), **instance))
    if (call.cloud.texts.view(held.device) == *request.device)
      return refuse("InvalidParameterValue", "Invalid value '" + *request.device +
                                                 "' for unixDevice. Attachment point " +
                                                 *request.device + " is already in use");
  attach(call.cloud, call.place(), **instance, **volume, call.cloud.text(*request.device));
  return attachment_shape(call, **volume, (*instance)->id, *request.device, "attaching");
}

Answered<gen::ec2::VolumeAttachment> detach_volume(Call& call,
                                                   const gen::ec2::DetachVolumeRequest& request) {
  const auto volume = permitted_volume(call, request.volume_id);
  if (!volume) return pass(volume);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if ((*volume)->instance == 0)
    return refuse("IncorrectState", "Volume '" + *request.volume_id +
                                        "' is in the 'available' "
                                        "state.");
  const auto* instance = call.place().find_instance((*volume)->instance);
  if (instance->root_volume == (*volume)->id && instance->state != InstanceState::stopped)
    return refuse("OperationNotPermitted", "Unable to detach root volume '" + *request.volume_id +
                                               "' from instance '" + format_id("i-", instance->id) +
                                               "'");
  auto shape =
      attachment_shape(call, **volume, instance->id, call.text((*volume)->device), "detaching");
  detach(call.cloud, call.place(), **volume);
  return shape;
}

}  // namespace

void add_volume_calls(Operations& operations) {
  operations.add<describe_volumes>("ec2", "DescribeVolumes", Fidelity::partial,
                                   "attachments end at once, without attaching and detaching");
  operations.add<describe_volume_status>("ec2", "DescribeVolumeStatus", Fidelity::partial,
                                         "no events and actions");
  operations.add<create>("ec2", "CreateVolume", Fidelity::partial,
                         "snapshots are not looked up; no multi-attach");
  operations.add<delete_volume>("ec2", "DeleteVolume", Fidelity::faithful);
  operations.add<attach_volume>("ec2", "AttachVolume", Fidelity::partial, "attached at once");
  operations.add<detach_volume>("ec2", "DetachVolume", Fidelity::partial, "detached at once");
}

}  // namespace mirante::simcloud
