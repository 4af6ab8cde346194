#include "simcloud/ce/metrics.h"

#include <algorithm>

#include "simcloud/money/line_words.h"

namespace mirante::simcloud {
namespace {

struct MetricName {
  std::string_view name, constant;
};
/// By Metric.
constexpr MetricName metric_names[] = {
    {"BlendedCost", "BLENDED_COST"},
    {"UnblendedCost", "UNBLENDED_COST"},
    {"AmortizedCost", "AMORTIZED_COST"},
    {"NetUnblendedCost", "NET_UNBLENDED_COST"},
    {"NetAmortizedCost", "NET_AMORTIZED_COST"},
    {"UsageQuantity", "USAGE_QUANTITY"},
    {"NormalizedUsageAmount", "NORMALIZED_USAGE_AMOUNT"},
};

}  // namespace

Answered<Metric> read_metric(const std::string& text) {
  for (std::size_t i = 0; i < std::size(metric_names); ++i)
    if (text == metric_names[i].name || text == metric_names[i].constant)
      return static_cast<Metric>(i);
  return invalid("Invalid metric: " + text);
}

Answered<std::vector<Metric>> read_metrics(const std::vector<std::string>& texts) {
  if (texts.empty()) return invalid("Metrics are needed");
  std::vector<Metric> metrics;
  for (const auto& text : texts) {
    const auto metric = read_metric(text);
    if (!metric) return pass(metric);
    metrics.push_back(*metric);
  }
  return metrics;
}

void Sum::add(const Line& line) {
  amounts_ += line.amounts;
  const auto unit = unit_of(line.key);
  if (line.amounts.quantity == 0 || unit.empty()) return;
  if (unit_.empty())
    unit_ = unit;
  else if (unit_ != unit)
    units_differ_ = true;
}

Nanos Sum::of(Metric metric) const {
  switch (metric) {
    case Metric::blended:
    case Metric::unblended:
    case Metric::net_unblended: return amounts_.unblended;
    case Metric::amortized:
    case Metric::net_amortized: return amounts_.amortized;
    case Metric::usage_quantity: return amounts_.quantity;
    case Metric::normalized_usage: return amounts_.normalized;
  }
  return 0;
}

std::map<std::string, gen::ce::MetricValue> Sum::shown(const std::vector<Metric>& metrics) const {
  std::map<std::string, gen::ce::MetricValue> values;
  for (const auto metric : metrics) {
    std::string unit = "USD";
    if (metric == Metric::normalized_usage) unit = "N/A";
    if (metric == Metric::usage_quantity)
      unit = unit_.empty() || units_differ_ ? "N/A" : std::string(unit_);
    values[std::string(metric_names[static_cast<std::size_t>(metric)].name)] = {
        .amount = decimal_text(of(metric)), .unit = std::move(unit)};
  }
  return values;
}

}  // namespace mirante::simcloud
