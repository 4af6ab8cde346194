// Requests of the REST protocols, for serialize.cc alone.
#pragma once

#include "platform/aws/wire/serialize.h"

namespace mirante::aws::wire {

/// Fills target, headers and body. Error(invalid) for a part of the path that is missing.
Result<void> serialize_rest(const Operation& operation, const void* input, Rng& tokens,
                            Serialized& made);

}  // namespace mirante::aws::wire
