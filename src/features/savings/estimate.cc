#include "features/savings/estimate.h"

#include "features/savings/opportunity.h"
#include "features/schedules/simulate.h"

namespace mirante::savings {
namespace {

constexpr std::int64_t least_known = 24 * 3600;
constexpr const char* server_id = "server";

/// Changes of state, as whoever decides reads them.
std::vector<schedules::Seen> seen_of(const RunHistory& history) {
  std::vector<schedules::Seen> seen;
  auto at = history.known.begin;
  for (const auto& run : history.runs) {
    if (run.begin > at) seen.push_back({.at = at, .state = schedules::State::stopped});
    seen.push_back({.at = run.begin, .state = schedules::State::running});
    at = run.end;
  }
  if (at < history.known.end) seen.push_back({.at = at, .state = schedules::State::stopped});
  return seen;
}

bool is_on(const RunHistory& history) {
  return !history.runs.empty() && history.runs.back().end == history.known.end;
}

}  // namespace

Planned planned_runs(const schedules::Plan& plan, const RunHistory& history, Span span) {
  auto of_one = plan;
  const bool is_known = history.known.begin < history.known.end;
  of_one.servers = {{.id = server_id,
                     .schedules = {},
                     .first_seen = is_known ? std::optional(history.known.begin) : std::nullopt,
                     .seen = is_known ? seen_of(history) : std::vector<schedules::Seen>()}};
  Planned planned{.span = span, .runs = {}};
  // What it is decides from when on it can be switched: what is off stays off until it is started.
  std::optional<Instant> on_since;
  if (is_on(history)) on_since = span.begin;
  for (const auto& fire : schedules::simulate(of_one, {.from = span.begin, .to = span.end}).fires) {
    const auto& state = fire.decision.wish.state;
    if (state == schedules::State::running && !on_since) on_since = fire.at;
    if (state == schedules::State::stopped && on_since) {
      if (*on_since < fire.at) planned.runs.push_back({.begin = *on_since, .end = fire.at});
      on_since.reset();
    }
  }
  if (on_since && *on_since < span.end)
    planned.runs.push_back({.begin = *on_since, .end = span.end});
  return planned;
}

SavedSeconds saved_by(const Planned& planned, const RunHistory& history, prices::Grain grain) {
  const auto whole = seconds_of({planned.span});
  const auto billed = billed_seconds(planned.runs, grain);
  SavedSeconds saved{.against_always_on = whole - billed};
  const auto known = seconds_of({history.known});
  if (known < least_known) return saved;
  const auto habit = static_cast<__int128>(seconds_of(history.runs)) * whole / known;
  saved.against_history = static_cast<std::int64_t>(habit) - billed;
  return saved;
}

std::int64_t per_month(std::int64_t seconds, Span span) {
  const auto whole = seconds_of({span});
  return whole == 0
             ? 0
             : static_cast<std::int64_t>(static_cast<__int128>(seconds) * month_seconds / whole);
}

}  // namespace mirante::savings
