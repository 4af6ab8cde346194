// LookupEvents, and the calls about trails, of which there are none: the event history is there
// without them.
#include "simcloud/cloudtrail/calls.h"

#include <algorithm>

#include "gen/cloudtrail/describe_trails.h"
#include "gen/cloudtrail/get_trail_status.h"
#include "gen/cloudtrail/lookup_events.h"
#include "simcloud/cloudtrail/recording.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"

namespace mirante::simcloud {
namespace {

using namespace gen::cloudtrail;

constexpr int page_max = 50;

struct LookupKey {
  std::string_view name;
  bool (*fits)(const TrailEvent&, const std::string& value);
};
template <auto Member>
bool equals(const TrailEvent& event, const std::string& value) {
  return event.*Member == value;
}
constexpr LookupKey lookup_keys[] = {
    {"AccessKeyId", equals<&TrailEvent::access_key>},
    {"EventId", equals<&TrailEvent::id>},
    {"EventName", equals<&TrailEvent::name>},
    {"EventSource", equals<&TrailEvent::source>},
    {"ReadOnly",
     [](const TrailEvent& event, const std::string& value) {
       return value == (event.read_only ? "true" : "false");
     }},
    {"ResourceName",
     [](const TrailEvent& event, const std::string& value) {
       return std::ranges::find(event.resources, value, &TrailResource::name) !=
              event.resources.end();
     }},
    {"ResourceType",
     [](const TrailEvent& event, const std::string& value) {
       return std::ranges::find(event.resources, value, &TrailResource::type) !=
              event.resources.end();
     }},
    {"Username", equals<&TrailEvent::user_name>},
};

struct Wanted {
  const LookupKey* key = nullptr;  // Null: everything.
  std::string value;
  Instant begin = Instant::min(), end = Instant::max();
};

Answered<Wanted> read_wanted(const LookupEventsRequest& request) {
  Wanted wanted;
  const auto invalid = [](std::string message) {
    return refuse("InvalidLookupAttributesException", std::move(message));
  };
  if (request.lookup_attributes.size() > 1)
    return invalid("You can specify only one lookup attribute.");
  if (!request.lookup_attributes.empty()) {
    const auto& attribute = request.lookup_attributes.front();
    const auto name = attribute.attribute_key.value_or("");
    const auto found = std::ranges::find(lookup_keys, name, &LookupKey::name);
    if (found == std::end(lookup_keys))
      return invalid("The lookup attribute key " + name + " is not valid.");
    wanted.key = found;
    wanted.value = attribute.attribute_value.value_or("");
    if (wanted.value.empty()) return invalid("The value of the lookup attribute is empty.");
  }
  if (request.event_category == "insight")
    return refuse("UnsupportedOperationException", "Insights are not enabled for this account.");
  if (request.event_category)
    return refuse("InvalidEventCategoryException", "The event category is not valid.");
  if (request.start_time) wanted.begin = *request.start_time;
  if (request.end_time) wanted.end = *request.end_time;
  if (wanted.begin > wanted.end)
    return refuse("InvalidTimeRangeException",
                  "The start time must be before the end time of the range.");
  return wanted;
}

Event to_gen(const Call& call, const TrailEvent& event) {
  Event shape;
  shape.event_id = event.id;
  shape.event_name = event.name;
  shape.read_only = event.read_only ? "true" : "false";
  if (!event.access_key.empty()) shape.access_key_id = event.access_key;
  shape.event_time = std::chrono::floor<std::chrono::seconds>(event.at);
  shape.event_source = event.source;
  if (!event.user_name.empty()) shape.username = event.user_name;
  for (const auto& resource : event.resources)
    shape.resources.push_back({.resource_type = resource.type, .resource_name = resource.name});
  shape.cloud_trail_event = record_text(call.cloud, event, call.caller.account, call.region);
  return shape;
}

/// Newest first. The token holds the number of the last event told: what appears late and is newer
/// than that comes with the next question.
Answered<LookupEventsResponse> lookup_events(Call& call, const LookupEventsRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto wanted = read_wanted(request);
  if (!wanted) return pass(wanted);
  const auto limit = request.max_results.value_or(page_max);
  if (limit < 1 || limit > page_max)
    return refuse("InvalidMaxResultsException", "MaxResults must be 1 to 50.");
  const auto question = question_hash(
      call, {std::string(wanted->key == nullptr ? "" : wanted->key->name), wanted->value,
             std::to_string(to_micros(wanted->begin)), std::to_string(to_micros(wanted->end))});
  const auto before = read_page_token(
      call, request.next_token, question,
      {"InvalidNextTokenException", "The token is not valid: it was not given for this question."});
  if (!before) return pass(before);

  LookupEventsResponse response;
  const auto oldest = call.cloud.now - Trail::kept;
  std::uint64_t last = 0;
  const auto& events = call.cloud.trail.events({call.caller.account, call.region});
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (*before != 0 && event->number >= *before) continue;
    const auto second = std::chrono::floor<std::chrono::seconds>(event->at);
    if (event->at < oldest || second < wanted->begin) break;
    if (second > wanted->end || event->visible > call.cloud.now) continue;
    if (wanted->key != nullptr && !wanted->key->fits(*event, wanted->value)) continue;
    if (std::ssize(response.events) == limit) {
      response.next_token = make_page_token(call, last, question);
      break;
    }
    response.events.push_back(to_gen(call, *event));
    last = event->number;
  }
  return response;
}

Answered<DescribeTrailsResponse> describe_trails(Call& call, const DescribeTrailsRequest&) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  return DescribeTrailsResponse{};
}

Answered<GetTrailStatusResponse> get_trail_status(Call& call,
                                                  const GetTrailStatusRequest& request) {
  const auto name = request.name.value_or("");
  const auto arn = name.starts_with("arn:")
                       ? name
                       : "arn:aws:cloudtrail:" + std::string(call.region_name()) + ":" +
                             call.account_id() + ":trail/" + name;
  if (auto ok = call.permit(call.permission(), arn, {}); !ok) return pass(ok);
  return refuse("TrailNotFoundException", "Unknown trail: " + arn);
}

}  // namespace

void add_cloudtrail_calls(Operations& operations) {
  operations.add<lookup_events>("cloudtrail", "LookupEvents", Fidelity::partial,
                                "management events; no Insights");
  operations.add<describe_trails>("cloudtrail", "DescribeTrails", Fidelity::partial,
                                  "there are no trails");
  operations.add<get_trail_status>("cloudtrail", "GetTrailStatus", Fidelity::partial,
                                   "there are no trails");
}

}  // namespace mirante::simcloud
