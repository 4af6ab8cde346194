// The calls about alarms.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "gen/cloudwatch/delete_alarms.h"
#include "gen/cloudwatch/describe_alarm_history.h"
#include "gen/cloudwatch/describe_alarms.h"
#include "gen/cloudwatch/disable_alarm_actions.h"
#include "gen/cloudwatch/enable_alarm_actions.h"
#include "gen/cloudwatch/put_metric_alarm.h"
#include "gen/cloudwatch/set_alarm_state.h"
#include "simcloud/cloudwatch/alarm_actions.h"
#include "simcloud/cloudwatch/alarms.h"
#include "simcloud/cloudwatch/shared.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"

namespace mirante::simcloud {
namespace {

using namespace gen::cloudwatch;

constexpr std::size_t alarms_max = 5'000, names_max = 100, actions_max = 5, name_size_max = 255;
constexpr int records_max = 100;
constexpr std::string_view comparisons[] = {"GreaterThanOrEqualToThreshold", "GreaterThanThreshold",
                                            "LessThanThreshold", "LessThanOrEqualToThreshold"};
constexpr std::string_view treatments[] = {"breaching", "notBreaching", "ignore", "missing"};

template <std::size_t N>
bool is_one_of(const std::string_view (&known)[N], std::string_view text) {
  return std::ranges::find(known, text) != std::end(known);
}

AlarmPlace place_of(const Call& call) { return {call.caller.account, call.region}; }
Watch& watch_of(Call& call) { return call.cloud.watch(call.caller.account, call.region); }
const Watch& present_watch(const Call& call) {
  static const Watch none;
  const auto* watch = call.cloud.find_watch(call.caller.account, call.region);
  return watch == nullptr ? none : *watch;
}

Answered<Done> permit_alarm(Call& call, const std::string& name) {
  return call.permit(call.permission(), alarm_arn(call.cloud, place_of(call), name), {});
}

std::unexpected<AwsError> no_such_alarm(const std::string& name) {
  return refuse("ResourceNotFound", "The alarm " + name + " does not exist.", 404);
}

Answered<Done> read_statistic(const PutMetricAlarmInput& request, Alarm& alarm) {
  if (request.statistic.has_value() == request.extended_statistic.has_value())
    return validation_error("Exactly one of Statistic and ExtendedStatistic must be specified.");
  alarm.is_extended = request.extended_statistic.has_value();
  alarm.statistic_text = alarm.is_extended ? *request.extended_statistic : *request.statistic;
  const auto statistic = parse_statistic(alarm.statistic_text);
  const bool is_percentile = statistic && statistic->kind == Statistic::Kind::percentile;
  if (!statistic || is_percentile != alarm.is_extended)
    return validation_error("The statistic " + alarm.statistic_text +
                            " is not valid or not simulated.");
  alarm.statistic = *statistic;
  return Done{};
}

Answered<Done> read_periods(const PutMetricAlarmInput& request, Alarm& alarm) {
  if (!request.period) return missing_member("Period");
  if (!request.evaluation_periods) return missing_member("EvaluationPeriods");
  alarm.period_s = *request.period;
  alarm.evaluation_periods = *request.evaluation_periods;
  if (!is_period(alarm.period_s) || alarm.period_s < 10)
    return validation_error("Period must be 10, 20, 30 or a multiple of 60.");
  if (alarm.evaluation_periods < 1)
    return validation_error("EvaluationPeriods must be at least 1.");
  const auto seconds = std::int64_t{alarm.period_s} * alarm.evaluation_periods;
  if (alarm.period_s < 3600 && seconds > 86'400)
    return validation_error(
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= "
        "86400).");
  if (seconds > 604'800)
    return validation_error(
        "Metrics cannot be checked across more than seven days (EvaluationPeriods * Period must "
        "be <= 604800).");
  alarm.datapoints_to_alarm = request.datapoints_to_alarm;
  if (request.datapoints_to_alarm &&
      (*request.datapoints_to_alarm < 1 || *request.datapoints_to_alarm > alarm.evaluation_periods))
    return validation_error("DatapointsToAlarm must be 1 to EvaluationPeriods.");
  return Done{};
}

Answered<Done> read_actions(const std::vector<std::string>& wanted,
                            std::vector<std::string>& actions) {
  if (wanted.size() > actions_max)
    return validation_error("An alarm can have at most 5 actions for each state.");
  for (const auto& arn : wanted)
    if (auto wrong = wrong_action(arn); !wrong.empty()) return validation_error(std::move(wrong));
  actions = wanted;
  return Done{};
}

/// Everything but state and history.
Answered<Alarm> read_alarm(const PutMetricAlarmInput& request) {
  Alarm alarm{.name = request.alarm_name.value_or("")};
  if (alarm.name.empty()) return missing_member("AlarmName");
  if (alarm.name.size() > name_size_max)
    return validation_error("AlarmName must have 1 to 255 characters.");
  if (!request.metrics.empty() || request.threshold_metric_id || request.evaluation_criteria)
    return validation_error("Alarms on metric math, anomalies and queries are not simulated.");
  if (!request.namespace_) return missing_member("Namespace");
  if (!request.metric_name) return missing_member("MetricName");
  auto metric = read_metric(*request.namespace_, *request.metric_name, request.dimensions);
  if (!metric) return validation_error(metric.error().message);
  alarm.metric = *std::move(metric);
  if (auto ok = read_statistic(request, alarm); !ok) return pass(ok);
  if (auto ok = read_periods(request, alarm); !ok) return pass(ok);
  if (!request.threshold) return missing_member("Threshold");
  alarm.threshold = *request.threshold;
  alarm.comparison = request.comparison_operator.value_or("");
  if (!is_one_of(comparisons, alarm.comparison))
    return validation_error("ComparisonOperator '" + alarm.comparison +
                            "' is not valid or not simulated.");
  alarm.missing = request.treat_missing_data.value_or("");
  if (request.treat_missing_data && !is_one_of(treatments, alarm.missing))
    return validation_error("TreatMissingData must be breaching, notBreaching, ignore or missing.");
  alarm.unit = request.unit.value_or("");
  if (!alarm.unit.empty() && !is_unit(alarm.unit))
    return validation_error("The unit " + alarm.unit + " is not valid.");
  alarm.low_sample_percentile = request.evaluate_low_sample_count_percentile.value_or("");
  alarm.description = request.alarm_description.value_or("");
  alarm.actions_enabled = request.actions_enabled.value_or(true);
  if (auto ok = read_actions(request.ok_actions, alarm.ok_actions); !ok) return pass(ok);
  if (auto ok = read_actions(request.alarm_actions, alarm.alarm_actions); !ok) return pass(ok);
  if (auto ok = read_actions(request.insufficient_data_actions, alarm.insufficient_data_actions);
      !ok)
    return pass(ok);
  for (const auto& tag : request.tags) alarm.tags[tag.key.value_or("")] = tag.value.value_or("");
  return alarm;
}

void note_configuration(Call& call, const std::string& name, std::string_view what) {
  add_history(watch_of(call), name,
              {call.cloud.now, "ConfigurationUpdate", "Alarm \"" + name + "\" " + std::string(what),
               Json{{"version", "1.0"}, {"type", what}}.dump()});
}

Answered<Done> put_metric_alarm(Call& call, const PutMetricAlarmInput& request) {
  if (auto ok = permit_alarm(call, request.alarm_name.value_or("")); !ok) return ok;
  auto wanted = read_alarm(request);
  if (!wanted) return pass(wanted);
  auto& watch = watch_of(call);
  const auto known = watch.alarms.find(wanted->name);
  if (known == watch.alarms.end() && watch.alarms.size() >= alarms_max)
    return refuse("LimitExceeded", "The quota of alarms is used up.");
  auto& alarm = watch.alarms[wanted->name];
  const bool is_new = known == watch.alarms.end();
  if (is_new) {
    wanted->number = ++watch.alarms_made;
    watch.alarm_names[wanted->number] = wanted->name;
    wanted->reason = "Unchecked: Initial alarm creation";
    wanted->state_updated = wanted->state_changed = call.cloud.now;
  } else {  // The state stays, and so do the tags.
    wanted->number = alarm.number;
    wanted->stamp = alarm.stamp;
    wanted->state = alarm.state;
    wanted->reason = alarm.reason;
    wanted->reason_data = alarm.reason_data;
    wanted->state_updated = alarm.state_updated;
    wanted->state_changed = alarm.state_changed;
    wanted->tags = alarm.tags;
  }
  alarm = *std::move(wanted);
  alarm.configured = call.cloud.now;
  note_configuration(call, alarm.name, is_new ? "created" : "updated");
  plan_evaluation(call.cloud, place_of(call), alarm);
  return Done{};
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

MetricAlarm to_gen(const Call& call, const Alarm& alarm) {
  MetricAlarm shape;
  shape.alarm_name = alarm.name;
  shape.alarm_arn = alarm_arn(call.cloud, place_of(call), alarm.name);
  shape.alarm_description = unless_empty(alarm.description);
  shape.alarm_configuration_updated_timestamp = alarm.configured;
  shape.actions_enabled = alarm.actions_enabled;
  shape.ok_actions = alarm.ok_actions;
  shape.alarm_actions = alarm.alarm_actions;
  shape.insufficient_data_actions = alarm.insufficient_data_actions;
  shape.state_value = to_string(alarm.state);
  shape.state_reason = alarm.reason;
  shape.state_reason_data = unless_empty(alarm.reason_data);
  shape.state_updated_timestamp = alarm.state_updated;
  shape.state_transitioned_timestamp = alarm.state_changed;
  shape.metric_name = alarm.metric.name;
  shape.namespace_ = alarm.metric.space;
  shape.dimensions = to_gen(alarm.metric.dimensions);
  (alarm.is_extended ? shape.extended_statistic : shape.statistic) = alarm.statistic_text;
  shape.period = alarm.period_s;
  shape.unit = unless_empty(alarm.unit);
  shape.evaluation_periods = alarm.evaluation_periods;
  shape.datapoints_to_alarm = alarm.datapoints_to_alarm;
  shape.threshold = alarm.threshold;
  shape.comparison_operator = alarm.comparison;
  shape.treat_missing_data = unless_empty(alarm.missing);
  shape.evaluate_low_sample_count_percentile = unless_empty(alarm.low_sample_percentile);
  return shape;
}

Answered<std::size_t> read_limit(std::optional<std::int32_t> max_records) {
  const auto limit = max_records.value_or(50);
  if (limit < 1 || limit > records_max) return validation_error("MaxRecords must be 1 to 100.");
  return static_cast<std::size_t>(limit);
}

bool has_action(const Alarm& alarm, const std::string& prefix) {
  for (const auto* actions :
       {&alarm.ok_actions, &alarm.alarm_actions, &alarm.insufficient_data_actions})
    for (const auto& arn : *actions)
      if (arn.starts_with(prefix)) return true;
  return false;
}

bool fits(const Alarm& alarm, const DescribeAlarmsInput& request) {
  if (!request.alarm_names.empty() &&
      std::ranges::find(request.alarm_names, alarm.name) == request.alarm_names.end())
    return false;
  if (request.alarm_name_prefix && !alarm.name.starts_with(*request.alarm_name_prefix))
    return false;
  if (request.state_value && *request.state_value != to_string(alarm.state)) return false;
  return !request.action_prefix || has_action(alarm, *request.action_prefix);
}

Answered<DescribeAlarmsOutput> describe_alarms(Call& call, const DescribeAlarmsInput& request) {
  if (auto ok = permit_alarm(call, "*"); !ok) return pass(ok);
  if (!request.alarm_names.empty() && request.alarm_name_prefix)
    return validation_error("AlarmNames and AlarmNamePrefix cannot be used together.");
  if (request.alarm_names.size() > names_max)
    return validation_error("AlarmNames must not have more than 100 members.");
  if (request.state_value && !parse_alarm_state(*request.state_value))
    return validation_error("StateValue must be OK, ALARM or INSUFFICIENT_DATA.");
  const auto limit = read_limit(request.max_records);
  if (!limit) return pass(limit);
  const auto& types = request.alarm_types;
  std::vector<MetricAlarm> alarms;
  if (types.empty() || std::ranges::find(types, "MetricAlarm") != types.end())
    for (const auto& [name, alarm] : present_watch(call).alarms)
      if (fits(alarm, request)) alarms.push_back(to_gen(call, alarm));
  auto words = request.alarm_names;
  words.push_back(request.alarm_name_prefix.value_or("") + "/" + request.state_value.value_or("") +
                  "/" + request.action_prefix.value_or(""));
  auto next = cut_page(call, alarms, request.next_token, question_hash(call, words), *limit,
                       invalid_next_token());
  if (!next) return pass(next);
  DescribeAlarmsOutput output;
  output.metric_alarms = std::move(alarms);
  output.next_token = *std::move(next);
  return output;
}

Answered<Done> delete_alarms(Call& call, const DeleteAlarmsInput& request) {
  if (request.alarm_names.empty()) return missing_member("AlarmNames");
  if (request.alarm_names.size() > names_max)
    return validation_error("AlarmNames must not have more than 100 members.");
  for (const auto& name : request.alarm_names)
    if (auto ok = permit_alarm(call, name); !ok) return ok;
  auto& watch = watch_of(call);
  for (const auto& name : request.alarm_names)
    if (!watch.alarms.contains(name)) return no_such_alarm(name);
  for (const auto& name : request.alarm_names) {
    const auto alarm = watch.alarms.find(name);
    if (alarm == watch.alarms.end()) continue;  // Named twice.
    watch.alarm_names.erase(alarm->second.number);
    watch.alarms.erase(alarm);
    note_configuration(call, name, "deleted");
  }
  return Done{};
}

Answered<Done> set_alarm_state(Call& call, const SetAlarmStateInput& request) {
  const auto name = request.alarm_name.value_or("");
  if (name.empty()) return missing_member("AlarmName");
  if (auto ok = permit_alarm(call, name); !ok) return ok;
  const auto state = parse_alarm_state(request.state_value.value_or(""));
  if (!state) return validation_error("StateValue must be OK, ALARM or INSUFFICIENT_DATA.");
  if (!request.state_reason) return missing_member("StateReason");
  const auto data = request.state_reason_data.value_or("");
  if (!data.empty() && read_foreign_json(data).is_discarded())
    return refuse("InvalidFormat", "StateReasonData was not syntactically valid JSON.");
  auto& watch = watch_of(call);
  const auto alarm = watch.alarms.find(name);
  if (alarm == watch.alarms.end()) return no_such_alarm(name);
  change_state(call.cloud, place_of(call), alarm->second, {*state, *request.state_reason, data});
  return Done{};
}

template <class Request, bool Enabled>
Answered<Done> set_actions(Call& call, const Request& request) {
  if (request.alarm_names.empty()) return missing_member("AlarmNames");
  for (const auto& name : request.alarm_names)
    if (auto ok = permit_alarm(call, name); !ok) return ok;
  auto& watch = watch_of(call);
  for (const auto& name : request.alarm_names) {  // Those that do not exist are passed over.
    const auto alarm = watch.alarms.find(name);
    if (alarm == watch.alarms.end() || alarm->second.actions_enabled == Enabled) continue;
    alarm->second.actions_enabled = Enabled;
    alarm->second.configured = call.cloud.now;
    note_configuration(call, name, "updated");
  }
  return Done{};
}

Answered<DescribeAlarmHistoryOutput> describe_alarm_history(
    Call& call, const DescribeAlarmHistoryInput& request) {
  if (auto ok = permit_alarm(call, request.alarm_name.value_or("*")); !ok) return pass(ok);
  const auto limit = read_limit(request.max_records);
  if (!limit) return pass(limit);
  const auto scan = request.scan_by.value_or("TimestampDescending");
  if (scan != "TimestampDescending" && scan != "TimestampAscending")
    return validation_error("ScanBy must be TimestampDescending or TimestampAscending.");
  std::multimap<Instant, gen::cloudwatch::AlarmHistoryItem> ordered;
  for (const auto& [name, history] : present_watch(call).histories) {
    if (request.alarm_name && *request.alarm_name != name) continue;
    for (const auto& item : history) {
      if (request.history_item_type && *request.history_item_type != item.type) continue;
      if ((request.start_date && item.at < *request.start_date) ||
          (request.end_date && item.at > *request.end_date))
        continue;
      ordered.emplace(item.at, gen::cloudwatch::AlarmHistoryItem{.alarm_name = name,
                                                                 .alarm_type = "MetricAlarm",
                                                                 .timestamp = item.at,
                                                                 .history_item_type = item.type,
                                                                 .history_summary = item.summary,
                                                                 .history_data = item.data});
    }
  }
  std::vector<gen::cloudwatch::AlarmHistoryItem> items;
  for (auto& [at, item] : ordered) items.push_back(std::move(item));
  if (scan == "TimestampDescending") std::ranges::reverse(items);
  const auto question = question_hash(
      call, {request.alarm_name.value_or(""), request.history_item_type.value_or(""), scan});
  auto next = cut_page(call, items, request.next_token, question, *limit, invalid_next_token());
  if (!next) return pass(next);
  DescribeAlarmHistoryOutput output;
  output.alarm_history_items = std::move(items);
  output.next_token = *std::move(next);
  return output;
}

}  // namespace

void add_alarm_calls(Operations& operations) {
  operations.add<put_metric_alarm>(
      "cloudwatch", "PutMetricAlarm", Fidelity::partial,
      "on one metric with a fixed threshold; actions for topics and servers; checked each minute, "
      "long periods each five");
  operations.add<describe_alarms>("cloudwatch", "DescribeAlarms", Fidelity::partial,
                                  "metric alarms only");
  operations.add<delete_alarms>("cloudwatch", "DeleteAlarms", Fidelity::faithful);
  operations.add<set_alarm_state>("cloudwatch", "SetAlarmState", Fidelity::faithful);
  operations.add<set_actions<EnableAlarmActionsInput, true>>("cloudwatch", "EnableAlarmActions",
                                                             Fidelity::faithful);
  operations.add<set_actions<DisableAlarmActionsInput, false>>("cloudwatch", "DisableAlarmActions",
                                                               Fidelity::faithful);
  operations.add<describe_alarm_history>("cloudwatch", "DescribeAlarmHistory", Fidelity::partial,
                                         "the data of changes of the configuration is short");
}

}  // namespace mirante::simcloud
