// Reading metrics, live ones and those that callers put, in periods: what GetMetricData,
// GetMetricStatistics, ListMetrics and alarms ask. What is not yet visible or no longer kept in the
// asked resolution is not there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simcloud/cloudwatch/history.h"
#include "simcloud/cloudwatch/live.h"

namespace mirante::simcloud {

struct Period {
  Instant begin;
  std::string unit;
  Tally tally;
};

struct Stretch {
  Instant begin, end;
  int period_s = 60;
};

/// Points older than these are kept in coarser steps only: 60 s for 15 days, 300 s for 63 days,
/// 3600 s for 455 days; steps under a minute for three hours.
bool is_kept(Instant point, int period_s, Instant now);
/// Rounds the begin of a question down to the step in which points of that age are kept.
Instant round_begin(Instant begin, Instant now);

/// From when on the past must be known to answer a question that begins at `begin`.
Instant earliest_needed(const MetricKey& metric, Instant begin);

class MetricReader {
 public:
  /// For questions whose `earliest_needed` is `earliest` or later.
  MetricReader(const Cloud& cloud, std::uint16_t account, RegionIndex region, Instant earliest);

  /// The periods that have a point, in order of time. An empty unit takes points of any.
  std::vector<Period> read(const MetricKey& metric, const std::string& unit, const Stretch& stretch,
                           Tally::Keep keep);
  /// Minutes looked at since the reader was made; a measure of its work.
  std::uint64_t minutes_read() const { return minutes_read_; }

 private:
  const Cloud& cloud_;
  const Watch* watch_;
  ServerHistories histories_;
  std::uint64_t minutes_read_ = 0;
};

/// Metrics with a point at or after `since`, in order.
std::vector<MetricKey> list_metrics(const Cloud& cloud, std::uint16_t account, RegionIndex region,
                                    Instant since);

/// Adds points that a caller put. The oldest of all metrics go when there are too many.
void put_points(Watch& watch, const MetricKey& metric, const std::string& unit, Instant at,
                const Tally& tally);

}  // namespace mirante::simcloud
