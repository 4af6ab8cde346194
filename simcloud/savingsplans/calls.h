// The operations of Savings Plans for the table of operations.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_savingsplans_calls(Operations& operations);

}  // namespace mirante::simcloud
