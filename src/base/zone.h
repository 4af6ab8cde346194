// Time zones by name, from the system's tzdata. Only rules and people use them; what is stored is
// UTC. `Zone` holds the two rules for local times that are not exactly one instant: one that the
// clocks jump over means the first instant after the jump, one that they show twice the first.
#pragma once

#include <cctz/time_zone.h>

#include <chrono>
#include <string>

#include "base/error.h"
#include "base/instant.h"

namespace mirante {

/// "America/Sao_Paulo": whether tzdata has such a zone.
bool is_zone(const std::string& name);

/// Which rules of time zones this machine has, such as "2025b"; empty where its tzdata does not
/// say.
std::string tzdata_version();

/// What the clocks on the wall show; means an instant only together with a zone.
using LocalTime = std::chrono::local_seconds;

/// A value; copies are cheap.
class Zone {
 public:
  /// `invalid`, with the mend, where tzdata has no such zone.
  static Result<Zone> named(const std::string& name);

  const std::string& name() const { return name_; }

  /// What the clocks show at `instant`; fractions of a second are cut.
  LocalTime local(Instant instant) const;
  std::chrono::local_days local_day(Instant instant) const;

  /// When the clocks first show `local`, or, if they jump over it, the instant of the jump.
  Instant first_instant(LocalTime local) const;

  /// "2026-03-02T08:00:00-03:00"; the offset has seconds only where the zone's had.
  std::string text(Instant instant) const;

  friend bool operator==(const Zone& a, const Zone& b) { return a.name_ == b.name_; }

 private:
  Zone(std::string name, cctz::time_zone zone) : name_(std::move(name)), zone_(zone) {}

  std::string name_;
  cctz::time_zone zone_;
};

}  // namespace mirante
