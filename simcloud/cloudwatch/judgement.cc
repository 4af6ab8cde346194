#include "simcloud/cloudwatch/judgement.h"

#include <algorithm>

namespace mirante::simcloud {

bool breaches(double value, const AlarmRule& rule) {
  if (rule.comparison == "GreaterThanThreshold") return value > rule.threshold;
  if (rule.comparison == "GreaterThanOrEqualToThreshold") return value >= rule.threshold;
  if (rule.comparison == "LessThanThreshold") return value < rule.threshold;
  return value <= rule.threshold;
}

AlarmState judge(const std::vector<std::optional<double>>& points, const AlarmRule& rule,
                 AlarmState now) {
  int real = 0, breaching = 0;
  for (auto point = points.rbegin(); point != points.rend() && real < rule.evaluation_periods;
       ++point) {
    if (!*point) continue;
    ++real;
    if (breaches(**point, rule)) ++breaching;
  }
  const int needed = rule.datapoints_to_alarm;
  const int missing = rule.evaluation_periods - real;
  if (breaching >= needed) return AlarmState::alarm;
  if (missing == 0) return AlarmState::ok;
  if (rule.missing == "notBreaching") return AlarmState::ok;
  if (rule.missing == "breaching")
    return breaching + missing >= needed ? AlarmState::alarm : AlarmState::ok;
  if (rule.missing == "ignore") return breaching < real ? AlarmState::ok : now;
  if (real == 0) return AlarmState::insufficient_data;
  // Too few points to reach the wanted number: all that there are must breach.
  return breaching >= std::min(needed, real) ? AlarmState::alarm : AlarmState::ok;
}

}  // namespace mirante::simcloud
