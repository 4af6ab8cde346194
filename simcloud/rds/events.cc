// DescribeEvents: what RDS told about its things in the last 14 days.
#include <algorithm>

#include "gen/rds/describe_events.h"
#include "simcloud/operations.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr std::string_view source_types[] = {"db-instance",
                                             "db-parameter-group",
                                             "db-security-group",
                                             "db-snapshot",
                                             "db-cluster",
                                             "db-cluster-snapshot",
                                             "custom-engine-version",
                                             "db-proxy",
                                             "blue-green-deployment",
                                             "db-shard-group",
                                             "zero-etl"};

struct Period {
  Instant from, to;
};

/// The last hour, unless the caller says otherwise.
Answered<Period> read_period(const Call& call, const gen::rds::DescribeEventsMessage& request) {
  const auto length = minutes(request.duration.value_or(60));
  if (length <= minutes(0) || length > days(14))
    return rds_invalid_value("Duration must be between 1 and 20160 minutes.");
  if (request.duration && request.start_time)
    return rds_invalid_combination("Duration and StartTime cannot be given together.");
  const auto to = request.end_time.value_or(call.cloud.now);
  const auto from = request.start_time.value_or(to - length);
  if (from > to) return rds_invalid_combination("EndTime must be after StartTime.");
  if (from < call.cloud.now - days(14))
    return rds_invalid_value("Events are kept for 14 days only.");
  return Period{from, to};
}

std::string kind_of(std::string_view source_type) {
  if (source_type == "db-instance") return "db:";
  return source_type == "db-snapshot" ? "snapshot:" : "cluster:";
}

Answered<gen::rds::EventsMessage> describe(Call& call,
                                           const gen::rds::DescribeEventsMessage& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.source_type &&
      std::ranges::find(source_types, *request.source_type) == std::end(source_types))
    return rds_invalid_value("Invalid source type: " + *request.source_type);
  if (request.source_identifier && !request.source_type)
    return rds_invalid_combination("SourceType must be given with SourceIdentifier.");
  const auto period = read_period(call, request);
  if (!period) return pass(period);
  const auto page =
      start_page(call, request.max_records, request.marker, request.filters,
                 request.source_identifier.value_or("") + " " + request.source_type.value_or(""));
  if (!page) return pass(page);
  Keyed<gen::rds::Event> found;
  for (const auto& event : call.place().databases.events) {
    auto key = std::to_string(event.number);
    key.insert(0, 12 - key.size(), '0');
    const bool by_category = request.event_categories.empty() ||
                             std::ranges::find(request.event_categories, event.category) !=
                                 request.event_categories.end();
    if (event.at < period->from || event.at > period->to || !by_category ||
        (request.source_type && event.source_type != *request.source_type) ||
        (request.source_identifier && event.source != *request.source_identifier))
      continue;
    gen::rds::Event shape;
    shape.source_identifier = event.source;
    shape.source_type = std::string(event.source_type);
    shape.message = event.message;
    shape.event_categories = {std::string(event.category)};
    shape.date = std::chrono::floor<std::chrono::milliseconds>(event.at);
    shape.source_arn = call.arn(kind_of(event.source_type) + event.source);
    found.emplace_back(std::move(key), std::move(shape));
  }
  gen::rds::EventsMessage result;
  result.marker =
      turn_page(call, std::move(found), page->after, page->limit, page->question, result.events);
  return result;
}

}  // namespace

void add_database_event_calls(Operations& operations) {
  operations.add<describe>("rds", "DescribeEvents", Fidelity::partial,
                           "what happens to databases and their snapshots; filters are not looked "
                           "at");
}

}  // namespace mirante::simcloud
