// What an alarm does when its state changes: messages to SNS topics, and stopping, terminating or
// rebooting the server that it watches. Each try is in the alarm's history.
#pragma once

#include "simcloud/cloudwatch/alarms.h"

namespace mirante::simcloud {

/// Does the actions of the state that the alarm has now.
void act(Cloud& cloud, AlarmPlace place, Alarm& alarm, AlarmState before);

/// Why an alarm cannot have this action; empty: it can.
std::string wrong_action(const std::string& arn);

}  // namespace mirante::simcloud
