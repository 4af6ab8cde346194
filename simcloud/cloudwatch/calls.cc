#include "simcloud/cloudwatch/calls.h"

#include <initializer_list>

namespace mirante::simcloud {

void add_metric_data_calls(Operations& operations);
void add_metric_calls(Operations& operations);
void add_alarm_calls(Operations& operations);

void add_cloudwatch_calls(Operations& operations) {
  for (auto* add : {add_metric_data_calls, add_metric_calls, add_alarm_calls}) add(operations);
}

}  // namespace mirante::simcloud
