// A script: what happens to a World by plan, as a list of timed steps, written as JSON. A region
// goes down from one hour to another, throttling rises and falls, a volume degrades, AWS announces
// a retirement, somebody stops web-* every working day at 18:00, time runs faster. This file reads
// scripts and says when their steps are due; scripts.h carries them out. README.md shows one.
//
// Everything is read before anything happens. An Error names the step and the field:
// "steps[2].every_day.at".
#pragma once

#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "simcloud/cloud.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {

/// When a step happens, in the World's own time.
struct Timing {
  struct Daily {
    std::array<bool, 7> days{};  // From Monday.
    std::chrono::minutes at{0};  // Of the local day.
    std::chrono::minutes utc_offset{0};
  };
  Instant from;  // Not before.
  std::optional<std::chrono::microseconds> every;
  std::optional<Daily> daily;
  std::optional<Instant> until;         // No more from then on.
  std::optional<std::uint64_t> times;   // So often at most.
  std::chrono::microseconds jitter{0};  // Late by a draw of at most this.
};

/// The moment of occurrence `number` (from 0), without jitter; nothing after the last one.
/// `before` is the moment of the one before it.
std::optional<Instant> occurrence(const Timing& timing, std::uint64_t number, Instant before);

/// Which servers a step means. Texts may have wildcards.
struct Selection {
  std::string account = "*";  // 12 digits, or the account's name.
  std::string region = "*";
  std::string servers = "*";  // The server's Name tag, or its id.
  double share = 1.0;         // Each server is drawn with this chance, anew each time.
};

struct FaultStep {
  FaultRule rule;  // Without its times.
};
struct ChecksStep {
  Selection on;
  std::optional<CheckStatus> system_check, instance_check, volume_check;
};
/// All volumes of the servers.
struct VolumesStep {
  Selection on;
  bool io_impaired = false;
  IoPerformance io_performance = IoPerformance::normal;
};
struct EventStep {
  Selection on;
  std::string code, description;
  std::chrono::microseconds starts_in{0};
  std::optional<std::chrono::microseconds> ends_in, deadline_in;
};
struct PowerStep {
  enum class What : std::uint8_t { reboot, shutdown, spot_interruption };
  Selection on;
  What what = What::reboot;
};
/// With servers: one call in each place where some are, with their ids as InstanceId.
struct CallStep {
  Selection on;
  bool has_servers = false;
  const Operation* operation = nullptr;
  Json parameters;
  std::string as;
};
/// Time travel. One of the two.
struct TimeStep {
  std::optional<double> speed;
  std::optional<std::chrono::microseconds> jump;
};

struct ScriptStep {
  Timing timing;
  /// Effects that last (faults, checks, volumes) end after this; none: they stay.
  std::optional<std::chrono::microseconds> lasts;
  std::string does;  // "outage"
  std::variant<FaultStep, ChecksStep, VolumesStep, EventStep, PowerStep, CallStep, TimeStep> what;
};

struct Script {
  std::string name;
  std::vector<ScriptStep> steps;
};

/// Reads {"name"?, "steps": […]} or the list alone. Names of accounts and regions without wildcards
/// must be those of the World; "after_s" counts from its time now.
Result<Script> parse_script(const Json& json, const Cloud& cloud);

}  // namespace mirante::simcloud
