// Metric math, as far as it is simulated: + - * / ^ over series and numbers, lists, and the
// functions ABS, AVG, CEIL, DIFF, FILL, FLOOR, MAX, METRICS, MIN, PERIOD, RATE and SUM. Pure.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/instant.h"

namespace mirante::simcloud {

struct MathSeries {
  std::map<Instant, double> points;
  int period_s = 60;
};

/// What names in an expression stand for.
struct MathNames {
  /// Null for a name that nobody gave.
  std::function<const MathSeries*(const std::string& id)> find;
  /// All metrics of the request, in its order, for METRICS().
  std::function<std::vector<const MathSeries*>()> metrics;
};

/// Error(invalid) in the words of CloudWatch. The result must be one series.
Result<MathSeries> evaluate_expression(std::string_view text, const MathNames& names);

}  // namespace mirante::simcloud
