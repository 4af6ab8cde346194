#include "features/schedules/maintenance.h"

#include <algorithm>

#include "features/schedules/occurrences.h"

namespace mirante::schedules {

std::vector<Instant> instants_of(const Maintenance& window, const Schedule& schedule,
                                 const std::vector<Calendar>& calendars, Instant from, Instant to) {
  using std::chrono::days, std::chrono::local_days;
  std::vector<Instant> found{window.begin, window.end};
  const auto& zone = schedule.zone;
  const auto has_note = [&](local_days day) {
    return note_on(schedule, calendars, Date(day)).origin != Origin::rule;
  };
  const auto last = zone.local_day(std::min(window.end, to));
  for (auto day = zone.local_day(std::max(window.begin, from)); day <= last; day += days(1)) {
    const auto at = zone.first_instant(day);
    if (window.begin <= at && at < window.end && has_note(day) != has_note(day - days(1)))
      found.push_back(at);
  }
  return found;
}

}  // namespace mirante::schedules
