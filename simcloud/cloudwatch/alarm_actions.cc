#include "simcloud/cloudwatch/alarm_actions.h"

#include <nlohmann/json.hpp>

#include "simcloud/aws_ids.h"
#include "simcloud/cloudwatch/history.h"
#include "simcloud/ec2/life.h"
#include "simcloud/sns/publish.h"

namespace mirante::simcloud {
namespace {

const std::vector<std::string>& actions_of(const Alarm& alarm) {
  switch (alarm.state) {
    case AlarmState::ok: return alarm.ok_actions;
    case AlarmState::alarm: return alarm.alarm_actions;
    case AlarmState::insufficient_data: break;
  }
  return alarm.insufficient_data_actions;
}

/// The server that the alarm's metric is about; null if there is none.
Instance* server_of(Cloud& cloud, AlarmPlace place, const Alarm& alarm) {
  auto* where = cloud.find_place(place.account, place.region);
  if (where == nullptr) return nullptr;
  for (const auto& dimension : alarm.metric.dimensions)
    if (dimension.name == "InstanceId")
      return where->find_instance(parse_id("i-", dimension.value).value);
  return nullptr;
}

/// Empty: done. A server that is protected or not running stays as it is.
std::string act_on_server(Cloud& cloud, AlarmPlace place, const Alarm& alarm,
                          std::string_view action) {
  auto* server = server_of(cloud, place, alarm);
  if (server == nullptr) return "the instance does not exist";
  auto& where = cloud.place(place.account, place.region);
  const auto reason = StateReason::user_initiated_shutdown;
  if (server->state != InstanceState::running) return "the instance is not running";
  if (action == "stop") {
    if (server->protect_stop || server->instance_store_root)
      return "the instance cannot be stopped";
    begin_stop(cloud, where, *server, Manner::graceful, reason, {});
  } else if (action == "terminate") {
    if (server->protect_termination) return "the instance is protected from termination";
    begin_termination(cloud, where, *server, reason, {});
  } else {
    reboot(cloud, where, *server, {});
    if (action == "recover" && server->extras) {  // Other hardware: the system is well again.
      server->extras->system_check = CheckStatus::ok;
      auto ailments = ailments_now(cloud, where, server->id);
      ailments.system = CheckStatus::ok;
      note_ailments(cloud, where, server->id, ailments);
    }
  }
  return {};
}

std::string act_on_topic(Cloud& cloud, AlarmPlace place, const Alarm& alarm, AlarmState before,
                         const std::string& topic) {
  const auto region = std::string(region_facts(place.region).long_name);
  const auto subject =
      std::string(to_string(alarm.state)) + ": \"" + alarm.name + "\" in " + region;
  const auto& account = cloud.accounts[place.account].id;
  const auto sent = publish_from_service(
      cloud,
      {.service = "cloudwatch.amazonaws.com",
       .source_account = account,
       .source_arn = alarm_arn(cloud, place, alarm.name)},
      topic, {.subject = subject, .message = alarm_message(cloud, place, alarm, before)});
  return sent ? std::string() : sent.error().message;
}

constexpr std::string_view server_actions[] = {"stop", "terminate", "reboot", "recover"};

/// "arn:aws:automate:sa-east-1:ec2:stop" → "stop"; empty for others.
std::string_view server_action(std::string_view arn) {
  if (!arn.starts_with("arn:aws:automate:") || arn.find(":ec2:") == std::string_view::npos)
    return {};
  const auto action = arn.substr(arn.rfind(':') + 1);
  for (const auto known : server_actions)
    if (known == action) return known;
  return {};
}

}  // namespace

void act(Cloud& cloud, AlarmPlace place, Alarm& alarm, AlarmState before) {
  auto& watch = cloud.watch(place.account, place.region);
  for (const auto& arn : actions_of(alarm)) {
    const auto action = server_action(arn);
    const auto problem = action.empty() ? act_on_topic(cloud, place, alarm, before, arn)
                                        : act_on_server(cloud, place, alarm, action);
    Json data{{"actionState", problem.empty() ? "Succeeded" : "Failed"},
              {"stateUpdateTimestamp", to_micros(alarm.state_updated) / 1000},
              {"notificationResource", arn},
              {"error", problem.empty() ? Json() : Json(problem)}};
    add_history(watch, alarm.name,
                {cloud.now, "Action",
                 problem.empty()
                     ? "Successfully executed action " + arn
                     : "Failed to execute action " + arn + ". Received error: \"" + problem + "\"",
                 data.dump()});
  }
}

std::string wrong_action(const std::string& arn) {
  if (arn.starts_with("arn:aws:sns:") || !server_action(arn).empty()) return {};
  return "Invalid arn syntax: " + arn;
}

}  // namespace mirante::simcloud
