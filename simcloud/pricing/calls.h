// The operations of the price list service for the table of operations.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_pricing_calls(Operations& operations);

}  // namespace mirante::simcloud
