// The calls of SQS that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_sqs_calls(Operations& operations);

}  // namespace mirante::simcloud
