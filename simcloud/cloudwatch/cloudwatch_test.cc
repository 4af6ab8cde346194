// Statistics, metric math, the judgement of alarms, and alarms in a World.
#include <cmath>

#include "simcloud/cloud.h"
#include "simcloud/cloudwatch/alarms.h"
#include "simcloud/cloudwatch/expressions.h"
#include "simcloud/cloudwatch/judgement.h"
#include "simcloud/cloudwatch/metrics.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

double statistic(std::string_view text, const std::vector<double>& values) {
  Tally tally;
  for (const auto value : values) tally.add(value, 1, Tally::Keep::values);
  return value_of(tally, parse_statistic(text).value()).value();
}

TEST(Statistics, AreThoseOfTheSamples) {
  const std::vector<double> values{4, 1, 3, 2};
  EXPECT_EQ(statistic("Average", values), 2.5);
  EXPECT_EQ(statistic("Sum", values), 10);
  EXPECT_EQ(statistic("Minimum", values), 1);
  EXPECT_EQ(statistic("Maximum", values), 4);
  EXPECT_EQ(statistic("SampleCount", values), 4);
  EXPECT_EQ(statistic("p0", values), 1);
  EXPECT_EQ(statistic("p50", values), 2.5);
  EXPECT_EQ(statistic("p100", values), 4);
  EXPECT_FALSE(parse_statistic("p101"));
  EXPECT_FALSE(parse_statistic("pnan"));
  EXPECT_FALSE(parse_statistic("average"));
}

TEST(Statistics, HaveNoPercentileOfASetWithoutItsValues) {
  Tally tally;
  tally.add({.count = 3, .sum = 30, .least = 5, .most = 20, .has_values = false},
            Tally::Keep::values);

  EXPECT_EQ(value_of(tally, *parse_statistic("Average")), 10);
  EXPECT_FALSE(value_of(tally, *parse_statistic("p50")));
}

// Points that callers put.

TEST(PutPoints, AreBoundedAndTheOldestGo) {
  Watch watch;
  Tally many;
  for (int i = 0; i < 800'000; ++i) many.add(1, 1, Tally::Keep::values);
  const auto metric = [](int number) {
    return MetricKey{"App", "m" + std::to_string(9 - number), {}};
  };
  for (int i = 0; i < 5; ++i) put_points(watch, metric(i), "Count", instant_of(i), many);

  EXPECT_FALSE(watch.put.contains(metric(0)));
  EXPECT_TRUE(watch.put.contains(metric(1)));
  EXPECT_TRUE(watch.put.contains(metric(4)));
  EXPECT_EQ(watch.put_minutes, 4 * 100'001u);
  // Points of one minute go as well where there are no others.
  Watch other;
  for (int i = 0; i < 5; ++i) put_points(other, metric(i), "Count", instant_of(0), many);
  EXPECT_EQ(other.put.size(), 4u);
}

// Metric math.

std::string math(std::string_view text) {
  static const MathSeries a{.points = {{instant_of(0), 1}, {instant_of(1), 2}, {instant_of(3), 6}}};
  static const MathSeries b{.points = {{instant_of(0), 10}, {instant_of(1), 0}}};
  const auto result = evaluate_expression(
      text,
      {.find = [](const std::string& id) { return id == "a"   ? &a
                                                  : id == "b" ? &b
                                                              : nullptr; },
       .metrics = [] { return std::vector<const MathSeries*>{&a, &b}; }});
  if (!result) return result.error().message;
  std::string shown;
  for (const auto& [at, value] : result->points)
    shown += std::to_string(minute_of(at)) + "=" + std::to_string(std::lround(value * 100)) + " ";
  return shown;
}

TEST(MetricMath, CombinesSeriesPointByPoint) {
  EXPECT_EQ(math("a + b"), "0=1100 1=200 ");
  EXPECT_EQ(math("(a + 1) * 2"), "0=400 1=600 3=1400 ");
  EXPECT_EQ(math("2 ^ a"), "0=200 1=400 3=6400 ");
  EXPECT_EQ(math("a / b"), "0=10 ") << "a division by zero has no point";
  EXPECT_EQ(math("-a"), "0=-100 1=-200 3=-600 ");
  EXPECT_EQ(math("1 - 2 - a"), "0=-200 1=-300 3=-700 ");
}

TEST(MetricMath, KnowsItsFunctions) {
  EXPECT_EQ(math("SUM(METRICS())"), "0=1100 1=200 3=600 ");
  EXPECT_EQ(math("MAX([a, b])"), "0=1000 1=200 3=600 ");
  EXPECT_EQ(math("a - AVG(a)"), "0=-200 1=-100 3=300 ");
  EXPECT_EQ(math("FILL(a, 0)"), "0=100 1=200 2=0 3=600 ");
  EXPECT_EQ(math("FILL(a, REPEAT)"), "0=100 1=200 2=200 3=600 ");
  EXPECT_EQ(math("a / PERIOD(a) * 60"), "0=100 1=200 3=600 ");
  EXPECT_EQ(math("RATE(a) * 60"), "1=100 3=200 ");
}

TEST(MetricMath, SaysWhatIsWrong) {
  EXPECT_EQ(math("a +"), "Unexpected end of expression");
  EXPECT_EQ(math("a ) b"), "Unexpected token ')'");
  EXPECT_EQ(math("c"), "Undefined identifier 'c'");
  EXPECT_EQ(math("SEARCH(a)"), "The function SEARCH is not simulated or not used like this");
  EXPECT_EQ(math("1 + 1"), "The expression must give one time series");
  EXPECT_EQ(math(std::string(1000, '(')), "The expression is nested too deeply");
}

// The tables of AWS's documentation of missing data. X breaches, 0 does not, - is missing; the
// current state is INSUFFICIENT_DATA.

std::string judged(std::string_view points, int needed) {
  std::vector<std::optional<double>> values;
  for (const char c : points)
    if (c != ' ') values.push_back(c == '-' ? std::nullopt : std::optional(c == 'X' ? 10.0 : 0.0));
  std::string states;
  for (const auto* missing : {"missing", "ignore", "breaching", "notBreaching"}) {
    const auto state = judge(values,
                             {.comparison = "GreaterThanThreshold",
                              .threshold = 5,
                              .evaluation_periods = 3,
                              .datapoints_to_alarm = needed,
                              .missing = missing},
                             AlarmState::insufficient_data);
    states += state == AlarmState::ok ? "OK " : state == AlarmState::alarm ? "ALARM " : "same ";
  }
  return states;
}

TEST(AlarmJudgement, TreatsMissingPointsAsDocumented) {
  EXPECT_EQ(judged("0 - X - X", 3), "OK OK OK OK ");
  EXPECT_EQ(judged("0 - - - -", 3), "OK OK OK OK ");
  EXPECT_EQ(judged("- - - - -", 3), "same same ALARM OK ");
  EXPECT_EQ(judged("0 X X - X", 3), "ALARM ALARM ALARM ALARM ");
  EXPECT_EQ(judged("- - X - -", 3), "ALARM same ALARM OK ");
}

TEST(AlarmJudgement, CountsSomePointsOfMany) {
  EXPECT_EQ(judged("0 - X - X", 2), "ALARM ALARM ALARM ALARM ");
  EXPECT_EQ(judged("0 0 X 0 X", 2), "ALARM ALARM ALARM ALARM ");
  EXPECT_EQ(judged("0 - X - -", 2), "OK OK ALARM OK ");
  EXPECT_EQ(judged("- - - - 0", 2), "OK OK ALARM OK ");
  EXPECT_EQ(judged("- - - X -", 2), "ALARM same ALARM OK ");
}

// Alarms in a World.

constexpr std::string_view estate = R"json({"accounts": [{"id": "210987654321", "places": [
  {"region": "sa-east-1", "servers": [{"name": "web", "type": "m6i.large"}]}]}]})json";

struct Alarms : testing::Test {
  TestWorld world{estate};
  Keys admin = world.admin("210987654321");
  std::string id = world.call(admin, "ec2", "sa-east-1", "DescribeInstances").text("instanceId");

  std::string topic =
      world.call(admin, "sns", "sa-east-1", "CreateTopic", {{"Name", "t"}}).text("TopicArn");

  Alarms() {  // Somebody listens to the topic.
    world.call(admin, "sns", "sa-east-1", "Subscribe",
               {{"TopicArn", topic}, {"Protocol", "http"}, {"Endpoint", "http://127.0.0.1:9/x"}});
    const auto token = heard().at(0)["Token"].get<std::string>();
    world.call(admin, "sns", "sa-east-1", "ConfirmSubscription",
               {{"TopicArn", topic}, {"Token", token}});
  }
  /// What was sent to the listener since it was last asked.
  std::vector<Json> heard() {
    std::vector<Json> bodies;
    for (const auto& sent : world.world.take_outgoing(world.now)) {
      bodies.push_back(Json::parse(sent.body));
      world.world.told_of_outgoing(sent.id, 200, world.now);
    }
    return bodies;
  }
  Json ask(const std::string& action, const Json& parameters) {
    world.wait(std::chrono::seconds(1));
    return world.call_json(admin, "monitoring", "sa-east-1",
                           "GraniteServiceVersion20100801." + action, parameters);
  }
  Json alarm(const std::string& name, const Json& more = Json::object()) {
    Json json{{"AlarmName", name},
              {"Namespace", "AWS/EC2"},
              {"MetricName", "CPUUtilization"},
              {"Dimensions", Json::array({{{"Name", "InstanceId"}, {"Value", id}}})},
              {"Statistic", "Average"},
              {"Period", 300},
              {"EvaluationPeriods", 1},
              {"Threshold", 90},
              {"ComparisonOperator", "GreaterThanThreshold"}};
    json.update(more);
    return json;
  }
  std::string state(const std::string& name) {
    return ask("DescribeAlarms", {{"AlarmNames", {name}}})["MetricAlarms"][0]["StateValue"];
  }
  void hold_cpu(double percent) {
    world.control("POST", "/_simcloud/instances/" + id,
                  {{"account", "210987654321"}, {"region", "sa-east-1"}, {"cpu_percent", percent}});
  }
};

TEST_F(Alarms, ChangeTheirStateAsTimePasses) {
  ask("PutMetricAlarm", alarm("cpu", {{"AlarmActions", {topic}}}));
  EXPECT_EQ(state("cpu"), "INSUFFICIENT_DATA");
  world.wait(minutes(10));
  EXPECT_EQ(state("cpu"), "OK");
  hold_cpu(97);
  world.wait(minutes(20));
  EXPECT_EQ(state("cpu"), "ALARM");
  const auto notices = heard();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0]["Subject"], "ALARM: \"cpu\" in South America (Sao Paulo)");
  const auto message = Json::parse(notices[0]["Message"].get<std::string>());
  EXPECT_EQ(message["OldStateValue"], "OK");
  EXPECT_EQ(message["Trigger"]["Dimensions"][0]["value"], id);
  const std::string reason = message["NewStateReason"];
  EXPECT_TRUE(reason.starts_with("Threshold Crossed: 1 out of the last 1 datapoints [97.0 ("))
      << reason;
  hold_cpu(-1);
  world.wait(minutes(20));
  EXPECT_EQ(state("cpu"), "OK");

  world.call(admin, "ec2", "sa-east-1", "StopInstances", {{"InstanceId.1", id}});
  world.wait(hours(1));
  EXPECT_EQ(state("cpu"), "INSUFFICIENT_DATA");
}

TEST_F(Alarms, StopAServerThatIsIdle) {
  hold_cpu(0.5);
  ask("PutMetricAlarm", alarm("idle", {{"Threshold", 1},
                                       {"ComparisonOperator", "LessThanThreshold"},
                                       {"AlarmActions", {"arn:aws:automate:sa-east-1:ec2:stop"}}}));

  world.wait(minutes(30));

  EXPECT_EQ(world.call(admin, "ec2", "sa-east-1", "DescribeInstances").text("name"), "stopped");
  const auto history =
      ask("DescribeAlarmHistory", {{"AlarmName", "idle"}, {"HistoryItemType", "Action"}});
  EXPECT_EQ(history["AlarmHistoryItems"][0]["HistorySummary"],
            "Successfully executed action arn:aws:automate:sa-east-1:ec2:stop");
}

TEST(AlarmHistory, OfAlarmsThatAreGoneEnds) {
  Watch watch;
  const auto start = instant_of(0);
  watch.alarms["kept"] = {.name = "kept"};
  for (const auto* name : {"kept", "gone"}) add_history(watch, name, {start, "Action", "", ""});

  add_history(watch, "new", {start + hours(31 * 24), "Action", "", ""});

  EXPECT_TRUE(watch.histories.contains("kept"));
  EXPECT_FALSE(watch.histories.contains("gone"));
}

TEST_F(Alarms, DoNothingWhileTheirActionsAreOff) {
  ask("PutMetricAlarm", alarm("cpu", {{"AlarmActions", {topic}}}));
  ask("DisableAlarmActions", {{"AlarmNames", {"cpu"}}});

  ask("SetAlarmState", {{"AlarmName", "cpu"}, {"StateValue", "ALARM"}, {"StateReason", "a try"}});

  EXPECT_EQ(state("cpu"), "ALARM");
  EXPECT_TRUE(heard().empty());
  ask("EnableAlarmActions", {{"AlarmNames", {"cpu"}}});
  ask("SetAlarmState", {{"AlarmName", "cpu"}, {"StateValue", "OK"}, {"StateReason", "a try"}});
  ask("SetAlarmState", {{"AlarmName", "cpu"}, {"StateValue", "ALARM"}, {"StateReason", "a try"}});
  EXPECT_EQ(heard().size(), 1u);
}

TEST_F(Alarms, CostNothingWhenTheyAreGone) {
  ask("PutMetricAlarm", alarm("cpu"));
  EXPECT_LT(world.world.next_event() - world.now, minutes(2));

  ask("DeleteAlarms", {{"AlarmNames", {"cpu"}}});
  world.wait(minutes(5));
  world.control("GET", "/_simcloud/time");  // Any call lets the time pass.

  EXPECT_EQ(world.world.next_event(), Instant::max());
  EXPECT_EQ(ask("DeleteAlarms", {{"AlarmNames", {"cpu"}}})["outcome"], "404 ResourceNotFound");
}

TEST_F(Alarms, AreToldToOlderClientsAsWell) {
  ask("PutMetricAlarm", alarm("cpu"));

  const auto reply = world.call(admin, "monitoring", "sa-east-1", "DescribeAlarms");

  EXPECT_EQ(reply.outcome(), "200") << reply.answer.body;
  EXPECT_EQ(reply.text("AlarmName"), "cpu");
}

}  // namespace
}  // namespace mirante::simcloud
