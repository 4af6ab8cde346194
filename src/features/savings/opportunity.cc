#include "features/savings/opportunity.h"

#include <algorithm>
#include <array>

#include "features/schedules/occurrences.h"

namespace mirante::savings {
namespace {

constexpr std::int64_t day_seconds = 24 * 3600;
constexpr std::int64_t least_known = day_seconds;
/// A week holds every night and the weekend.
constexpr std::int64_t strong_known = week_seconds;
/// Hours a week outside working hours, of 113.
constexpr std::int64_t least_tenths_outside = 200;

constexpr std::uint8_t monday_to_friday = 0b0111110;

schedules::Schedule office_schedule(const Zone& zone) {
  return {.id = "office",
          .name = "office",
          .zone = zone,
          .rules = {schedules::WindowRule{
              .window = {.begin = office_begin, .end = office_end, .type = {}},
              .days = schedules::Weekdays{monday_to_friday}}},
          .calendars = {},
          .exceptions = {}};
}

Reason reason_against(const Facts& facts) {
  if (facts.look.purpose != Purpose::other) return Reason::not_like_test;
  if (facts.is_marked) return Reason::never_switch_off;
  if (facts.is_scheduled) return Reason::scheduled;
  if (facts.has_other_scheduler) return Reason::other_scheduler;
  if (facts.is_managed) return Reason::managed;
  if (facts.is_spot) return Reason::spot;
  return Reason::none;
}

}  // namespace

std::vector<Span> office_hours(const Zone& zone, Span window) {
  std::vector<Span> hours;
  for (const auto& one :
       schedules::occurrences(office_schedule(zone), {}, window.begin, window.end))
    hours.push_back({.begin = one.begin, .end = one.end});
  return hours;
}

Judgement judge(const Facts& facts, const std::vector<Span>& office) {
  if (const auto reason = reason_against(facts); reason != Reason::none) return {.reason = reason};
  const auto& history = facts.history;
  Judgement judgement;
  auto& found = judgement.opportunity;
  found.known_seconds = seconds_of({history.known});
  if (found.known_seconds < least_known) return {.reason = Reason::little_known};
  found.run_seconds = seconds_of(history.runs);
  found.outside_seconds = seconds_of(outside(history.runs, office));
  if (tenths_of_hours_a_week(found.outside_seconds, found.known_seconds) < least_tenths_outside)
    return {.reason = Reason::little_to_win};
  found.strength = found.known_seconds >= strong_known ? Strength::strong : Strength::weak;
  return judgement;
}

std::int64_t tenths_of_hours_a_week(std::int64_t seconds, std::int64_t known_seconds) {
  if (known_seconds <= 0) return 0;
  return (seconds * 1680 + known_seconds / 2) / known_seconds;
}

Money saving_per_month(const Opportunity& opportunity, Money hourly) {
  const auto seconds = static_cast<__int128>(opportunity.outside_seconds) * month_seconds /
                       opportunity.known_seconds;
  return at_hourly(hourly, static_cast<std::int64_t>(seconds));
}

bool is_managed(const std::map<std::string, std::string>& tags) {
  static constexpr std::array<std::string_view, 7> prefixes{"aws:autoscaling:groupName",
                                                            "eks:",
                                                            "aws:eks:",
                                                            "kubernetes.io/cluster/",
                                                            "aws:elasticmapreduce:",
                                                            "elasticbeanstalk:",
                                                            "aws:ecs:"};
  return std::ranges::any_of(tags, [](const auto& tag) {
    return std::ranges::any_of(
        prefixes, [&](std::string_view prefix) { return tag.first.starts_with(prefix); });
  });
}

}  // namespace mirante::savings
