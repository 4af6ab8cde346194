// What a schedule's rules mean on the time line: windows and points as instants, with daylight
// saving, calendars and exceptions already applied. `decide` and the simulator see rules only
// through this.
#pragma once

#include <string>
#include <vector>

#include "features/schedules/schedule.h"

namespace mirante::schedules {

/// What made an occurrence as it is.
enum class Origin : std::uint8_t { rule, holiday, exception };

enum class OccurrenceKind : std::uint8_t {
  window,
  start,
  stop,
  reboot,
  resize,
  left_out,  // What a rule would have done but for the date's holiday or exception; `is_skipped`.
};

struct Occurrence {
  OccurrenceKind kind = OccurrenceKind::window;
  Instant begin;
  Instant end;       // Half-open; of anything but a window the same as `begin`.
  std::string type;  // Empty: as it is.
  Origin origin = Origin::rule;
  std::string why;          // The holiday's name or the exception's reason.
  std::size_t rule = 0;     // Its place among the rules, or among the windows in their place.
  bool is_skipped = false;  // It does not begin; a window's end stops all the same.
  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

/// All that touch the closed span [from, to], by begin, then in the order of the rules. Two points
/// of one rule and date at one instant are one.
std::vector<Occurrence> occurrences(const Schedule& schedule,
                                    const std::vector<Calendar>& calendars, Instant from,
                                    Instant to);

/// What the schedule's calendars and exceptions say of a date.
struct DayNote {
  Origin origin = Origin::rule;  // `rule`: nothing.
  std::string why = {};
};
DayNote note_on(const Schedule& schedule, const std::vector<Calendar>& calendars, Date date);

/// Of the date, on the clocks of the schedule's zone.
Instant first_instant_of(const Schedule& schedule, Date date);

/// The first instant of `from` and the first after `until`; open where there is none.
bool is_in_force(const Schedule& schedule, Instant at);
/// `until` has passed.
bool is_over(const Schedule& schedule, Instant at);

}  // namespace mirante::schedules
