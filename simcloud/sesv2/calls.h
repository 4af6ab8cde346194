// The calls of SES that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_sesv2_calls(Operations& operations);

}  // namespace mirante::simcloud
