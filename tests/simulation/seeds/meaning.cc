#include "tests/simulation/seeds/meaning.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono;

/// Of the year 2026, as governments have it; only New York changes its clocks.
minutes offset_of(int zone, Instant at) {
  static const Instant forward = sys_days(2026y / March / 8) + 7h;
  static const Instant back = sys_days(2026y / November / 1) + 6h;
  switch (zone) {
    case 1: return -180min;
    case 2: return 330min;
    case 3: return at >= forward && at < back ? -240min : -300min;
    default: return 0min;
  }
}

unsigned weekday_bit(sys_days day) { return 1U << (weekday(day).iso_encoding() - 1); }

}  // namespace

Instant instant_of(int zone, sys_days day, int minute) {
  const Instant shown = Instant(day) + minutes(minute);
  auto at = shown - 15h;
  if (offset_of(zone, at) == offset_of(zone, shown + 15h)) return shown - offset_of(zone, at);
  while (at + offset_of(zone, at) < shown) at += 1min;
  return at;
}

/// A date as the schedule sees it.
struct Meaning::Day {
  int zone = 0;
  sys_days date;
  const CalendarUseSpec* use = nullptr;  // With `off_until`.
  int off_until = 0;

  Instant at(int minute) const { return instant_of(zone, date, minute); }
  Instant end() const { return instant_of(zone, date + days(1), 0); }
  bool is_off(int minute, CalendarUseSpec::Effect effect) const {
    return use != nullptr && use->effect == effect && minute < off_until;
  }
  bool skips(int minute) const { return is_off(minute, CalendarUseSpec::Effect::skip_starts); }
  unsigned bit(int minute) const {
    const bool is_sunday = is_off(minute, CalendarUseSpec::Effect::as_sunday);
    return weekday_bit(is_sunday ? sys_days(2026y / March / 1) : date);
  }
  /// The first calendar that knows the date decides.
  void read(const ScheduleSpec& spec, const std::vector<CalendarSpec>& calendars) {
    for (const auto& one : spec.calendars) {
      if (one.calendar >= calendars.size() || !calendars[one.calendar].contains(date)) continue;
      use = &one;
      off_until = calendars[one.calendar].at(date);
      return;
    }
  }
};

Meaning::Meaning(const ScheduleSpec& spec, const std::vector<CalendarSpec>& calendars, Instant from,
                 int minutes)
    : from_(from), marks_(static_cast<std::size_t>(minutes)) {
  for (const auto& one : spec.windows) has_windows_ |= one.begin >= 0 && one.end >= 0;
  if (spec.from) begins_ = instant_of(spec.zone, *spec.from, 0);
  if (spec.until) ends_ = instant_of(spec.zone, *spec.until + days(1), 0);
  const auto first = floor<days>(from) - days(2);
  const auto last = floor<days>(from + std::chrono::minutes(minutes)) + days(2);
  for (auto date = first; date <= last; date += days(1)) {
    if ((spec.from && date < *spec.from) || (spec.until && date > *spec.until)) continue;
    Day day{.zone = spec.zone, .date = date};
    day.read(spec, calendars);
    add_day(spec, day);
  }
}

void Meaning::mark(Instant at, unsigned bit) {
  const auto minute = (at - from_) / 1min;
  if (at < from_ || minute >= std::ssize(marks_)) return;
  marks_[static_cast<std::size_t>(minute)] |= static_cast<std::uint8_t>(bit);
}

void Meaning::mark_span(Instant begin, Instant end) {
  for (auto at = std::max(begin, from_); at < end; at += 1min) mark(at, runs_bit);
}

void Meaning::add_window(const Day& day, const WindowSpec& window, bool is_skipped) {
  if (window.begin < 0) return add_point(Doing::stop, {day.at(window.end)}, {});
  auto begin = day.at(window.begin);
  if (window.end < 0) return add_point(Doing::start, {begin, is_skipped}, window.type);
  const auto next = window.end > window.begin ? day.date : day.date + days(1);
  const auto end = instant_of(day.zone, next, window.end);
  // What a morning off keeps from beginning begins when it is over.
  if (is_skipped && day.off_until < whole_day && day.at(day.off_until) < end) {
    begin = day.at(day.off_until);
    is_skipped = false;
  }
  windows_.push_back({.begin = begin, .end = end, .is_skipped = is_skipped});
  mark(begin, begin_bit);
  mark(end, end_bit);
  if (is_skipped) return mark(begin, skipped_bit);
  mark_span(begin, end);
  if (!window.type.empty() && begin < end)
    sized_.push_back({.begin = begin, .end = end, .type = window.type});
}

std::optional<Instant> Meaning::last_end(Instant at) const {
  std::optional<Instant> last;
  for (const auto& one : windows_)
    if (one.end <= at && one.end >= last.value_or(one.end)) last = one.end;
  return last;
}

Instant Meaning::begin_of(Instant end) const {
  auto begin = end;
  for (bool is_further = true; is_further;) {
    is_further = false;
    for (const auto& one : windows_)
      if (one.begin < begin && one.end >= begin && (!one.is_skipped || one.end == end)) {
        begin = one.begin;
        is_further = true;
      }
  }
  return begin;
}

void Meaning::add_point(Doing action, At when, const std::string& type) {
  const auto [at, is_skipped] = when;
  const bool starts = action == Doing::start;
  if (starts) mark(at, is_skipped ? skipped_bit : start_bit);
  if (action == Doing::stop) mark(at, stop_bit);
  if (action == Doing::reboot) mark(at, reboot_bit);
  if (action == Doing::nothing) mark(at, resize_bit);
  if (!type.empty() && !(starts && is_skipped))
    sized_.push_back({.begin = at, .end = at, .type = type});
}

/// All that fall on this local date.
template <class Take>
void Meaning::each_step(const PointSpec& point, const Day& day, Take take) {
  for (auto at = instant_of(day.zone, point.day, point.at); at < day.end();
       at += hours(point.every_hours))
    if (at >= day.at(0)) take(at);
}

void Meaning::add_day(const ScheduleSpec& spec, const Day& day) {
  // What was meant for one date alone is left by everything but exceptions.
  const ExceptionSpec* exception = nullptr;
  for (const auto& one : spec.exceptions)
    if (one.day == day.date) exception = &one;
  if (exception != nullptr) {
    leave_out_rules(spec, day);
    for (const auto& one : spec.points)
      if (one.when == PointSpec::When::once && one.day == day.date)
        mark(day.at(one.at), skipped_bit);
    for (const auto& one : exception->windows) add_window(day, one, false);
    return;
  }
  for (const auto& one : spec.points)
    if (one.when == PointSpec::When::once && one.day == day.date)
      add_point(one.action, {day.at(one.at)}, one.type);
  if (day.use != nullptr && day.use->effect == CalendarUseSpec::Effect::other_windows) {
    leave_out_rules(spec, day);
    for (const auto& one : day.use->windows) add_window(day, one, false);
  } else {
    add_rules(spec, day);
  }
}

/// What another day of this name would have.
void Meaning::leave_out_rules(const ScheduleSpec& spec, const Day& day) {
  for (const auto& one : spec.windows)
    if ((one.days & weekday_bit(day.date)) != 0)
      mark(day.at(one.begin < 0 ? one.end : one.begin), skipped_bit);
  for (const auto& one : spec.points) {
    if (one.when == PointSpec::When::every)
      each_step(one, day, [&](Instant at) { mark(at, skipped_bit); });
    else if (one.when != PointSpec::When::once && (one.days & weekday_bit(day.date)) != 0)
      mark(day.at(one.at), skipped_bit);
  }
}

void Meaning::add_rules(const ScheduleSpec& spec, const Day& day) {
  for (const auto& one : spec.windows) {
    const int time = one.begin < 0 ? one.end : one.begin;
    if ((one.days & day.bit(time)) != 0)
      add_window(day, one, day.skips(time));
    else if ((one.days & weekday_bit(day.date)) != 0)
      mark(day.at(time), skipped_bit);
  }
  for (const auto& one : spec.points) {
    if (one.when == PointSpec::When::every)
      each_step(one, day, [&](Instant at) {
        const auto shown = at + offset_of(day.zone, at) - Instant(day.date);
        add_point(one.action, {at, day.skips(static_cast<int>(shown / 1min))}, one.type);
      });
    else if (one.when == PointSpec::When::once)
      continue;
    else if ((one.days & day.bit(one.at)) != 0)
      add_point(one.action, {day.at(one.at), day.skips(one.at)}, one.type);
    else if ((one.days & weekday_bit(day.date)) != 0)
      mark(day.at(one.at), skipped_bit);
  }
}

}  // namespace mirante::simulation
