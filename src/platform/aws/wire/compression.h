// Bodies of requests that are sent packed: a few operations may send theirs with gzip (Smithy's
// trait requestCompression), which pays for bodies of some size only. It comes after serialising
// and before signing: the signature is over what is sent.
#pragma once

#include <cstddef>

#include "platform/aws/wire/serialize.h"

namespace mirante::aws::wire {

/// Packs the body if the operation may be sent so and the body has at least `least` bytes;
/// Content-Encoding then ends in gzip. The same body gives the same bytes.
void compress(const Operation& operation, std::size_t least, Serialized& made);

}  // namespace mirante::aws::wire
