// GetCostForecast: plain arithmetic. Each day to come costs what the last thirty days that are
// known cost on average.
#include <algorithm>
#include <map>

#include "gen/ce/get_cost_forecast.h"
#include "simcloud/ce/calls.h"
#include "simcloud/ce/expressions.h"
#include "simcloud/ce/metrics.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr Second days_looked_at = 30;

/// What days cost, on average, at least and at most.
struct Days {
  Nanos sum = 0, least = 0, most = 0;
  std::int64_t count = 0;
};

Days last_days(Call& call, const LineFilter& filter, Metric metric) {
  const auto end = day_of(published(call.cloud));
  std::map<Second, Sum> by_day;
  read_lines(call, {end - days_looked_at * seconds_of_day, end}, Grain::daily, filter,
             [&](const Line& line) { by_day[line.begin].add(line); });
  // A day without a line after the first one with some cost nothing.
  if (!by_day.empty())
    for (auto day = by_day.begin()->first; day < end; day += seconds_of_day) by_day[day];
  Days days;
  for (const auto& [day, sum] : by_day) {
    const auto amount = sum.of(metric);
    days.least = days.count == 0 ? amount : std::min(days.least, amount);
    days.most = days.count == 0 ? amount : std::max(days.most, amount);
    days.sum += amount;
    ++days.count;
  }
  return days;
}

Answered<gen::ce::GetCostForecastResponse> get_cost_forecast(
    Call& call, const gen::ce::GetCostForecastRequest& request) {
  if (auto ok = enter_cost_explorer(call); !ok) return pass(ok);
  const auto span = read_future_span(call, request.time_period, request.granularity);
  if (!span) return pass(span);
  const auto metric = read_metric(request.metric.value_or(""));
  if (!metric) return pass(metric);
  if (*metric == Metric::usage_quantity || *metric == Metric::normalized_usage)
    return invalid("Invalid metric: " + *request.metric);
  const auto level = request.prediction_interval_level;
  if (level && (*level < 51 || *level > 99))
    return invalid("PredictionIntervalLevel must be between 51 and 99");
  const auto filter = read_filter(request.filter);
  if (!filter) return pass(filter);
  const auto days = last_days(call, *filter, *metric);
  if (days.count == 0)
    return refuse("DataUnavailableException",
                  "Insufficient amount of historical data to generate forecast.");

  gen::ce::GetCostForecastResponse response;
  Nanos total = 0;
  for (const auto& part : span->parts) {
    const auto count = (part.end - part.begin) / seconds_of_day;
    const auto mean = share(days.sum, count, days.count);
    total += mean;
    gen::ce::ForecastResult result{.time_period = to_gen(*span, part),
                                   .mean_value = decimal_text(mean)};
    if (level) {
      result.prediction_interval_lower_bound = decimal_text(days.least * count);
      result.prediction_interval_upper_bound = decimal_text(days.most * count);
    }
    response.forecast_results_by_time.push_back(std::move(result));
  }
  response.total = gen::ce::MetricValue{.amount = decimal_text(total), .unit = "USD"};
  return response;
}

}  // namespace

void add_forecast_calls(Operations& operations) {
  operations.add<get_cost_forecast>("ce", "GetCostForecast", Fidelity::partial,
                                    "the average of the last 30 days; bounds are their least and "
                                    "most, whatever the level");
}

}  // namespace mirante::simcloud
