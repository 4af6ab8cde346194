// The calls of KMS that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_kms_calls(Operations& operations);

}  // namespace mirante::simcloud
