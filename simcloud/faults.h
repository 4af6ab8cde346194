// Faults on request: rules that spoil matching calls, by chance or by count. A rule says whom it
// concerns, what it does, and how often; chance is drawn from the seed and the number of the call.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "simcloud/draws.h"

namespace mirante::simcloud {

enum class FaultKind : std::uint8_t {
  throttle,      // RequestLimitExceeded / Throttling, before anything is done.
  error_500,     // InternalError, before anything is done.
  error_503,     // ServiceUnavailable / Unavailable, before anything is done.
  lost_answer,   // Done, then 500: the caller cannot know.
  error,         // The code, message and status that the rule gives, before anything is done.
  html,          // 502 with an HTML page, as from a broken middle box.
  garbage,       // 200 with bytes that are no XML.
  truncate,      // Done; the body ends in the middle, the length says more.
  slow,          // Done; the body comes a few bytes at a time.
  hang,          // Done; no byte of the answer ever comes.
  hang_before,   // Not done; no byte ever comes.
  reset,         // Done; the connection is reset instead of an answer.
  reset_before,  // Not done; the connection is reset.
  latency,       // The answer comes later; other rules may apply too.
  outage,        // Not done; connections to the region are reset.
};
std::string_view to_string(FaultKind kind);
std::optional<FaultKind> parse_fault_kind(std::string_view text);

struct FaultRule {
  std::uint64_t id = 0;
  FaultKind kind = FaultKind::throttle;
  std::string account = "*", region = "*", service = "*", action = "*";  // With wildcards.
  double rate = 1.0;
  std::optional<std::uint64_t> times;  // So many more hits, then the rule rests.
  std::optional<Instant> from;
  std::optional<Instant> until;
  /// A storm: the rate rises from nothing after `from`, and falls to nothing before `until`.
  std::chrono::microseconds rise{0}, fall{0};
  std::chrono::milliseconds latency_least{0}, latency_most{0};
  std::string code, message;
  int status = 500;
  std::uint64_t hits = 0;
};

/// The chance that the rule hits a call of this moment.
double rate_at(const FaultRule& rule, Instant now);

Json to_json(const FaultRule& rule);
/// Error(invalid) naming the field.
Result<FaultRule> parse_fault_rule(const Json& json);

struct CallPlace {
  std::string_view account, region, service, action;
};

/// What becomes of one call.
struct PlannedFault {
  std::optional<FaultRule> rule;  // At most one besides latency: the first that hits.
  std::chrono::microseconds latency{0};
};

class Faults {
 public:
  std::uint64_t add(FaultRule rule);
  bool remove(std::uint64_t id);
  void clear() { rules_.clear(); }
  const std::vector<FaultRule>& rules() const { return rules_; }

  PlannedFault plan(const CallPlace& place, std::uint64_t call, Instant now, const Draws& draws);

 private:
  std::vector<FaultRule> rules_;
  std::uint64_t made_ = 0;
};

}  // namespace mirante::simcloud
