// Occurrences of schedules, remembered for whoever asks about one plan again and again: at many
// instants, or for many servers at one. Its answers are those of `occurrences`.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "features/schedules/occurrences.h"

namespace mirante::schedules {

class Almanac {
 public:
  /// The calendars, and each schedule that is asked about, outlive it and do not change.
  explicit Almanac(const std::vector<Calendar>& calendars) : calendars_(calendars) {}

  /// Some occurrences; they live as long as this does.
  struct Touching {
    std::vector<const Occurrence*> all;
    std::shared_ptr<const void> kept;
  };
  /// All that touch the closed span [from, to], in the order of `occurrences`.
  Touching touching(const Schedule& schedule, Instant from, Instant to);

 private:
  /// All that touch a span.
  struct Page {
    Instant from, to;
    std::vector<Occurrence> all;
    std::vector<Instant> ends;  // The latest end of these and those before.

    bool covers(Instant begin, Instant end) const { return from <= begin && end <= to; }
  };
  /// What is asked for at one instant and what is looked for around it take turns.
  struct Pages {
    std::shared_ptr<const Page> newest, other;
    int misses = 0;
  };
  std::shared_ptr<const Page> page_for(const Schedule& schedule, Instant from, Instant to);

  const std::vector<Calendar>& calendars_;
  std::unordered_map<const Schedule*, Pages> pages_;
};

}  // namespace mirante::schedules
