// What a schedule means, minute by minute: told a second time, on purpose without the product's
// rules, for the part of them that seeds draw.
#pragma once

#include <optional>
#include <vector>

#include "tests/simulation/seeds/scenario.h"

namespace mirante::simulation {

class Meaning {
 public:
  /// For the minutes from `from` on.
  Meaning(const ScheduleSpec& spec, const std::vector<CalendarSpec>& calendars, Instant from,
          int minutes);

  /// Whether a window wants servers running in this minute. Minutes outside are nobody's.
  bool runs(int minute) const { return has(minute, runs_bit); }
  bool begins(int minute) const { return runs(minute) && !runs(minute - 1); }
  /// A window ends here, whether or not it began.
  bool ends(int minute) const { return has(minute, end_bit); }
  bool starts(int minute) const { return has(minute, start_bit); }
  bool stops(int minute) const { return has(minute, stop_bit); }
  bool reboots(int minute) const { return has(minute, reboot_bit); }
  /// What wants servers to be of a type, windows and points, whose end is their begin.
  struct Sized {
    Instant begin, end;
    std::string type;
    bool holds(Instant at) const { return begin == at || (begin < at && at < end); }
    bool held_before(Instant at) const { return begin < at && at <= end; }
  };
  const std::vector<Sized>& sized() const { return sized_; }
  /// Something is due that is no point.
  bool has_edge(int minute) const { return has(minute, end_bit | begin_bit); }
  bool is_due(int minute) const {
    return has(minute, end_bit | begin_bit | start_bit | stop_bit | reboot_bit | resize_bit);
  }
  /// The panel looks then, if only to say that a holiday keeps something from starting.
  bool is_looked_at(int minute) const { return is_due(minute) || tells_left_out(minute); }
  /// A date keeps something from being done then, which is told; enforcing waits for the next look.
  bool tells_left_out(int minute) const { return has(minute, skipped_bit); }
  /// Outside of them servers are to be off; one of an exception alone says nothing of other days.
  bool has_windows() const { return has_windows_; }
  /// Outside of its dates a schedule holds no state; a window that began within them ends all the
  /// same.
  bool is_in_force(Instant at) const { return begins_ <= at && at < ends_; }
  /// When the last window up to then ended, one that a holiday skipped as well.
  std::optional<Instant> last_end(Instant at) const;
  /// When the window that ended then began; windows that overlap or touch are one.
  Instant begin_of(Instant end) const;

 private:
  static constexpr unsigned runs_bit = 1, begin_bit = 2, end_bit = 4, start_bit = 8, stop_bit = 16,
                            reboot_bit = 32, skipped_bit = 64, resize_bit = 128;
  bool has(int minute, unsigned bits) const {
    return minute >= 0 && minute < static_cast<int>(marks_.size()) &&
           (marks_[static_cast<std::size_t>(minute)] & bits) != 0;
  }
  void mark(Instant at, unsigned bit);
  void mark_span(Instant begin, Instant end);
  struct Day;
  void add_day(const ScheduleSpec& spec, const Day& day);
  void add_rules(const ScheduleSpec& spec, const Day& day);
  void leave_out_rules(const ScheduleSpec& spec, const Day& day);
  template <class Take>
  static void each_step(const PointSpec& point, const Day& day, Take take);
  void add_window(const Day& day, const WindowSpec& window, bool is_skipped);
  struct At {
    Instant at;
    bool is_skipped = false;
  };
  void add_point(Doing action, At when, const std::string& type);

  struct Window {
    Instant begin, end;
    bool is_skipped = false;
  };
  Instant from_;
  std::vector<std::uint8_t> marks_;
  std::vector<Window> windows_;
  std::vector<Sized> sized_;
  bool has_windows_ = false;
  Instant begins_ = Instant::min(), ends_ = Instant::max();
};

/// The first instant at which clocks there show this minute of that day, or a later one.
Instant instant_of(int zone, std::chrono::sys_days day, int minute);

}  // namespace mirante::simulation
