// What the handlers of CloudWatch share: metrics in and out of AWS's shapes, checks of parameters.
#pragma once

#include <string>
#include <string_view>

#include "gen/cloudwatch/get_metric_data.h"
#include "simcloud/call.h"
#include "simcloud/cloudwatch/metrics.h"

namespace mirante::simcloud {

std::unexpected<AwsError> invalid_value(std::string message);
std::unexpected<AwsError> invalid_combination(std::string message);
std::unexpected<AwsError> missing_member(std::string_view name);
/// As GetMetricData, ListMetrics and the calls of alarms refuse.
std::unexpected<AwsError> validation_error(std::string message);

/// Dimensions put in order; at most 30, each name once.
Answered<MetricKey> read_metric(const std::string& space, const std::string& name,
                                const std::vector<gen::cloudwatch::Dimension>& dimensions);
std::vector<gen::cloudwatch::Dimension> to_gen(const std::vector<MetricDimension>& dimensions);

/// 1, 5, 10, 20, 30, or a multiple of 60.
bool is_period(int period_s);
bool is_unit(std::string_view unit);

AwsError invalid_next_token();

}  // namespace mirante::simcloud
