// The metrics of Cost Explorer: what is added up of lines, and how it is written.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "simcloud/ce/periods.h"
#include "simcloud/money/line.h"

namespace mirante::simcloud {

enum class Metric : std::uint8_t {
  blended,
  unblended,
  amortized,
  net_unblended,
  net_amortized,
  usage_quantity,
  normalized_usage,
};

/// "UnblendedCost" or "UNBLENDED_COST"; AWS takes both.
Answered<Metric> read_metric(const std::string& text);
Answered<std::vector<Metric>> read_metrics(const std::vector<std::string>& texts);

/// A sum of lines, and of what it is.
class Sum {
 public:
  void add(const Line& line);
  Nanos of(Metric metric) const;
  std::map<std::string, gen::ce::MetricValue> shown(const std::vector<Metric>& metrics) const;

 private:
  Amounts amounts_;
  std::string_view unit_;
  bool units_differ_ = false;  // AWS adds hours and gigabytes, and says N/A.
};

}  // namespace mirante::simcloud
