#include "simcloud/cloudwatch/alarms.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "simcloud/cloudwatch/alarm_actions.h"
#include "simcloud/cloudwatch/judgement.h"
#include "simcloud/cloudwatch/metrics.h"

namespace mirante::simcloud {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view state_names[] = {"INSUFFICIENT_DATA", "OK", "ALARM"};
constexpr std::size_t history_max = 500;  // Items of one alarm; older ones go.
constexpr auto history_kept = std::chrono::days(30);

/// How many periods before the evaluation periods are looked at where points are missing. Points
/// come minutes late: with short periods the newest few are always missing.
int spare_periods(const Alarm& alarm) { return alarm.period_s < 300 ? 4 : 2; }

std::chrono::seconds interval(const Alarm& alarm) {
  return seconds(std::clamp(alarm.period_s / 5, 60, 300));
}

std::string number_text(double value) { return Json(value).dump(); }

/// "[91.0 (02/03/26 12:00:00)]"
std::string point_text(double value, Instant at) {
  const auto text = to_iso8601(std::chrono::floor<seconds>(at));  // 2026-03-02T12:00:00Z
  return number_text(value) + " (" + text.substr(8, 2) + "/" + text.substr(5, 2) + "/" +
         text.substr(2, 2) + " " + text.substr(11, 8) + ")";
}

std::string_view words_of(std::string_view comparison) {
  if (comparison == "GreaterThanThreshold") return "greater than";
  if (comparison == "GreaterThanOrEqualToThreshold") return "greater than or equal to";
  if (comparison == "LessThanThreshold") return "less than";
  return "less than or equal to";
}

struct Evaluated {
  std::vector<std::optional<double>> points;  // Oldest first.
  std::vector<Instant> times;
};

Evaluated look(const Cloud& cloud, AlarmPlace place, const Alarm& alarm) {
  const auto period = seconds(alarm.period_s);
  const auto now = std::chrono::floor<seconds>(cloud.now);
  const auto end = now - now.time_since_epoch() % period;
  const int count = alarm.evaluation_periods + spare_periods(alarm);
  const auto begin = end - count * period;
  MetricReader reader(cloud, place.account, place.region, earliest_needed(alarm.metric, begin));
  Evaluated found{.points = std::vector<std::optional<double>>(static_cast<std::size_t>(count))};
  for (int i = 0; i < count; ++i) found.times.push_back(begin + i * period);
  for (const auto& read :
       reader.read(alarm.metric, alarm.unit, {begin, end, alarm.period_s}, alarm.statistic.keeps()))
    found.points[static_cast<std::size_t>((read.begin - begin) / period)] =
        value_of(read.tally, alarm.statistic);
  return found;
}

/// Why the alarm is in its state now, in the words and the JSON of CloudWatch.
AlarmChange explain(const Cloud& cloud, const Alarm& alarm, const AlarmRule& rule,
                    const Evaluated& evaluated, AlarmState to) {
  std::vector<std::pair<double, Instant>> newest;
  for (auto i = evaluated.points.size(); i-- > 0 && std::ssize(newest) < rule.evaluation_periods;) {
    if (!evaluated.points[i]) continue;
    newest.emplace_back(*evaluated.points[i], evaluated.times[i]);
  }
  const auto periods = std::to_string(rule.evaluation_periods);
  const bool one = rule.evaluation_periods == 1;
  if (newest.empty())
    return {to,
            to == AlarmState::insufficient_data
                ? "Insufficient Data: " + periods + " datapoint" + (one ? " was" : "s were") +
                      " unknown."
                : "Threshold Crossed: no datapoints were received for " + periods + " period" +
                      (one ? "" : "s") + " and " + periods + " missing datapoint" +
                      (one ? " was" : "s were") + " treated as [" +
                      (to == AlarmState::alarm ? "Breaching" : "NonBreaching") + "].",
            {}};
  const bool in_alarm = to == AlarmState::alarm;
  std::string points;
  Json recent = Json::array(), evaluated_points = Json::array();
  int told = 0;
  for (const auto& [value, at] : newest) {
    recent.insert(recent.begin(), value);
    evaluated_points.push_back({{"timestamp", alarm_time(at)}, {"value", value}});
    if (breaches(value, rule) != in_alarm) continue;
    points += (points.empty() ? "" : ", ") + point_text(value, at);
    ++told;
  }
  std::string reason =
      "Threshold Crossed: " + std::to_string(told) + " out of the last " + periods +
      " datapoints [" + points + "] " + (told == 1 ? "was " : "were ") + (in_alarm ? "" : "not ") +
      std::string(words_of(rule.comparison)) + " the threshold (" + number_text(rule.threshold) +
      ") (minimum " +
      std::to_string(in_alarm ? rule.datapoints_to_alarm
                              : rule.evaluation_periods - rule.datapoints_to_alarm + 1) +
      " datapoint" + (rule.datapoints_to_alarm == 1 ? "" : "s") + " for " +
      (in_alarm ? "OK -> ALARM" : "ALARM -> OK") + " transition).";
  Json data{{"version", "1.0"},
            {"queryDate", alarm_time(cloud.now)},
            {"startDate", alarm_time(newest.back().second)},
            {alarm.is_extended ? "extendedStatistic" : "statistic", alarm.statistic_text},
            {"period", alarm.period_s},
            {"recentDatapoints", std::move(recent)},
            {"threshold", rule.threshold},
            {"evaluatedDatapoints", std::move(evaluated_points)}};
  return {to, std::move(reason), data.dump()};
}

Json state_json(AlarmState state, const std::string& reason, const std::string& data) {
  Json json{{"stateValue", to_string(state)}, {"stateReason", reason}};
  if (!data.empty()) json["stateReasonData"] = read_foreign_json(data);
  return json;
}

}  // namespace

std::string_view to_string(AlarmState state) {
  return state_names[static_cast<std::size_t>(state)];
}

std::optional<AlarmState> parse_alarm_state(std::string_view text) {
  const auto found = std::ranges::find(state_names, text);
  if (found == std::end(state_names)) return std::nullopt;
  return static_cast<AlarmState>(found - std::begin(state_names));
}

std::string alarm_arn(const Cloud& cloud, AlarmPlace place, std::string_view name) {
  return "arn:aws:cloudwatch:" + std::string(region_facts(place.region).name) + ":" +
         cloud.accounts[place.account].id + ":alarm:" + std::string(name);
}

std::string alarm_time(Instant at) {
  auto text = to_iso8601(std::chrono::floor<std::chrono::milliseconds>(at));
  text.pop_back();
  const auto point = text.find('.');
  text.resize(point == std::string::npos ? text.size() : std::min(text.size(), point + 4));
  if (point == std::string::npos)
    text += ".000";
  else
    text.append(point + 4 - text.size(), '0');
  return text + "+0000";
}

void plan_evaluation(Cloud& cloud, AlarmPlace place, Alarm& alarm) {
  const auto now = std::chrono::ceil<minutes>(cloud.now);
  cloud.agenda.plan(
      {.at = now + seconds(cloud.draws.below(50, Purpose::metric, {alarm.number, place.account})),
       .id = alarm.number,
       .stamp = ++alarm.stamp,
       .account = place.account,
       .region = place.region,
       .what = Due::What::alarm_evaluation});
}

void evaluate_alarm(Cloud& cloud, const Due& due) {
  const AlarmPlace place{due.account, due.region};
  auto& watch = cloud.watch(place.account, place.region);
  const auto name = watch.alarm_names.find(due.id);
  if (name == watch.alarm_names.end()) return;
  auto& alarm = watch.alarms.find(name->second)->second;
  if (alarm.stamp != due.stamp) return;
  auto next = due;
  next.at = cloud.now + interval(alarm);
  cloud.agenda.plan(next);
  const AlarmRule rule{
      .comparison = alarm.comparison,
      .threshold = alarm.threshold,
      .evaluation_periods = alarm.evaluation_periods,
      .datapoints_to_alarm = alarm.datapoints_to_alarm.value_or(alarm.evaluation_periods),
      .missing = alarm.missing};
  const auto evaluated = look(cloud, place, alarm);
  const auto to = judge(evaluated.points, rule, alarm.state);
  if (to == alarm.state) return;
  change_state(cloud, place, alarm, explain(cloud, alarm, rule, evaluated, to));
}

void change_state(Cloud& cloud, AlarmPlace place, Alarm& alarm, AlarmChange change) {
  auto& watch = cloud.watch(place.account, place.region);
  const auto before = alarm.state;
  const Json data{{"version", "1.0"},
                  {"oldState", state_json(before, alarm.reason, alarm.reason_data)},
                  {"newState", state_json(change.to, change.reason, change.reason_data)}};
  alarm.state = change.to;
  alarm.reason = std::move(change.reason);
  alarm.reason_data = std::move(change.reason_data);
  alarm.state_updated = cloud.now;
  if (before == change.to) return;
  alarm.state_changed = cloud.now;
  add_history(watch, alarm.name,
              {cloud.now, "StateUpdate",
               "Alarm updated from " + std::string(to_string(before)) + " to " +
                   std::string(to_string(alarm.state)),
               data.dump()});
  if (alarm.actions_enabled) act(cloud, place, alarm, before);
}

void add_history(Watch& watch, const std::string& alarm, AlarmHistoryItem item) {
  const auto oldest = item.at - history_kept;
  if (!watch.histories.contains(alarm))  // What is left of alarms that are gone ends some day.
    std::erase_if(watch.histories, [&](const auto& entry) {
      return !watch.alarms.contains(entry.first) && entry.second.back().at < oldest;
    });
  auto& history = watch.histories[alarm];
  while (!history.empty() && (history.size() >= history_max || history.front().at < oldest))
    history.pop_front();
  history.push_back(std::move(item));
}

std::string alarm_message(const Cloud& cloud, AlarmPlace place, const Alarm& alarm,
                          AlarmState before) {
  Json dimensions = Json::array();
  for (const auto& dimension : alarm.metric.dimensions)
    dimensions.push_back({{"name", dimension.name}, {"value", dimension.value}});
  static constexpr std::pair<std::string_view, std::string_view> statistics[] = {
      {"Average", "AVERAGE"},
      {"Sum", "SUM"},
      {"Minimum", "MINIMUM"},
      {"Maximum", "MAXIMUM"},
      {"SampleCount", "SAMPLE_COUNT"}};
  Json trigger{{"MetricName", alarm.metric.name},
               {"Namespace", alarm.metric.space},
               {"Unit", alarm.unit.empty() ? Json() : Json(alarm.unit)},
               {"Dimensions", std::move(dimensions)},
               {"Period", alarm.period_s},
               {"EvaluationPeriods", alarm.evaluation_periods},
               {"ComparisonOperator", alarm.comparison},
               {"Threshold", alarm.threshold},
               {"TreatMissingData", alarm.missing.empty() ? "missing" : alarm.missing},
               {"EvaluateLowSampleCountPercentile", alarm.low_sample_percentile}};
  if (alarm.datapoints_to_alarm) trigger["DatapointsToAlarm"] = *alarm.datapoints_to_alarm;
  if (alarm.is_extended) {
    trigger["StatisticType"] = "ExtendedStatistic";
    trigger["ExtendedStatistic"] = alarm.statistic_text;
  } else {
    trigger["StatisticType"] = "Statistic";
    for (const auto& [name, loud] : statistics)
      if (name == alarm.statistic_text) trigger["Statistic"] = loud;
  }
  const Json message{
      {"AlarmName", alarm.name},
      {"AlarmDescription", alarm.description.empty() ? Json() : Json(alarm.description)},
      {"AWSAccountId", cloud.accounts[place.account].id},
      {"AlarmConfigurationUpdatedTimestamp", alarm_time(alarm.configured)},
      {"NewStateValue", to_string(alarm.state)},
      {"NewStateReason", alarm.reason},
      {"StateChangeTime", alarm_time(alarm.state_changed)},
      {"Region", region_facts(place.region).long_name},
      {"AlarmArn", alarm_arn(cloud, place, alarm.name)},
      {"OldStateValue", to_string(before)},
      {"OKActions", alarm.ok_actions},
      {"AlarmActions", alarm.alarm_actions},
      {"InsufficientDataActions", alarm.insufficient_data_actions},
      {"Trigger", std::move(trigger)}};
  return message.dump();
}

}  // namespace mirante::simcloud
