#include "features/schedules/occurrences.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace mirante::schedules {
namespace {

using namespace std::chrono;

constexpr minutes whole_day{24 * 60};

/// A date as the schedule sees it.
struct Day {
  Date date;
  const ExceptionDate* exception = nullptr;
  const CalendarUse* use = nullptr;  // With `holiday`.
  Holiday holiday = {};

  LocalTime at(minutes time) const { return LocalTime(local_days(date).time_since_epoch()) + time; }
  /// A holiday that ends at 14:00 is none for what happens from then on.
  bool is_holiday_at(minutes time) const {
    return use != nullptr && (!holiday.until || time < *holiday.until);
  }
  bool skips_start_at(minutes time) const {
    return is_holiday_at(time) && use->effect == Effect::skip_starts;
  }
  weekday counts_as(minutes time) const {
    return is_holiday_at(time) && use->effect == Effect::as_sunday ? Sunday : own_weekday();
  }
  weekday own_weekday() const { return weekday(local_days(date)); }
  const std::vector<DayWindow>* other_windows() const {
    if (exception != nullptr) return &exception->windows;
    if (use != nullptr && use->effect == Effect::other_windows) return &use->windows;
    return nullptr;
  }
};

Day day_of(const Schedule& schedule, const std::vector<Calendar>& calendars, Date date) {
  Day day{.date = date};
  const auto exception = std::ranges::find(schedule.exceptions, date, &ExceptionDate::date);
  if (exception != schedule.exceptions.end()) {
    day.exception = &*exception;
    return day;
  }
  for (const auto& use : schedule.calendars)
    if (auto holiday = holiday_on(calendars, use.calendar, date)) {
      day.use = &use;
      day.holiday = *std::move(holiday);
      break;
    }
  return day;
}

bool is_within_dates(const Schedule& schedule, Date date) {
  return (!schedule.from || date >= *schedule.from) && (!schedule.until || date <= *schedule.until);
}

OccurrenceKind kind_of(Action action) {
  switch (action) {
    case Action::start: return OccurrenceKind::start;
    case Action::stop: return OccurrenceKind::stop;
    case Action::reboot: return OccurrenceKind::reboot;
    case Action::resize: return OccurrenceKind::resize;
  }
  std::unreachable();
}

class Collector {
 public:
  Collector(const Schedule& schedule, const std::vector<Calendar>& calendars, Instant from,
            Instant to)
      : schedule_(schedule), calendars_(calendars), from_(from), to_(to) {}

  std::vector<Occurrence> collect() && {
    const auto& zone = schedule_.zone;
    // A window of the day before yesterday may end today, where days are long.
    auto date = zone.local_day(from_) - days(3);
    // What begins on a day ends before the day after the next, or where that begins.
    while (zone.first_instant(date + days(2)) < from_) date += days(1);
    for (; zone.first_instant(date) <= to_; date += days(1)) {
      if (!is_within_dates(schedule_, Date(date))) continue;
      const auto day = day_of(schedule_, calendars_, Date(date));
      if (const auto* windows = day.other_windows()) add_other(day, *windows);
      for (rule_ = 0; rule_ < schedule_.rules.size(); ++rule_)
        add_daily(day, schedule_.rules[rule_]);
    }
    for (rule_ = 0; rule_ < schedule_.rules.size(); ++rule_) add_absolute(schedule_.rules[rule_]);
    // Of one rule two dates may begin at one instant, where a zone leaves a day out.
    std::ranges::sort(found_, {}, [](const Occurrence& one) {
      return std::tuple(one.begin, one.rule, one.end, one.is_skipped);
    });
    return std::move(found_);
  }

 private:
  void add(Occurrence occurrence) {
    const bool is_window = occurrence.kind == OccurrenceKind::window;
    // The clocks may jump over all of a window.
    if (is_window && occurrence.end <= occurrence.begin) return;
    if (occurrence.end < from_ || occurrence.begin > to_) return;
    occurrence.rule = rule_;
    found_.push_back(std::move(occurrence));
  }

  void add_other(const Day& day, const std::vector<DayWindow>& windows) {
    const auto origin = day.exception != nullptr ? Origin::exception : Origin::holiday;
    const auto& why = day.exception != nullptr ? day.exception->reason : day.holiday.name;
    for (rule_ = 0; rule_ < windows.size(); ++rule_) add_window(day, windows[rule_], origin, why);
  }

  /// Whether a rule acts on the day, or would but for what is special of it.
  enum class Fits : std::uint8_t { no, yes, left_out };

  /// `allows` says it of a day of the week.
  template <class Allows>
  static Fits fits(const Day& day, minutes time, Allows allows) {
    const auto own = day.own_weekday(), counted = day.counts_as(time);
    if (day.other_windows() != nullptr) return allows(own) ? Fits::left_out : Fits::no;
    if (allows(counted)) return Fits::yes;
    return counted != own && allows(own) ? Fits::left_out : Fits::no;
  }
  static Fits fits(const Day& day, minutes time, const Days& days) {
    return fits(day, time, [&](weekday counted) { return applies(days, day.date, counted); });
  }

  void leave_out(const Day& day, Instant at) {
    const bool is_exception = day.exception != nullptr;
    add({.kind = OccurrenceKind::left_out,
         .begin = at,
         .end = at,
         .type = {},
         .origin = is_exception ? Origin::exception : Origin::holiday,
         .why = is_exception ? day.exception->reason : day.holiday.name,
         .is_skipped = true});
  }

  void add_daily(const Day& day, const Rule& rule) {
    const auto left_out_at = [&](minutes time) {
      leave_out(day, schedule_.zone.first_instant(day.at(time)));
    };
    if (const auto* one = std::get_if<WindowRule>(&rule)) {
      const auto time = one->window.begin ? *one->window.begin : *one->window.end;
      const auto found = fits(day, time, one->days);
      if (found == Fits::yes) add_window(day, one->window, Origin::rule, {});
      if (found == Fits::left_out) left_out_at(time);
    } else if (const auto* point = std::get_if<PointRule>(&rule)) {
      if (const auto* at = std::get_if<AtTime>(&point->when)) {
        const auto found = fits(day, at->at, at->days);
        if (found == Fits::yes) add_point(day, at->at, *point);
        if (found == Fits::left_out) left_out_at(at->at);
      } else if (const auto* cron = std::get_if<Cron>(&point->when)) {
        add_cron(day, *cron, *point);
      }
    }
  }

  void add_window(const Day& day, const DayWindow& window, Origin origin, const std::string& why) {
    const auto& zone = schedule_.zone;
    Occurrence made{.type = window.type, .origin = origin, .why = why};
    if (!window.begin) {
      made.kind = OccurrenceKind::stop;
      made.begin = made.end = zone.first_instant(day.at(*window.end));
      return add(std::move(made));
    }
    const bool skips = origin == Origin::rule && day.skips_start_at(*window.begin);
    if (skips) {
      made.origin = Origin::holiday;
      made.why = day.holiday.name;
    }
    made.begin = made.end = zone.first_instant(day.at(*window.begin));
    made.is_skipped = skips;
    if (!window.end) {
      made.kind = OccurrenceKind::start;
      return add(std::move(made));
    }
    const bool is_next_day = *window.end <= *window.begin;
    made.end = zone.first_instant(day.at(*window.end + (is_next_day ? whole_day : minutes(0))));
    // What a half holiday keeps from beginning begins when it is over.
    if (skips && day.holiday.until) {
      const auto over = zone.first_instant(day.at(*day.holiday.until));
      if (over < made.end) {
        made.begin = over;
        made.is_skipped = false;
      }
    }
    add(std::move(made));
  }

  void add_point(const Day& day, minutes time, const PointRule& rule) {
    add_point_at(day, time, schedule_.zone.first_instant(day.at(time)), rule);
  }

  void add_point_at(const Day& day, minutes time, Instant at, const PointRule& rule) {
    Occurrence made{
        .kind = kind_of(rule.action), .begin = at, .end = at, .type = rule.type, .why = {}};
    if (rule.action == Action::start && day.skips_start_at(time)) {
      made.is_skipped = true;
      made.origin = Origin::holiday;
      made.why = day.holiday.name;
    }
    add(std::move(made));
  }

  /// The first minute of the day that is not before `from_`; a day's minutes happen in their order.
  int first_minute(const Day& day) const {
    int low = 0, high = static_cast<int>(whole_day.count());
    while (low < high) {
      const int middle = (low + high) / 2;
      if (schedule_.zone.first_instant(day.at(minutes(middle))) < from_)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }

  void add_cron(const Day& day, const Cron& cron, const PointRule& rule) {
    const auto& zone = schedule_.zone;
    // Whoever asks for one instant would else pay for all minutes of several days.
    if (zone.first_instant(day.at(minutes(0))) > to_) return;
    std::optional<Instant> before, left_out_before;
    for (int number = first_minute(day); number < whole_day.count(); ++number) {
      const minutes time(number);
      if (!cron.hours.test(static_cast<std::size_t>(number / 60)) ||
          !cron.minutes.test(static_cast<std::size_t>(number % 60)))
        continue;
      const auto found =
          fits(day, time, [&](weekday counted) { return cron.allows(day.date, counted); });
      if (found == Fits::no) continue;
      const auto at = zone.first_instant(day.at(time));
      if (at > to_) return;
      // Many minutes of a gap are one instant.
      auto& last = found == Fits::yes ? before : left_out_before;
      if (std::exchange(last, at) == at) continue;
      if (found == Fits::yes)
        add_point_at(day, time, at, rule);
      else
        leave_out(day, at);
    }
  }

  void add_absolute(const Rule& rule) {
    if (const auto* window = std::get_if<OnceWindow>(&rule)) {
      if (!stays(window->begin)) return;
      add({.begin = schedule_.zone.first_instant(window->begin),
           .end = schedule_.zone.first_instant(window->end),
           .type = window->type,
           .why = {}});
    } else if (const auto* point = std::get_if<PointRule>(&rule)) {
      if (const auto* once = std::get_if<Once>(&point->when)) {
        const auto at = schedule_.zone.first_instant(once->at);
        if (stays(once->at))
          add({.kind = kind_of(point->action),
               .begin = at,
               .end = at,
               .type = point->type,
               .why = {}});
      } else if (const auto* each = std::get_if<EachStep>(&point->when)) {
        add_steps(*each, *point);
      }
    }
  }

  /// A one-off was meant for its date: calendars leave it alone, an exception leaves it out.
  bool stays(LocalTime time) {
    const Date date(floor<days>(time));
    if (!is_within_dates(schedule_, date)) return false;
    const auto day = day_of(schedule_, calendars_, date);
    if (day.exception != nullptr) leave_out(day, schedule_.zone.first_instant(time));
    return day.exception == nullptr;
  }

  void add_steps(const EachStep& each, const PointRule& rule) {
    const auto anchor = schedule_.zone.first_instant(each.from);
    auto at = anchor;
    if (from_ > anchor) at += (from_ - anchor) / each.step * each.step;
    for (; at <= to_; at += each.step) {
      const auto local = schedule_.zone.local(at);
      const auto date = floor<days>(local);
      if (!is_within_dates(schedule_, Date(date))) continue;
      const auto day = day_of(schedule_, calendars_, Date(date));
      if (day.other_windows() == nullptr)
        add_point_at(day, floor<minutes>(local - date), at, rule);
      else
        leave_out(day, at);
    }
  }

  const Schedule& schedule_;
  const std::vector<Calendar>& calendars_;
  Instant from_;
  Instant to_;
  std::size_t rule_ = 0;
  std::vector<Occurrence> found_;
};

}  // namespace

std::vector<Occurrence> occurrences(const Schedule& schedule,
                                    const std::vector<Calendar>& calendars, Instant from,
                                    Instant to) {
  return Collector(schedule, calendars, from, to).collect();
}

DayNote note_on(const Schedule& schedule, const std::vector<Calendar>& calendars, Date date) {
  if (!is_within_dates(schedule, date)) return {};
  const auto day = day_of(schedule, calendars, date);
  if (day.exception != nullptr) return {Origin::exception, day.exception->reason};
  if (day.use != nullptr) return {Origin::holiday, day.holiday.name};
  return {};
}

Instant first_instant_of(const Schedule& schedule, Date date) {
  return schedule.zone.first_instant(LocalTime(local_days(date).time_since_epoch()));
}

bool is_in_force(const Schedule& schedule, Instant at) {
  return (!schedule.from || at >= first_instant_of(schedule, *schedule.from)) &&
         !is_over(schedule, at);
}

bool is_over(const Schedule& schedule, Instant at) {
  return schedule.until &&
         at >= first_instant_of(schedule, Date(local_days(*schedule.until) + days(1)));
}

}  // namespace mirante::schedules
