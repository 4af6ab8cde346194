#include "features/schedules/dead_rules.h"

#include <algorithm>
#include <utility>

#include "features/schedules/occurrences.h"

namespace mirante::schedules {
namespace {

using std::chrono::days;

constexpr days ahead[] = {days(8), days(100), days(4 * 366)};

/// Most rules act within days; what is further is dear to look for.
bool acts(const Schedule& alone, const std::vector<Calendar>& calendars, Instant now) {
  return std::ranges::any_of(ahead, [&](days span) {
    return std::ranges::any_of(occurrences(alone, calendars, now, now + span),
                               [&](const Occurrence& one) {
                                 return one.kind != OccurrenceKind::left_out &&
                                        one.origin == Origin::rule && one.end > now;
                               });
  });
}

bool has_passed(const Schedule& schedule, const Rule& rule, Instant now) {
  std::optional<LocalTime> last;
  if (const auto* window = std::get_if<OnceWindow>(&rule)) last = window->end;
  if (const auto* point = std::get_if<PointRule>(&rule))
    if (const auto* once = std::get_if<Once>(&point->when)) last = once->at;
  if (last && schedule.zone.first_instant(*last) <= now) return true;
  return schedule.until && !is_in_force({.id = {},
                                         .name = {},
                                         .zone = schedule.zone,
                                         .until = schedule.until,
                                         .rules = {},
                                         .calendars = {},
                                         .exceptions = {}},
                                        now);
}

Dead why_dead(Schedule alone, const std::vector<Calendar>& calendars, Instant now) {
  if (has_passed(alone, alone.rules.front(), now)) return Dead::passed;
  const auto exceptions = std::exchange(alone.exceptions, {});
  if (acts(alone, calendars, now)) return Dead::exception;
  alone.exceptions = exceptions;
  alone.from.reset();
  alone.until.reset();
  return acts(alone, calendars, now) ? Dead::outside_dates : Dead::no_date;
}

}  // namespace

std::string_view to_string(Dead why) {
  switch (why) {
    case Dead::passed: return "passed";
    case Dead::outside_dates: return "outside_dates";
    case Dead::exception: return "exception";
    case Dead::no_date: return "no_date";
  }
  std::unreachable();
}

std::vector<DeadRule> dead_rules(const Schedule& schedule, const std::vector<Calendar>& calendars,
                                 Instant now) {
  std::vector<DeadRule> dead;
  auto alone = schedule;
  for (std::size_t i = 0; i < schedule.rules.size(); ++i) {
    alone.rules = {schedule.rules[i]};
    if (!acts(alone, calendars, now))
      dead.push_back({.rule = i, .why = why_dead(alone, calendars, now)});
  }
  return dead;
}

}  // namespace mirante::schedules
