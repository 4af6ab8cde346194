// All calls of Elastic Load Balancing (version 2) that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_elbv2_calls(Operations& operations);

}  // namespace mirante::simcloud
