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

Meaning::Meaning(const ScheduleSpec& spec, const std::set<sys_days>& holidays, Instant from,
                 int minutes)
    : from_(from), marks_(static_cast<std::size_t>(minutes)) {
  for (const auto& one : spec.windows) has_windows_ |= one.begin >= 0 && one.end >= 0;
  const auto first = floor<days>(from) - days(2);
  const auto last = floor<days>(from + std::chrono::minutes(minutes)) + days(2);
  for (auto day = first; day <= last; day += days(1)) add_day(spec, holidays, day);
}

void Meaning::mark(Instant at, unsigned bit) {
  const auto minute = (at - from_) / 1min;
  if (at < from_ || minute >= std::ssize(marks_)) return;
  marks_[static_cast<std::size_t>(minute)] |= static_cast<std::uint8_t>(bit);
}

void Meaning::mark_span(Instant begin, Instant end) {
  for (auto at = std::max(begin, from_); at < end; at += 1min) mark(at, runs_bit);
}

void Meaning::add_window(int zone, sys_days day, const WindowSpec& window, bool is_skipped) {
  if (window.begin < 0) return add_point(Doing::stop, instant_of(zone, day, window.end), false);
  const auto begin = instant_of(zone, day, window.begin);
  if (window.end < 0) return add_point(Doing::start, begin, is_skipped);
  const auto next = window.end > window.begin ? day : day + days(1);
  const auto end = instant_of(zone, next, window.end);
  windows_.push_back({.begin = begin, .end = end, .is_skipped = is_skipped});
  mark(begin, begin_bit);
  mark(end, end_bit);
  if (!is_skipped) mark_span(begin, end);
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

void Meaning::add_point(Doing action, Instant at, bool is_skipped) {
  if (action == Doing::start) mark(at, is_skipped ? skipped_bit : start_bit);
  if (action == Doing::stop) mark(at, stop_bit);
  if (action == Doing::reboot) mark(at, reboot_bit);
}

void Meaning::add_day(const ScheduleSpec& spec, const std::set<sys_days>& holidays, sys_days day) {
  // What was meant for one date alone is left by everything but exceptions.
  const ExceptionSpec* exception = nullptr;
  for (const auto& one : spec.exceptions)
    if (one.day == day) exception = &one;
  if (exception != nullptr) {
    for (const auto& one : exception->windows) add_window(spec.zone, day, one, false);
    return;
  }
  const bool is_holiday = spec.holidays != ScheduleSpec::Holidays::work && holidays.contains(day);
  const bool skips = is_holiday && spec.holidays == ScheduleSpec::Holidays::skip_starts;
  const auto bit =
      is_holiday && !skips ? weekday_bit(sys_days(2026y / March / 1)) : weekday_bit(day);
  for (const auto& one : spec.windows)
    if ((one.days & bit) != 0) add_window(spec.zone, day, one, skips);
  for (const auto& one : spec.points) {
    if (one.when == PointSpec::When::once) {
      if (one.day == day) add_point(one.action, instant_of(spec.zone, day, one.at), false);
    } else if (one.when == PointSpec::When::every) {
      // All that fall on this local date.
      const auto until = instant_of(spec.zone, day + days(1), 0);
      const auto since = instant_of(spec.zone, day, 0);
      for (auto at = instant_of(spec.zone, one.day, one.at); at < until;
           at += hours(one.every_hours))
        if (at >= since) add_point(one.action, at, skips);
    } else if ((one.days & bit) != 0) {
      add_point(one.action, instant_of(spec.zone, day, one.at), skips);
    }
  }
}

}  // namespace mirante::simulation
