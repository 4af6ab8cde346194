#include "features/schedules/dead_rules.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "features/schedules/occurrences.h"

namespace mirante::schedules {
namespace {

using std::chrono::days;

constexpr days ahead[] = {days(8), days(100), days(4 * 366)};

/// When a rule that acts once does so, and until when.
std::optional<std::pair<LocalTime, LocalTime>> once_of(const Rule& rule) {
  if (const auto* window = std::get_if<OnceWindow>(&rule))
    return std::pair(window->begin, window->end);
  if (const auto* point = std::get_if<PointRule>(&rule))
    if (const auto* once = std::get_if<Once>(&point->when)) return std::pair(once->at, once->at);
  return std::nullopt;
}

/// Where to begin to look: what is to be one day, or begins to be in force one day, may be further
/// away than is looked ahead.
Instant begin_of(const Schedule& alone, Instant now) {
  auto begin = now;
  if (const auto once = once_of(alone.rules.front()))
    begin = std::max(begin, alone.zone.first_instant(once->first) - days(1));
  if (alone.from) begin = std::max(begin, first_instant_of(alone, *alone.from) - days(1));
  return begin;
}

/// Most rules act within days; what is further is dear to look for.
bool acts(const Schedule& alone, const std::vector<Calendar>& calendars, Instant now) {
  const auto begin = begin_of(alone, now);
  return std::ranges::any_of(ahead, [&](days span) {
    return std::ranges::any_of(occurrences(alone, calendars, begin, begin + span),
                               [&](const Occurrence& one) {
                                 // A window that does not begin ends all the same.
                                 return (one.kind == OccurrenceKind::window || !one.is_skipped) &&
                                        one.origin == Origin::rule && one.end > now;
                               });
  });
}

bool has_passed(const Schedule& schedule, const Rule& rule, Instant now) {
  const auto once = once_of(rule);
  if (once && schedule.zone.first_instant(once->second) <= now) return true;
  return is_over(schedule, now);
}

Dead why_dead(Schedule alone, const std::vector<Calendar>& calendars, Instant now) {
  if (has_passed(alone, alone.rules.front(), now)) return Dead::passed;
  const auto acts_without = [&](auto Schedule::* what) {
    auto other = alone;
    other.*what = {};
    return acts(other, calendars, now);
  };
  if (acts_without(&Schedule::exceptions)) return Dead::exception;
  if (acts_without(&Schedule::calendars)) return Dead::holiday;
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
    case Dead::holiday: return "holiday";
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
