// Alarms of the simulated CloudWatch: they are evaluated on the World's own time, change state,
// keep a history and act: messages to topics, and stop, terminate, reboot of servers. An alarm puts
// itself on the agenda; where there is none, nothing is computed.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/cloud.h"

namespace mirante::simcloud {

std::string_view to_string(AlarmState state);
std::optional<AlarmState> parse_alarm_state(std::string_view text);

/// Where an alarm lives.
struct AlarmPlace {
  std::uint16_t account = 0;
  RegionIndex region = 0;
};

std::string alarm_arn(const Cloud& cloud, AlarmPlace place, std::string_view name);

/// Begins to evaluate a new or changed alarm.
void plan_evaluation(Cloud& cloud, AlarmPlace place, Alarm& alarm);
/// Takes the agenda's entry: evaluates, and plans the next time.
void evaluate_alarm(Cloud& cloud, const Due& due);

/// Changes the state, writes it into the history and acts.
struct AlarmChange {
  AlarmState to = AlarmState::ok;
  std::string reason;
  std::string reason_data;  // JSON, or empty.
};
void change_state(Cloud& cloud, AlarmPlace place, Alarm& alarm, AlarmChange change);

void add_history(Watch& watch, const std::string& alarm, AlarmHistoryItem item);

/// "2026-03-02T12:00:00.000+0000", as alarms write instants into JSON.
std::string alarm_time(Instant at);

/// The JSON that CloudWatch sends to topics.
std::string alarm_message(const Cloud& cloud, AlarmPlace place, const Alarm& alarm,
                          AlarmState before);

}  // namespace mirante::simcloud
