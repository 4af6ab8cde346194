// Live series of databases (AWS/RDS) and application load balancers (AWS/ApplicationELB). They
// follow from the seed and from what never changes of a thing, and for databases from their events;
// so the points of the past stay as they are, and nothing is stored for them.
#pragma once

#include "simcloud/cloudwatch/live.h"

namespace mirante::simcloud {

/// Nothing for metrics of others, and of what is gone.
std::optional<LiveSeries> find_service_live(const Cloud& cloud, std::uint16_t account,
                                            RegionIndex region, const MetricKey& metric);

/// Appends all of them that had a point at or after `since`.
void list_service_live(const Cloud& cloud, std::uint16_t account, RegionIndex region, Instant since,
                       std::vector<MetricKey>& list);

}  // namespace mirante::simcloud
