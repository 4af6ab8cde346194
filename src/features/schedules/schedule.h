// A schedule as a value, valid once parsed (`schedule_json.h`), and what surrounds it when a
// server's state is decided: calendars, freezes, overrides, maintenance windows. Times of day and
// dates are local to the schedule's zone; instants are UTC.
//
// A *window* wants servers running from its begin to its end; one with a single end only starts or
// only stops. A *point* is one action at one time.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "base/zone.h"
#include "features/schedules/calendar.h"
#include "features/schedules/cron.h"
#include "features/schedules/days.h"

namespace mirante::schedules {

enum class Mode : std::uint8_t {
  edges,       // Acts at transitions; what a person did in between stays.
  enforce,     // Restores the state at each evaluation.
  keep_if_on,  // What was on before the window began is not stopped at its end.
};

enum class Action : std::uint8_t { start, stop, reboot, resize };

std::string_view to_string(Mode mode);
std::string_view to_string(Action action);

/// Begin and end of one day. At least one is there. An end that is not after the begin, and 24:00,
/// belong to the next day.
struct DayWindow {
  std::optional<std::chrono::minutes> begin;
  std::optional<std::chrono::minutes> end;
  std::string type;  // The server's type from the begin on; empty: as it is.
  friend bool operator==(const DayWindow&, const DayWindow&) = default;
};

struct WindowRule {
  DayWindow window;
  Days days;
  friend bool operator==(const WindowRule&, const WindowRule&) = default;
};
struct OnceWindow {
  LocalTime begin;
  LocalTime end;
  std::string type;
  friend bool operator==(const OnceWindow&, const OnceWindow&) = default;
};

struct AtTime {
  std::chrono::minutes at{};
  Days days;
  friend bool operator==(const AtTime&, const AtTime&) = default;
};
/// By elapsed time, not by the clocks on the wall.
struct EachStep {
  std::chrono::minutes step{};
  LocalTime from;
  friend bool operator==(const EachStep&, const EachStep&) = default;
};
struct Once {
  LocalTime at;
  friend bool operator==(const Once&, const Once&) = default;
};
struct PointRule {
  std::variant<AtTime, Cron, EachStep, Once> when;
  Action action = Action::start;
  std::string type;  // Of resize, and of start if wanted.
  friend bool operator==(const PointRule&, const PointRule&) = default;
};

using Rule = std::variant<WindowRule, OnceWindow, PointRule>;

enum class Effect : std::uint8_t {
  skip_starts,    // Nothing starts; stops stay.
  as_sunday,      // The date counts as a Sunday for weekdays and cron's day of the week.
  other_windows,  // These windows stand in place of all rules.
};

std::string_view to_string(Effect effect);

struct CalendarUse {
  std::string calendar;
  Effect effect = Effect::skip_starts;
  std::vector<DayWindow> windows;  // Of `other_windows`.
  friend bool operator==(const CalendarUse&, const CalendarUse&) = default;
};

/// On this date these windows, maybe none, stand in place of all rules.
struct ExceptionDate {
  Date date;
  std::string reason;
  std::vector<DayWindow> windows;
  friend bool operator==(const ExceptionDate&, const ExceptionDate&) = default;
};

struct Schedule {
  std::string id;
  std::string name;
  Zone zone;
  Mode mode = Mode::edges;
  std::optional<Date> from = {};   // The first date; nullopt: since ever.
  std::optional<Date> until = {};  // The last date, included.
  std::vector<Rule> rules;
  std::vector<CalendarUse> calendars;  // The first that knows a date decides.
  std::vector<ExceptionDate> exceptions;
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// Whether the schedule says at some time that servers are to be off, not only when to act.
bool has_windows(const Schedule& schedule);

/// Nothing automatic happens in it. A pause is a freeze whose end nobody knows.
struct Freeze {
  Instant begin;
  std::optional<Instant> end;
  std::string reason;
  std::vector<std::string> servers;  // Empty: all.
  friend bool operator==(const Freeze&, const Freeze&) = default;
};

enum class State : std::uint8_t { running, stopped };

struct Override {
  std::string server;
  Instant since;
  Instant until;
  State state = State::running;
  std::string reason;
  std::string by;
  friend bool operator==(const Override&, const Override&) = default;
};

/// Servers run in it.
struct Maintenance {
  Instant begin;
  Instant end;
  std::string reason;
  std::vector<std::string> servers;  // Empty: all.
  friend bool operator==(const Maintenance&, const Maintenance&) = default;
};

/// When a server was seen in a state that it had not before.
struct Seen {
  Instant at;
  State state = State::running;
  friend bool operator==(const Seen&, const Seen&) = default;
};

struct Server {
  std::string id;
  std::vector<std::string> schedules;  // Ids; empty: all of the plan.
  std::optional<Instant> first_seen = {};
  std::vector<Seen> seen = {};        // Oldest first.
  std::string never_switch_off = {};  // The mark's reason; empty: no mark.
  /// Of a database that was off: when it was seen running because AWS started it by itself after
  /// seven days, which nobody has answered yet.
  std::optional<Instant> started_by_aws = {};
  friend bool operator==(const Server&, const Server&) = default;
};

/// Everything that may decide.
struct Plan {
  std::vector<Schedule> schedules;
  std::vector<Calendar> calendars;
  std::vector<Freeze> freezes;
  std::vector<Override> overrides;
  std::vector<Maintenance> maintenance;
  std::vector<Server> servers;
  friend bool operator==(const Plan&, const Plan&) = default;
};

}  // namespace mirante::schedules
