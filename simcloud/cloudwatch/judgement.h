// How CloudWatch decides the state of an alarm from the newest points of its metric, some of which
// may be missing. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "simcloud/cloudwatch/state.h"

namespace mirante::simcloud {

struct AlarmRule {
  std::string_view comparison;  // "GreaterThanThreshold"
  double threshold = 0;
  int evaluation_periods = 1;
  int datapoints_to_alarm = 1;
  std::string_view missing;  // "breaching", "notBreaching", "ignore"; else as "missing".
};

bool breaches(double value, const AlarmRule& rule);

/// `points` are those of the evaluation range, oldest first: as many periods as the rule has, and a
/// few more before them that are looked at only where newer ones are missing.
AlarmState judge(const std::vector<std::optional<double>>& points, const AlarmRule& rule,
                 AlarmState now);

}  // namespace mirante::simcloud
