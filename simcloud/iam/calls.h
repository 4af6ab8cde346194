// All calls of IAM that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_iam_calls(Operations& operations);

}  // namespace mirante::simcloud
