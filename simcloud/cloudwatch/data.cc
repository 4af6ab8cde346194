// GetMetricData: many metrics and expressions in one question, in pages.
#include <algorithm>
#include <map>
#include <set>

#include "simcloud/cloudwatch/expressions.h"
#include "simcloud/cloudwatch/shared.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"

namespace mirante::simcloud {
namespace {

using namespace gen::cloudwatch;

constexpr std::size_t queries_max = 500;
constexpr int points_max = 100'800;
constexpr std::size_t nested_max = 10;  // Expressions that one goes through: each takes the stack.
// A page ends also where so many minutes were looked at: coarse periods have many to a point.
constexpr std::uint64_t minutes_max = 10'000'000;

struct Asked {
  std::string id, label, expression;
  bool returned = true;
  MetricKey metric;
  Statistic statistic;
  std::string statistic_text, unit;
  int period_s = 60;
};

bool is_id(std::string_view text) {
  const auto rest_fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.size() <= 255 && text[0] >= 'a' && text[0] <= 'z' &&
         std::ranges::all_of(text, rest_fits);
}

Answered<Done> read_stat(const MetricStat& stat, Asked& query) {
  if (!stat.metric || !stat.metric->namespace_ || !stat.metric->metric_name)
    return validation_error("The metric of the query " + query.id +
                            " must have a namespace and a name.");
  auto metric =
      read_metric(*stat.metric->namespace_, *stat.metric->metric_name, stat.metric->dimensions);
  if (!metric) return validation_error(metric.error().message);
  query.metric = *std::move(metric);
  query.period_s = stat.period.value_or(0);
  if (!is_period(query.period_s))
    return validation_error("Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  query.statistic_text = stat.stat.value_or("");
  const auto statistic = parse_statistic(query.statistic_text);
  if (!statistic)
    return validation_error("The statistic " + query.statistic_text + " of the query " + query.id +
                            " is not valid or not simulated.");
  query.statistic = *statistic;
  query.unit = stat.unit.value_or("");
  if (!query.unit.empty() && !is_unit(query.unit))
    return validation_error("The unit " + query.unit + " is not valid.");
  return Done{};
}

Answered<std::vector<Asked>> read_queries(const std::vector<MetricDataQuery>& shapes) {
  if (shapes.empty() || shapes.size() > queries_max)
    return validation_error(
        "The collection MetricDataQueries must have 1 to 500 members, and it has " +
        std::to_string(shapes.size()) + ".");
  std::vector<Asked> queries;
  std::set<std::string> ids;
  for (const auto& shape : shapes) {
    Asked query{.id = shape.id.value_or(""),
                .label = shape.label.value_or(""),
                .expression = shape.expression.value_or(""),
                .returned = shape.return_data.value_or(true)};
    if (!is_id(query.id))
      return validation_error("The value '" + query.id +
                              "' for parameter MetricDataQueries.member.Id is not matching the "
                              "expected pattern ^[a-z][a-zA-Z0-9_]*$.");
    if (!ids.insert(query.id).second)
      return validation_error("The values for parameter id in MetricDataQueries are not unique.");
    if (shape.metric_stat.has_value() == !query.expression.empty())
      return validation_error("Exactly one of MetricStat and Expression must be set in the query " +
                              query.id + ".");
    if (shape.metric_stat)
      if (auto ok = read_stat(*shape.metric_stat, query); !ok) return pass(ok);
    queries.push_back(std::move(query));
  }
  if (std::ranges::none_of(queries, &Asked::returned))
    return validation_error("At least one query must return data.");
  return queries;
}

/// What tells the metrics of the question apart, as CloudWatch labels them.
void label(std::vector<Asked>& queries) {
  std::set<std::string> names, statistics;
  std::set<std::vector<MetricDimension>> dimensions;
  for (const auto& query : queries)
    if (query.expression.empty()) {
      names.insert(query.metric.name);
      statistics.insert(query.statistic_text);
      dimensions.insert(query.metric.dimensions);
    }
  for (auto& query : queries) {
    if (!query.label.empty()) continue;
    if (!query.expression.empty()) {
      query.label = query.id;
      continue;
    }
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
    if (dimensions.size() > 1)
      for (const auto& dimension : query.metric.dimensions) add(dimension.value);
    if (names.size() > 1 || text.empty()) add(query.metric.name);
    if (statistics.size() > 1) add(query.statistic_text);
    query.label = text;
  }
}

/// Answers the queries of one question; each metric is read once.
class Answers {
 public:
  Answers(Call& call, const std::vector<Asked>& queries, Instant begin, Instant end)
      : queries_(queries),
        begin_(begin),
        end_(end),
        reader_(call.cloud, call.caller.account, call.region, earliest(queries, begin)) {}

  Answered<const MathSeries*> find(const Asked& query) {
    if (const auto found = series_.find(query.id); found != series_.end()) return &found->second;
    if (query.expression.empty()) return &(series_[query.id] = read(query));
    if (under_way_.size() == nested_max)
      return validation_error("The expression '" + query.id + "' is nested too deeply in others.");
    if (!under_way_.insert(query.id).second)
      return validation_error("The expression '" + query.id + "' refers to itself.");
    std::optional<AwsError> inner;
    const auto find_named = [&](const std::string& id) -> const MathSeries* {
      const auto named = std::ranges::find(queries_, id, &Asked::id);
      if (named == queries_.end() || inner) return nullptr;
      const auto series = find(*named);
      if (series) return *series;
      inner = series.error();
      return nullptr;
    };
    const MathNames names{.find = find_named, .metrics = [&] {
                            std::vector<const MathSeries*> all;
                            for (const auto& each : queries_)
                              if (each.expression.empty()) all.push_back(*find(each));
                            return all;
                          }};
    auto result = evaluate_expression(query.expression, names);
    if (inner) return std::unexpected(*inner);
    if (!result)
      return validation_error("Error in expression '" + query.id + "': " + result.error().message);
    under_way_.erase(query.id);
    return &(series_[query.id] = *std::move(result));
  }

  std::uint64_t minutes_read() const { return reader_.minutes_read(); }

 private:
  static Instant earliest(const std::vector<Asked>& queries, Instant begin) {
    auto earliest = begin;
    for (const auto& query : queries)
      earliest = std::min(earliest, earliest_needed(query.metric, begin));
    return earliest;
  }

  MathSeries read(const Asked& query) {
    MathSeries series{.period_s = query.period_s};
    for (const auto& period : reader_.read(query.metric, query.unit, {begin_, end_, query.period_s},
                                           query.statistic.keeps()))
      if (const auto value = value_of(period.tally, query.statistic))
        series.points[period.begin] = *value;
    return series;
  }

  const std::vector<Asked>& queries_;
  Instant begin_, end_;
  MetricReader reader_;
  std::map<std::string, MathSeries> series_;
  std::set<std::string> under_way_;
};

/// The part of a series from its point number `from` on, as far as there is room.
MetricDataResult part_of(const Asked& query, const MathSeries& series, bool ascending,
                         std::size_t from, std::size_t room) {
  MetricDataResult result;
  result.id = query.id;
  result.label = query.label;
  const auto count = std::min(room, series.points.size() - std::min(from, series.points.size()));
  const auto take = [&](auto first) {
    std::advance(first, static_cast<std::ptrdiff_t>(std::min(from, series.points.size())));
    for (std::size_t i = 0; i < count; ++i, ++first) {
      result.timestamps.push_back(first->first);
      result.values.push_back(first->second);
    }
  };
  if (ascending)
    take(series.points.begin());
  else
    take(series.points.rbegin());
  result.status_code = from + count < series.points.size() ? "PartialData" : "Complete";
  return result;
}

Answered<GetMetricDataOutput> get_metric_data(Call& call, const GetMetricDataInput& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  auto queries = read_queries(request.metric_data_queries);
  if (!queries) return pass(queries);
  if (!request.start_time || !request.end_time)
    return validation_error("StartTime and EndTime are required.");
  if (*request.start_time >= *request.end_time)
    return validation_error("The parameter StartTime must be less than the parameter EndTime.");
  const auto most = request.max_datapoints.value_or(points_max);
  if (most < 1 || most > points_max) return validation_error("MaxDatapoints must be 1 to 100800.");
  const auto scan = request.scan_by.value_or("TimestampDescending");
  if (scan != "TimestampDescending" && scan != "TimestampAscending")
    return validation_error("ScanBy must be TimestampDescending or TimestampAscending.");
  label(*queries);

  std::vector<std::string> words{std::to_string(to_micros(*request.start_time)),
                                 std::to_string(to_micros(*request.end_time)), scan};
  for (const auto& query : *queries) {
    words.push_back(query.id + query.expression + query.metric.space + query.metric.name +
                    query.statistic_text);
    for (const auto& dimension : query.metric.dimensions) words.push_back(dimension.value);
  }
  const auto question = question_hash(call, words);
  const auto start = read_page_token(call, request.next_token, question, invalid_next_token());
  if (!start) return pass(start);
  auto number = static_cast<std::size_t>(*start >> 32);
  auto offset = static_cast<std::size_t>(*start & 0xffffffff);

  Answers answers(call, *queries, round_begin(*request.start_time, call.cloud.now),
                  *request.end_time);
  // A mistake in an expression is told before anything else.
  for (const auto& query : *queries)
    if (!query.expression.empty())
      if (const auto series = answers.find(query); !series) return pass(series);
  GetMetricDataOutput output;
  auto room = static_cast<std::size_t>(most);
  for (; number < queries->size(); ++number, offset = 0) {
    const auto& query = (*queries)[number];
    if (!query.returned) continue;
    if (room == 0 || answers.minutes_read() > minutes_max) break;
    const auto series = answers.find(query);
    if (!series) return pass(series);
    auto part = part_of(query, **series, scan == "TimestampAscending", offset, room);
    const bool partial = part.status_code == "PartialData";
    room -= part.values.size();
    offset += part.values.size();
    output.metric_data_results.push_back(std::move(part));
    if (partial) break;
  }
  if (number < queries->size())
    output.next_token = make_page_token(call, (std::uint64_t{number} << 32) | offset, question);
  return output;
}

}  // namespace

void add_metric_data_calls(Operations& operations) {
  operations.add<get_metric_data>(
      "cloudwatch", "GetMetricData", Fidelity::partial,
      "points of less than a minute are kept by the minute; metric math without SEARCH, "
      "conditions and anomalies; no dynamic labels, other accounts and trimmed statistics");
}

}  // namespace mirante::simcloud
