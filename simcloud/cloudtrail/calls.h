// The calls of CloudTrail that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_cloudtrail_calls(Operations& operations);

}  // namespace mirante::simcloud
