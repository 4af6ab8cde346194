// The calls of Route 53 that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_route53_calls(Operations& operations);

}  // namespace mirante::simcloud
