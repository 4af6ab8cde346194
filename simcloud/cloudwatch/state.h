// What the simulated CloudWatch remembers of one account in one region: points that callers put,
// alarms with their history, and the few facts of the past that a server or volume no longer tells
// by itself. The series of servers are not stored: they are computed when somebody asks (live.h).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "simcloud/catalog.h"
#include "simcloud/cloudwatch/load.h"
#include "simcloud/cloudwatch/statistics.h"
#include "simcloud/ec2/state.h"

namespace mirante::simcloud {

struct MetricDimension {
  std::string name, value;
  friend auto operator<=>(const MetricDimension&, const MetricDimension&) = default;
};

/// What identifies a metric; dimensions are in order of their names.
struct MetricKey {
  std::string space;  // "AWS/EC2"
  std::string name;   // "CPUUtilization"
  std::vector<MetricDimension> dimensions;
  friend auto operator<=>(const MetricKey&, const MetricKey&) = default;
};

/// Minutes since 1970: the finest step of every series here.
using Minute = std::int64_t;
inline Minute minute_of(Instant at) {
  return std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
}
inline Instant instant_of(Minute minute) { return Instant(std::chrono::minutes(minute)); }

/// Points that were put for one metric in one unit.
using PutSeries = std::map<Minute, Tally>;

/// As what its metrics see a server.
struct ServerProfile {
  TypeIndex type = 0;
  Load load = Load::busy_days;
  bool detailed = false;  // Points of each minute, else of five.
  friend bool operator==(const ServerProfile&, const ServerProfile&) = default;
};

/// What ails a server or a volume.
struct Ailments {
  CheckStatus system = CheckStatus::ok;
  CheckStatus instance = CheckStatus::ok;
  CheckStatus volume = CheckStatus::ok;
  std::optional<double> cpu_percent;  // The control API holds the load at this.
};

/// Something that held until an instant.
template <class T>
struct Past {
  Instant until;
  T value;
};
/// Something that holds from an instant on.
template <class T>
struct Since {
  Instant from;
  T value;
};

/// A server that Describe calls have forgotten; its metrics stay.
struct GoneServer {
  ServerProfile profile;
  Instant born;
};

struct Attachment {
  std::uint64_t volume = 0;
  std::uint64_t instance = 0;
  VolumeType type = VolumeType::gp3;
  std::uint32_t size_gib = 0;
  Instant from, to;
};

enum class AlarmState : std::uint8_t { insufficient_data, ok, alarm };

struct AlarmHistoryItem {
  Instant at;
  std::string type;  // "StateUpdate"
  std::string summary;
  std::string data;  // JSON
};

struct Alarm {
  std::uint64_t number = 0;  // Of the place, from 1.
  std::string name, description;
  bool actions_enabled = true;
  std::vector<std::string> ok_actions, alarm_actions, insufficient_data_actions;
  MetricKey metric;
  Statistic statistic;
  std::string statistic_text;  // "Average", "p99"
  bool is_extended = false;    // The statistic is a percentile.
  std::string unit;            // Empty: any.
  std::string low_sample_percentile;
  int period_s = 60;
  int evaluation_periods = 1;
  std::optional<int> datapoints_to_alarm;
  double threshold = 0;
  std::string comparison;  // "GreaterThanThreshold"
  std::string missing;     // "breaching" …; empty: as "missing".
  std::map<std::string, std::string> tags;
  Instant configured, state_updated, state_changed;
  AlarmState state = AlarmState::insufficient_data;
  std::string reason, reason_data;
  std::uint32_t stamp = 0;  // Evaluations planned for an older one are void.
};

struct Watch {
  std::map<std::uint64_t, std::vector<Past<ServerProfile>>> profiles;
  std::map<std::uint64_t, std::vector<Since<Ailments>>> ailments;  // Of servers and volumes.
  std::map<std::uint64_t, Instant> stopped_before;  // Servers that an estate begins with stopped.
  std::map<std::uint64_t, GoneServer> gone;
  std::deque<std::uint64_t> gone_order;
  std::deque<Attachment> attachments;  // That have ended.

  std::map<MetricKey, std::map<std::string, PutSeries>> put;  // By unit.
  std::size_t put_minutes = 0;

  std::map<std::string, Alarm, std::less<>> alarms;
  std::map<std::string, std::deque<AlarmHistoryItem>, std::less<>> histories;  // Newest last.
  std::map<std::uint64_t, std::string> alarm_names;                            // By number.
  std::uint64_t alarms_made = 0;
};

}  // namespace mirante::simcloud
