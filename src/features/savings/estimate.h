// What a schedule would save before it is saved: how each server would run under it, by the
// simulation of schedules alone, against staying on and against how it has run so far. Pure.
#pragma once

#include <optional>
#include <vector>

#include "features/savings/run_history.h"
#include "features/schedules/schedule.h"

namespace mirante::savings {

/// How long the simulation looks ahead.
inline constexpr std::chrono::days estimate_span{42};

/// One server under a schedule, in a span of time.
struct Planned {
  Span span;
  std::vector<Span> runs;  // If it obeys at once.
};
/// As it would run from `span.begin` on; it is on then if its history ends so. `plan` holds the
/// schedule and what else decides (calendars, freezes, …), but no servers.
Planned planned_runs(const schedules::Plan& plan, const RunHistory& history, Span span);

struct SavedSeconds {
  std::int64_t against_always_on = 0;
  /// Less than nothing where the schedule keeps it on for longer than it was. Nullopt: less than a
  /// day of its history is known.
  std::optional<std::int64_t> against_history = {};
};
/// Of the whole span.
SavedSeconds saved_by(const Planned& planned, const RunHistory& history, prices::Grain grain);

/// Of a span, as of a month of 730 hours.
std::int64_t per_month(std::int64_t seconds, Span span);

}  // namespace mirante::savings
