// All calls of EC2 that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_ec2_calls(Operations& operations);

}  // namespace mirante::simcloud
