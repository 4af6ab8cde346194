// All calls of STS that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_sts_calls(Operations& operations);

}  // namespace mirante::simcloud
