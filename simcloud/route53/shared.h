// What the calls of Route 53 share: the zone that a call is about.
#pragma once

#include <optional>
#include <string>

#include "simcloud/call.h"

namespace mirante::simcloud {

/// Ids come with and without "/hostedzone/" or "/change/" before them.
std::string plain_id(const std::optional<std::string>& id);

/// The zone, if there is such a one and the caller may do to it what the call does.
Answered<HostedZone*> permitted_zone(Call& call, const std::optional<std::string>& id);

}  // namespace mirante::simcloud
