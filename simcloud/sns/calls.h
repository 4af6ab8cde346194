// The calls of SNS that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_sns_calls(Operations& operations);

}  // namespace mirante::simcloud
