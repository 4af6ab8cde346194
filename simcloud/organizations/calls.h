// The calls of Organizations that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_organizations_calls(Operations& operations);

}  // namespace mirante::simcloud
