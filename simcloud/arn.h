// Names of things across AWS: arn:partition:service:region:account:resource.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simcloud/cloud.h"

namespace mirante::simcloud {

struct Arn {
  std::string service, region, account;
  std::string resource;  // All that follows, colons included.
};

/// Nothing for what is no ARN of the partition "aws".
std::optional<Arn> parse_arn(std::string_view text);
/// Where it lives; null if there is no such account or region.
Place* place_of(Cloud& cloud, const Arn& arn);

}  // namespace mirante::simcloud
