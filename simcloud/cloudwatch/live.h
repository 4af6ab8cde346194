// The live series of the simulated CloudWatch: what AWS/EC2 and AWS/EBS tell of servers and
// volumes (of databases and load balancers: live_services.h), computed when somebody asks. A series
// gives one value for each minute, or none: a server that was off has no points. The same minute
// always has the same value.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simcloud/cloudwatch/history.h"

namespace mirante::simcloud {

struct LiveSeries {
  std::string unit;
  std::chrono::seconds late{0};  // Points come so long after the end of their time.
  std::function<std::optional<double>(Minute)> value;
  /// Of how many minutes the point is that is stamped with this minute: 1 or 5.
  std::function<int(Minute)> width;
};

/// The series of the metric; nothing if no such thing ever was. It looks into `histories` as long
/// as it lives.
std::optional<LiveSeries> find_live(const Cloud& cloud, ServerHistories& histories,
                                    const MetricKey& metric);

/// All live metrics of the place that had a point at or after `since`, in order.
std::vector<MetricKey> list_live(const Cloud& cloud, std::uint16_t account, RegionIndex region,
                                 Instant since);

}  // namespace mirante::simcloud
