// The calls of Route 53.
#include "simcloud/route53/calls.h"

#include <algorithm>

#include "gen/route53/change_resource_record_sets.h"
#include "gen/route53/change_tags_for_resource.h"
#include "gen/route53/create_hosted_zone.h"
#include "gen/route53/delete_hosted_zone.h"
#include "gen/route53/get_change.h"
#include "gen/route53/get_hosted_zone.h"
#include "gen/route53/get_hosted_zone_count.h"
#include "gen/route53/list_hosted_zones.h"
#include "gen/route53/list_hosted_zones_by_name.h"
#include "gen/route53/list_resource_record_sets.h"
#include "gen/route53/list_tags_for_resource.h"
#include "gen/route53/test_dns_answer.h"
#include "simcloud/operations.h"
#include "simcloud/route53/answers.h"
#include "simcloud/route53/batch.h"
#include "simcloud/route53/names.h"
#include "simcloud/route53/shared.h"
#include "simcloud/route53/zones.h"

namespace mirante::simcloud {
namespace {

namespace shapes = gen::route53;

shapes::HostedZone to_gen(const HostedZone& zone) {
  shapes::HostedZone shape{
      .id = "/hostedzone/" + zone.id,
      .name = zone.name,
      .caller_reference = zone.caller_reference,
      .resource_record_set_count = static_cast<std::int64_t>(zone.records.size())};
  shapes::HostedZoneConfig config{.private_zone = zone.is_private};
  if (!zone.comment.empty()) config.comment = zone.comment;
  shape.config = std::move(config);
  return shape;
}

shapes::ChangeInfo to_gen(const Cloud& cloud, const DnsChange& change) {
  shapes::ChangeInfo shape{
      .id = "/change/" + change.id,
      .status = std::string(status_of(cloud, change)),
      .submitted_at = std::chrono::floor<std::chrono::milliseconds>(change.submitted)};
  if (!change.comment.empty()) shape.comment = change.comment;
  return shape;
}

std::optional<std::string> or_none(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

shapes::ResourceRecordSet to_gen(const RecordSet& record) {
  shapes::ResourceRecordSet shape{.name = record.name,
                                  .type = record.type,
                                  .set_identifier = or_none(record.set_identifier),
                                  .weight = record.weight,
                                  .region = or_none(record.region),
                                  .failover = or_none(record.failover),
                                  .multi_value_answer = record.multi_value,
                                  .ttl = record.ttl,
                                  .health_check_id = or_none(record.health_check)};
  for (const auto& value : record.values) shape.resource_records.push_back({.value = value});
  if (record.alias)
    shape.alias_target =
        shapes::AliasTarget{.hosted_zone_id = record.alias->zone,
                            .dns_name = normal_name(record.alias->name).value_or(""),
                            .evaluate_target_health = record.alias->evaluates_health};
  if (!record.continent.empty() || !record.country.empty())
    shape.geo_location = shapes::GeoLocation{.continent_code = or_none(record.continent),
                                             .country_code = or_none(record.country),
                                             .subdivision_code = or_none(record.subdivision)};
  return shape;
}

RecordSet from_gen(const shapes::ResourceRecordSet& shape) {
  RecordSet record{.name = shape.name.value_or(""),
                   .type = shape.type.value_or(""),
                   .set_identifier = shape.set_identifier.value_or(""),
                   .ttl = shape.ttl,
                   .weight = shape.weight,
                   .failover = shape.failover.value_or(""),
                   .region = shape.region.value_or(""),
                   .health_check = shape.health_check_id.value_or(""),
                   .multi_value = shape.multi_value_answer};
  for (const auto& value : shape.resource_records)
    record.values.push_back(value.value.value_or(""));
  if (shape.alias_target)
    record.alias = RecordAlias{shape.alias_target->hosted_zone_id.value_or(""),
                               shape.alias_target->dns_name.value_or(""),
                               shape.alias_target->evaluate_target_health.value_or(false)};
  if (shape.geo_location) {
    record.continent = shape.geo_location->continent_code.value_or("");
    record.country = shape.geo_location->country_code.value_or("");
    record.subdivision = shape.geo_location->subdivision_code.value_or("");
  }
  return record;
}

Answered<shapes::CreateHostedZoneResponse> create_hosted_zone(
    Call& call, const shapes::CreateHostedZoneRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto name = normal_name(request.name.value_or(""));
  if (!name)
    return refuse("InvalidDomainName", request.name.value_or("") + " is not a valid domain name");
  const auto reference = request.caller_reference.value_or("");
  for (const auto& [id, zone] : call.account().route53.zones)
    if (zone.caller_reference == reference)
      return refuse("HostedZoneAlreadyExists",
                    "A hosted zone has already been created with the specified caller reference.",
                    409);
  NewZone wanted{.name = *name, .caller_reference = reference};
  if (request.hosted_zone_config) wanted.comment = request.hosted_zone_config->comment.value_or("");
  const bool is_private =
      request.hosted_zone_config && request.hosted_zone_config->private_zone.value_or(false);
  if (is_private && !request.vpc)
    return refuse("InvalidInput",
                  "When you're creating a private hosted zone, you must specify a VPC");
  if (request.vpc)
    wanted.vpc = std::pair(request.vpc->vpc_region.value_or(""), request.vpc->vpc_id.value_or(""));
  const auto& zone = make_zone(call.cloud, call.account(), std::move(wanted));
  const auto& change = submit_change(call.cloud, call.account(), "");
  shapes::CreateHostedZoneResponse response{
      .hosted_zone = to_gen(zone),
      .change_info = to_gen(call.cloud, change),
      .location = "https://route53.amazonaws.com/2013-04-01/hostedzone/" + zone.id};
  if (!zone.is_private)
    response.delegation_set = shapes::DelegationSet{.name_servers = zone.name_servers};
  if (request.vpc) response.vpc = request.vpc;
  return response;
}

Answered<shapes::DeleteHostedZoneResponse> delete_hosted_zone(
    Call& call, const shapes::DeleteHostedZoneRequest& request) {
  const auto zone = permitted_zone(call, request.id);
  if (!zone) return pass(zone);
  const bool is_used = std::ranges::any_of((*zone)->records, [&](const auto& entry) {
    const auto& record = entry.second;
    return record.name != (*zone)->name || (record.type != "NS" && record.type != "SOA");
  });
  if (is_used)
    return refuse("HostedZoneNotEmpty",
                  "The specified hosted zone contains non-required resource record sets and so "
                  "cannot be deleted.");
  call.account().route53.zones.erase(std::string((*zone)->id));
  return shapes::DeleteHostedZoneResponse{
      .change_info = to_gen(call.cloud, submit_change(call.cloud, call.account(), ""))};
}

Answered<shapes::ChangeResourceRecordSetsResponse> change_resource_record_sets(
    Call& call, const shapes::ChangeResourceRecordSetsRequest& request) {
  const auto zone = permitted_zone(call, request.hosted_zone_id);
  if (!zone) return pass(zone);
  if (!request.change_batch || request.change_batch->changes.empty())
    return refuse("InvalidInput", "Changes must not be empty");
  std::vector<RecordChange> changes;
  for (const auto& change : request.change_batch->changes) {
    const auto action = change.action.value_or("");
    if (action != "CREATE" && action != "DELETE" && action != "UPSERT")
      return refuse("InvalidInput", "Invalid action: " + action);
    changes.push_back(
        {action == "CREATE"   ? RecordChange::Action::create
         : action == "DELETE" ? RecordChange::Action::remove
                              : RecordChange::Action::upsert,
         change.resource_record_set ? from_gen(*change.resource_record_set) : RecordSet{}});
  }
  auto outcome = apply_batch(**zone, changes);
  if (!outcome.messages.empty()) {
    std::string list;
    for (const auto& message : outcome.messages) list += (list.empty() ? "[" : ", ") + message;
    return refuse("InvalidChangeBatch", list + "]");
  }
  (*zone)->records = std::move(outcome.records);
  const auto& change =
      submit_change(call.cloud, call.account(), request.change_batch->comment.value_or(""));
  return shapes::ChangeResourceRecordSetsResponse{.change_info = to_gen(call.cloud, change)};
}

Answered<shapes::GetChangeResponse> get_change(Call& call,
                                               const shapes::GetChangeRequest& request) {
  const auto id = plain_id(request.id);
  if (auto ok = call.permit(call.permission(), "arn:aws:route53:::change/" + id, {}); !ok)
    return pass(ok);
  const auto& changes = call.account().route53.changes;
  const auto found = changes.find(id);
  if (found == changes.end())
    return refuse("NoSuchChange", "Could not find resource with ID: " + id, 404);
  return shapes::GetChangeResponse{.change_info = to_gen(call.cloud, found->second)};
}

Answered<shapes::GetHostedZoneResponse> get_hosted_zone(
    Call& call, const shapes::GetHostedZoneRequest& request) {
  const auto zone = permitted_zone(call, request.id);
  if (!zone) return pass(zone);
  shapes::GetHostedZoneResponse response{.hosted_zone = to_gen(**zone)};
  if (!(*zone)->is_private)
    response.delegation_set = shapes::DelegationSet{.name_servers = (*zone)->name_servers};
  for (const auto& [region, id] : (*zone)->vpcs)
    response._vpcs.push_back({.vpc_region = region, .vpc_id = id});
  return response;
}

Answered<shapes::GetHostedZoneCountResponse> get_hosted_zone_count(
    Call& call, const shapes::GetHostedZoneCountRequest&) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  return shapes::GetHostedZoneCountResponse{
      .hosted_zone_count = static_cast<std::int64_t>(call.account().route53.zones.size())};
}

/// 1 to 100, or to 300 for records; more counts as the most.
Answered<std::size_t> read_max_items(const std::optional<std::string>& given, std::size_t most) {
  if (!given) return most;
  if (given->empty() || given->size() > 9 ||
      given->find_first_not_of("0123456789") != std::string::npos || std::stoul(*given) == 0)
    return refuse("InvalidInput", "Invalid value for MaxItems: " + *given);
  return std::min<std::size_t>(most, std::stoul(*given));
}

Answered<shapes::ListHostedZonesResponse> list_hosted_zones(
    Call& call, const shapes::ListHostedZonesRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto most = read_max_items(request.max_items, 100);
  if (!most) return pass(most);
  const auto& zones = call.account().route53.zones;
  auto at = zones.begin();
  if (request.marker) at = zones.lower_bound(*request.marker);
  shapes::ListHostedZonesResponse response{.marker = request.marker,
                                           .max_items = std::to_string(*most)};
  for (; at != zones.end() && response.hosted_zones.size() < *most; ++at)
    response.hosted_zones.push_back(to_gen(at->second));
  response.is_truncated = at != zones.end();
  if (at != zones.end()) response.next_marker = at->first;
  return response;
}

Answered<shapes::ListHostedZonesByNameResponse> list_hosted_zones_by_name(
    Call& call, const shapes::ListHostedZonesByNameRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto most = read_max_items(request.max_items, 100);
  if (!most) return pass(most);
  std::pair<std::string, std::string> start;
  if (request.dns_name) {
    const auto name = normal_name(*request.dns_name);
    if (!name) return refuse("InvalidDomainName", "The domain name is not valid");
    start = {reversed_name(*name), plain_id(request.hosted_zone_id)};
  }
  shapes::ListHostedZonesByNameResponse response{.dns_name = request.dns_name,
                                                 .hosted_zone_id = request.hosted_zone_id,
                                                 .is_truncated = false,
                                                 .max_items = std::to_string(*most)};
  for (const auto* zone : zones_by_name(call.account())) {
    if (std::pair(reversed_name(zone->name), zone->id) < start) continue;
    if (response.hosted_zones.size() == *most) {
      response.is_truncated = true;
      response.next_dns_name = zone->name;
      response.next_hosted_zone_id = zone->id;
      break;
    }
    response.hosted_zones.push_back(to_gen(*zone));
  }
  return response;
}

Answered<shapes::ListResourceRecordSetsResponse> list_resource_record_sets(
    Call& call, const shapes::ListResourceRecordSetsRequest& request) {
  const auto zone = permitted_zone(call, request.hosted_zone_id);
  if (!zone) return pass(zone);
  const auto most = read_max_items(request.max_items, 300);
  if (!most) return pass(most);
  std::optional<RecordStart> start;
  if (request.start_record_name) {
    const auto name = normal_name(*request.start_record_name);
    if (!name) return refuse("InvalidInput", "Invalid record name");
    start = RecordStart{*name, request.start_record_type.value_or(""),
                        request.start_record_identifier.value_or("")};
  } else if (request.start_record_type) {
    return refuse("InvalidInput", "StartRecordType needs StartRecordName");
  }
  const auto page = page_of_records(**zone, start, *most);
  shapes::ListResourceRecordSetsResponse response{.is_truncated = page.next != nullptr,
                                                  .max_items = std::to_string(*most)};
  for (const auto* record : page.records) response.resource_record_sets.push_back(to_gen(*record));
  if (page.next != nullptr) {
    response.next_record_name = page.next->name;
    response.next_record_type = page.next->type;
    response.next_record_identifier = or_none(page.next->set_identifier);
  }
  return response;
}

Answered<shapes::ListTagsForResourceResponse> list_tags_for_resource(
    Call& call, const shapes::ListTagsForResourceRequest& request) {
  const auto zone = permitted_zone(call, request.resource_id);
  if (!zone) return pass(zone);
  shapes::ResourceTagSet set{.resource_type = request.resource_type,
                             .resource_id = request.resource_id};
  for (const auto& [key, value] : (*zone)->tags) set.tags.push_back({.key = key, .value = value});
  return shapes::ListTagsForResourceResponse{.resource_tag_set = std::move(set)};
}

Answered<shapes::ChangeTagsForResourceResponse> change_tags_for_resource(
    Call& call, const shapes::ChangeTagsForResourceRequest& request) {
  const auto zone = permitted_zone(call, request.resource_id);
  if (!zone) return pass(zone);
  for (const auto& key : request.remove_tag_keys) (*zone)->tags.erase(key);
  for (const auto& tag : request.add_tags)
    (*zone)->tags[tag.key.value_or("")] = tag.value.value_or("");
  return shapes::ChangeTagsForResourceResponse{};
}

Answered<shapes::TestDNSAnswerResponse> test_dns_answer(
    Call& call, const shapes::TestDNSAnswerRequest& request) {
  const auto zone = permitted_zone(call, request.hosted_zone_id);
  if (!zone) return pass(zone);
  if ((*zone)->is_private)
    return refuse("InvalidInput", "This operation can't run on a private hosted zone");
  const auto name = normal_name(request.record_name.value_or(""));
  if (!name) return refuse("InvalidInput", "Invalid record name");
  const auto type = request.record_type.value_or("");
  const auto chance = call.cloud.draws.at(Purpose::dns, {hash_of((*zone)->id), call.number});
  auto answer = answer_of(**zone, *name, type, chance);
  return shapes::TestDNSAnswerResponse{
      .nameserver = (*zone)->name_servers[chance % (*zone)->name_servers.size()],
      .record_name = *name,
      .record_type = type,
      .record_data = std::move(answer.data),
      .response_code = std::move(answer.code),
      .protocol = "UDP"};
}

}  // namespace

void add_route53_calls(Operations& operations) {
  const auto faithful = Fidelity::faithful, partial = Fidelity::partial;
  operations.add<change_resource_record_sets>(
      "route53", "ChangeResourceRecordSets", partial,
      "health checks and zones of aliases are not looked up");
  operations.add<change_tags_for_resource>("route53", "ChangeTagsForResource", partial,
                                           "hosted zones only");
  operations.add<create_hosted_zone>("route53", "CreateHostedZone", partial,
                                     "VPCs are not looked up; no reusable delegation sets");
  operations.add<delete_hosted_zone>("route53", "DeleteHostedZone", faithful);
  operations.add<get_change>("route53", "GetChange", faithful);
  operations.add<get_hosted_zone>("route53", "GetHostedZone", faithful);
  operations.add<get_hosted_zone_count>("route53", "GetHostedZoneCount", faithful);
  operations.add<list_hosted_zones>("route53", "ListHostedZones", partial, "no filters");
  operations.add<list_hosted_zones_by_name>("route53", "ListHostedZonesByName", faithful);
  operations.add<list_resource_record_sets>("route53", "ListResourceRecordSets", faithful);
  operations.add<list_tags_for_resource>("route53", "ListTagsForResource", partial,
                                         "hosted zones only");
  operations.add<test_dns_answer>("route53", "TestDNSAnswer", partial,
                                  "knows pending changes at once; no health, no places of "
                                  "resolvers, no addresses of AWS's own things, no delegations");
}

}  // namespace mirante::simcloud
