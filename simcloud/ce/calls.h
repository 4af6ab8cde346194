// The operations of Cost Explorer for the table of operations.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_ce_calls(Operations& operations);

// One for each topic, called by `add_ce_calls`.
void add_cost_and_usage_calls(Operations& operations);
void add_dimension_calls(Operations& operations);
void add_forecast_calls(Operations& operations);
void add_reservation_calls(Operations& operations);
void add_savings_plan_calls(Operations& operations);

}  // namespace mirante::simcloud
