// All calls of RDS that the simulated AWS answers.
#pragma once

namespace mirante::simcloud {

class Operations;

void add_rds_calls(Operations& operations);

}  // namespace mirante::simcloud
