// Requests whose body came compressed with gzip, as boto3 sends large PutMetricData. The signature
// is over the body as it came; everything else reads it unpacked.
#pragma once

#include <optional>

#include "simcloud/aws_error.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

/// The request with its body unpacked; nothing for one that came plain. Refuses what is no gzip,
/// and what is longer than the longest plain body.
Answered<std::optional<WireRequest>> unpack(const WireRequest& request);

}  // namespace mirante::simcloud
