// GetMetricStatistics, ListMetrics, PutMetricData.
#include <algorithm>
#include <cmath>
#include <map>

#include "gen/cloudwatch/get_metric_statistics.h"
#include "gen/cloudwatch/list_metrics.h"
#include "gen/cloudwatch/put_metric_data.h"
#include "simcloud/cloudwatch/shared.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"

namespace mirante::simcloud {
namespace {

using namespace gen::cloudwatch;
using std::chrono::hours;

constexpr std::size_t metrics_of_page = 500, data_max = 1'000, values_max = 150;
constexpr std::int64_t statistics_max = 1'440;

struct Wanted {
  std::vector<std::pair<std::string, Statistic>> simple, extended;
};

Answered<Wanted> read_statistics(const GetMetricStatisticsInput& request) {
  Wanted wanted;
  if (request.statistics.empty() && request.extended_statistics.empty())
    return invalid_combination(
        "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
  for (const auto& text : request.statistics) {
    const auto statistic = parse_statistic(text);
    if (!statistic || statistic->kind == Statistic::Kind::percentile)
      return invalid_value("The value " + text + " for parameter Statistics is not valid.");
    wanted.simple.emplace_back(text, *statistic);
  }
  for (const auto& text : request.extended_statistics) {
    const auto statistic = parse_statistic(text);
    if (!statistic || statistic->kind != Statistic::Kind::percentile)
      return invalid_value("The value " + text + " for parameter ExtendedStatistics is not valid.");
    wanted.extended.emplace_back(text, *statistic);
  }
  return wanted;
}

Datapoint to_gen(const Period& period, const Wanted& wanted) {
  Datapoint point;
  point.timestamp = period.begin;
  point.unit = period.unit;
  for (const auto& [text, statistic] : wanted.simple) {
    const auto value = value_of(period.tally, statistic);
    switch (statistic.kind) {
      case Statistic::Kind::average: point.average = value; break;
      case Statistic::Kind::sum: point.sum = value; break;
      case Statistic::Kind::minimum: point.minimum = value; break;
      case Statistic::Kind::maximum: point.maximum = value; break;
      case Statistic::Kind::sample_count: point.sample_count = value; break;
      case Statistic::Kind::percentile: break;
    }
  }
  for (const auto& [text, statistic] : wanted.extended)
    if (const auto value = value_of(period.tally, statistic))
      point.extended_statistics[text] = *value;
  return point;
}

Answered<GetMetricStatisticsOutput> get_metric_statistics(Call& call,
                                                          const GetMetricStatisticsInput& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (!request.namespace_) return missing_member("Namespace");
  if (!request.metric_name) return missing_member("MetricName");
  if (!request.start_time) return missing_member("StartTime");
  if (!request.end_time) return missing_member("EndTime");
  if (!request.period) return missing_member("Period");
  const auto metric = read_metric(*request.namespace_, *request.metric_name, request.dimensions);
  if (!metric) return pass(metric);
  const auto wanted = read_statistics(request);
  if (!wanted) return pass(wanted);
  if (*request.start_time >= *request.end_time)
    return invalid_combination("The parameter StartTime must be less than the parameter EndTime.");
  if (!is_period(*request.period))
    return invalid_value("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  const auto unit = request.unit.value_or("");
  if (!unit.empty() && !is_unit(unit))
    return invalid_value("The value " + unit + " for parameter Unit is not valid.");
  const auto begin = round_begin(*request.start_time, call.cloud.now);
  const auto count = (*request.end_time - begin) / std::chrono::seconds(*request.period);
  if (count > statistics_max)
    return invalid_combination("You have requested up to " + std::to_string(count) +
                               " datapoints, which exceeds the limit of 1,440. You may reduce the "
                               "datapoints requested by increasing Period, or decreasing the time "
                               "range.");
  MetricReader reader(call.cloud, call.caller.account, call.region,
                      earliest_needed(*metric, begin));
  GetMetricStatisticsOutput output;
  output.label = *request.metric_name;
  for (const auto& period :
       reader.read(*metric, unit, {begin, *request.end_time, *request.period},
                   wanted->extended.empty() ? Tally::Keep::sums : Tally::Keep::values))
    output.datapoints.push_back(to_gen(period, *wanted));
  return output;
}

bool fits(const MetricKey& metric, const ListMetricsInput& request) {
  if (request.namespace_ && *request.namespace_ != metric.space) return false;
  if (request.metric_name && *request.metric_name != metric.name) return false;
  return std::ranges::all_of(request.dimensions, [&](const DimensionFilter& filter) {
    return std::ranges::any_of(metric.dimensions, [&](const MetricDimension& dimension) {
      return dimension.name == filter.name && (!filter.value || dimension.value == *filter.value);
    });
  });
}

Answered<ListMetricsOutput> list_metrics_call(Call& call, const ListMetricsInput& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.recently_active && *request.recently_active != "PT3H")
    return invalid_value("The value " + *request.recently_active +
                         " for parameter RecentlyActive is not valid; it must be PT3H.");
  const auto since = call.cloud.now - (request.recently_active ? hours(3) : hours(14 * 24));
  std::vector<Metric> metrics;
  for (const auto& metric : list_metrics(call.cloud, call.caller.account, call.region, since)) {
    if (!fits(metric, request)) continue;
    Metric shape;
    shape.namespace_ = metric.space;
    shape.metric_name = metric.name;
    shape.dimensions = to_gen(metric.dimensions);
    metrics.push_back(std::move(shape));
  }
  std::vector<std::string> words{request.namespace_.value_or(""), request.metric_name.value_or(""),
                                 request.recently_active.value_or("")};
  for (const auto& filter : request.dimensions)
    words.push_back(filter.name.value_or("") + "=" + filter.value.value_or(""));
  auto next =
      cut_page(call, metrics, request.next_token, question_hash(call, words), metrics_of_page,
               {"InvalidParameterValue", "The value for parameter NextToken is not valid."});
  if (!next) return pass(next);
  ListMetricsOutput output;
  output.metrics = std::move(metrics);
  output.next_token = *std::move(next);
  return output;
}

bool is_number(double value) { return std::isfinite(value) && std::abs(value) <= 1.0e308; }

Answered<Tally> read_values(const MetricDatum& datum, const std::string& place) {
  Tally tally;
  const auto keep = Tally::Keep::values;
  const int kinds =
      (datum.value ? 1 : 0) + (datum.statistic_values ? 1 : 0) + (datum.values.empty() ? 0 : 1);
  if (kinds == 0) return missing_member(place + ".Value");
  if (kinds > 1)
    return invalid_combination("The parameters " + place +
                               ".Value, StatisticValues and Values "
                               "are mutually exclusive.");
  if (datum.value) {
    if (!is_number(*datum.value))
      return invalid_value("The value " + std::to_string(*datum.value) + " for parameter " + place +
                           ".Value is invalid.");
    tally.add(*datum.value, 1, keep);
    return tally;
  }
  if (datum.statistic_values) {
    const auto& set = *datum.statistic_values;
    const auto count = set.sample_count.value_or(0), least = set.minimum.value_or(0),
               most = set.maximum.value_or(0), sum = set.sum.value_or(0);
    if (!is_number(count) || count <= 0 || !is_number(sum) || !is_number(least) ||
        !is_number(most) || least > most)
      return invalid_value("The parameter " + place + ".StatisticValues is invalid.");
    tally = {.count = count, .sum = sum, .least = least, .most = most};
    tally.has_values = least == most;
    if (tally.has_values) tally.values = {{least, count}};
    return tally;
  }
  if (datum.values.size() > values_max ||
      (!datum.counts.empty() && datum.counts.size() != datum.values.size()))
    return invalid_value("The parameters " + place +
                         ".Values and Counts must have the same size, of at most 150.");
  for (std::size_t i = 0; i < datum.values.size(); ++i) {
    const double times = datum.counts.empty() ? 1 : datum.counts[i];
    if (!is_number(datum.values[i]) || !is_number(times) || times < 0)
      return invalid_value("The parameter " + place + ".Values is invalid.");
    tally.add(datum.values[i], times, keep);
  }
  return tally;
}

Answered<Done> put_metric_data(Call& call, const PutMetricDataInput& request) {
  const auto space = request.namespace_.value_or("");
  if (space.empty()) return missing_member("Namespace");
  if (auto ok = call.permit(call.permission(), "*", {{"cloudwatch:namespace", space}}); !ok)
    return ok;
  if (space.starts_with("AWS/"))
    return invalid_value("The value AWS/ for parameter Namespace is invalid: it is reserved.");
  if (request.metric_data.empty()) return missing_member("MetricData");
  if (request.metric_data.size() > data_max)
    return invalid_value("The collection MetricData must not have a size greater than 1000.");
  struct Point {
    MetricKey metric;
    std::string unit;
    Instant at;
    Tally tally;
  };
  std::vector<Point> points;
  for (std::size_t i = 0; i < request.metric_data.size(); ++i) {
    const auto& datum = request.metric_data[i];
    const auto place = "MetricData.member." + std::to_string(i + 1);
    if (datum.metric_name.value_or("").empty()) return missing_member(place + ".MetricName");
    auto metric = read_metric(space, *datum.metric_name, datum.dimensions);
    if (!metric) return pass(metric);
    Point point{*std::move(metric),
                datum.unit.value_or("None"),
                datum.timestamp.value_or(call.cloud.now),
                {}};
    if (!is_unit(point.unit))
      return invalid_value("The value " + point.unit + " for parameter " + place +
                           ".Unit is not valid.");
    if (point.at < call.cloud.now - hours(14 * 24) || point.at > call.cloud.now + hours(2))
      return invalid_value("The parameter " + place +
                           ".Timestamp must specify a time within the past two weeks and no more "
                           "than two hours in the future.");
    auto tally = read_values(datum, place);
    if (!tally) return pass(tally);
    point.tally = *std::move(tally);
    points.push_back(std::move(point));
  }
  auto& watch = call.cloud.watch(call.caller.account, call.region);
  for (const auto& point : points)
    put_points(watch, point.metric, point.unit, point.at, point.tally);
  return Done{};
}

}  // namespace

void add_metric_calls(Operations& operations) {
  operations.add<get_metric_statistics>("cloudwatch", "GetMetricStatistics", Fidelity::partial,
                                        "points of less than a minute are kept by the minute");
  operations.add<list_metrics_call>(
      "cloudwatch", "ListMetrics", Fidelity::partial,
      "AWS/EC2 by server, AWS/EBS by volume, AWS/RDS by database, AWS/ApplicationELB by load "
      "balancer, and what was put; listed at once; no linked accounts");
  operations.add<put_metric_data>(
      "cloudwatch", "PutMetricData", Fidelity::partial,
      "seen at once; no entities; at most 500,000 minutes of points in a region, the newest");
}

}  // namespace mirante::simcloud
