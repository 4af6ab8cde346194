// The calls of CloudWatch that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_cloudwatch_calls(Operations& operations);

}  // namespace mirante::simcloud
