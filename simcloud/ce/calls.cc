#include "simcloud/ce/calls.h"

#include <initializer_list>

namespace mirante::simcloud {

void add_ce_calls(Operations& operations) {
  for (auto* add : {add_cost_and_usage_calls, add_dimension_calls, add_forecast_calls,
                    add_reservation_calls, add_savings_plan_calls})
    add(operations);
}

}  // namespace mirante::simcloud
