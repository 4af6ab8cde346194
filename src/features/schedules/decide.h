// The one place that decides what a server's state should be: the firing, the simulator, the
// ledger and the screen all ask `decide`.
//
// What wants to decide goes in this order: freeze, never-switch-off, override, exception date,
// holiday, maintenance window, schedule. Exceptions and holidays have shaped the schedule's
// windows before (`occurrences.h`); on their dates maintenance windows start nothing. Among
// schedules running beats stopped, and the window that began last decides the size. When an
// override or a maintenance window ends, and when a freeze ends in which one of them ended or a
// window began or ended, the present wish is applied once. Freezes that touch are one.
//
// AWS starts a stopped database by itself after seven days. That is nobody's wish: where the
// schedule still wants it off, or the last that it asked for was a stop, it is stopped again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "features/schedules/almanac.h"
#include "features/schedules/schedule.h"

namespace mirante::schedules {

/// What decided.
enum class Because : std::uint8_t {
  nothing,           // Nothing is to be done at this instant.
  freeze,            // A freeze or pause holds everything.
  never_switch_off,  // The server's mark refuses a stop, reboot or resize.
  override_,
  exception,
  holiday,
  maintenance,
  schedule,
  other_window,  // Something ended, and another window wants the server running.
  kept_on,       // It was on before its window began, or nobody knows whether it was.
  aws_start,     // AWS started a database by itself that is to be off; it is stopped again.
};

std::string_view to_string(Because because);

struct Reason {
  Because because = Because::nothing;
  std::string schedule = {};  // Id of the schedule that asked, if one did.
  std::string name = {};      // Of the holiday; else the reason that a person gave.
  std::string by = {};        // Who made the override.
  friend bool operator==(const Reason&, const Reason&) = default;
};

struct Wish {
  std::optional<State> state = {};  // Nullopt: leave it.
  std::string type = {};            // Empty: leave it.
  bool reboot = false;
  bool is_empty() const { return !state && type.empty() && !reboot; }
  friend bool operator==(const Wish&, const Wish&) = default;
};

struct Decision {
  Wish wish;
  Reason reason;
  friend bool operator==(const Decision&, const Decision&) = default;
};

/// What is wished for `server` at exactly `at`. Of `server.seen` only what is not later counts.
Decision decide(const Server& server, Instant at, const Plan& plan);
/// The same for whoever asks about one plan at many instants or for many of its servers.
Decision decide(const Server& server, Instant at, const Plan& plan, Almanac& almanac);

/// As when something that held the server back ends at `now`: `decide` then gives what is wished
/// for it at `now`, also of a schedule that acts at its edges alone. So "run now" decides.
void let_go(Plan& plan, const std::string& server, Instant now);

/// A sentence for a person, in English; screens write their own from the parts.
std::string sentence(const Reason& reason);

/// Of a freeze or maintenance window: whether it is about that server.
bool covers(const std::vector<std::string>& servers, const std::string& server);
/// The schedules of the plan that a server follows, in the plan's order.
std::vector<const Schedule*> schedules_of(const Server& server, const Plan& plan);

}  // namespace mirante::schedules
