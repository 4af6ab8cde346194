// What a plan would do to its servers in a span of time: `decide`, asked at every instant at which
// something begins, ends or is seen, and its answers applied to servers that obey at once.
#pragma once

#include <string>
#include <vector>

#include "features/schedules/decide.h"
#include "features/schedules/schedule.h"

namespace mirante::schedules {

/// An instant at which something wanted to act, also where it was held back.
struct Fire {
  std::string server;
  Instant at;
  Decision decision;
};

/// When a schedule's windows, joined, want servers running; cut to the simulated span.
struct Band {
  std::string schedule;
  Instant begin;
  Instant end;
};

struct Simulated {
  std::vector<Fire> fires;  // By server, then by time.
  std::vector<Band> bands;  // By schedule, then by time.
};

/// Half-open: [from, to).
struct Span {
  Instant from;
  Instant to;
};

Simulated simulate(const Plan& plan, Span span);

/// "start", "stop", "reboot", "resize" or "none"; a type may go with each but "reboot".
std::string_view action_of(const Wish& wish);

/// The next instant in `span` at which something is to be done to `server`.
std::optional<Fire> next_fire(const Server& server, const Plan& plan, Span span);

}  // namespace mirante::schedules
