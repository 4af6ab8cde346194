#include "features/schedules/simulate.h"

#include <algorithm>

#include "features/schedules/maintenance.h"
#include "features/schedules/occurrences.h"

namespace mirante::schedules {
namespace {

/// Every instant at which the answer may be another than just before.
std::vector<Instant> instants(const Server& server, const Plan& plan, Span span, Almanac& almanac) {
  std::vector<Instant> found;
  const auto add = [&](Instant at) {
    if (span.from <= at && at < span.to) found.push_back(at);
  };
  for (const auto* schedule : schedules_of(server, plan)) {
    const auto touching = almanac.touching(*schedule, span.from, span.to);
    for (const auto* one : touching.all) {
      add(one->begin);
      add(one->end);
    }
  }
  for (const auto& one : plan.overrides)
    if (one.server == server.id) {
      add(one.since);
      add(one.until);
    }
  for (const auto& one : plan.maintenance)
    if (covers(one.servers, server.id)) {
      add(one.begin);
      add(one.end);
      for (const auto* schedule : schedules_of(server, plan))
        for (const auto at : instants_of(one, *schedule, plan.calendars, span.from, span.to))
          add(at);
    }
  for (const auto& one : plan.freezes)
    if (covers(one.servers, server.id)) {
      add(one.begin);
      if (one.end) add(*one.end);
    }
  for (const auto& one : server.seen) add(one.at);
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

/// Until `is_enough` says so.
template <class IsEnough>
std::vector<Fire> fires_of(const Server& server, const Plan& plan, Span span, Almanac& almanac,
                           IsEnough is_enough) {
  std::vector<Fire> fires;
  auto obedient = server;
  auto& seen = obedient.seen;
  for (const auto at : instants(server, plan, span, almanac)) {
    auto decision = decide(obedient, at, plan, almanac);
    if (decision.reason.because == Because::nothing) continue;
    if (decision.wish.state) {
      // What people did until now comes before, what they will do comes behind.
      const auto later = std::ranges::upper_bound(seen, at, {}, &Seen::at);
      seen.insert(later, {at, *decision.wish.state});
    }
    fires.push_back({server.id, at, std::move(decision)});
    if (is_enough(fires.back())) break;
  }
  return fires;
}

void add_bands(const Schedule& schedule, const Plan& plan, Span span, std::vector<Band>& bands) {
  std::optional<Band> open;
  for (const auto& one : occurrences(schedule, plan.calendars, span.from, span.to)) {
    if (one.kind != OccurrenceKind::window || one.is_skipped) continue;
    const auto begin = std::max(one.begin, span.from);
    const auto end = std::min(one.end, span.to);
    if (begin >= end) continue;
    if (open && begin <= open->end) {
      open->end = std::max(open->end, end);
      continue;
    }
    if (open) bands.push_back(*open);
    open = Band{schedule.id, begin, end};
  }
  if (open) bands.push_back(*open);
}

}  // namespace

Simulated simulate(const Plan& plan, Span span) {
  Simulated simulated;
  Almanac almanac(plan.calendars);
  for (const auto& server : plan.servers)
    for (auto& fire : fires_of(server, plan, span, almanac, [](const Fire&) { return false; }))
      simulated.fires.push_back(std::move(fire));
  for (const auto& schedule : plan.schedules) add_bands(schedule, plan, span, simulated.bands);
  return simulated;
}

std::string_view action_of(const Wish& wish) {
  if (wish.state == State::running) return "start";
  if (wish.state == State::stopped) return "stop";
  if (wish.reboot) return "reboot";
  return wish.type.empty() ? "none" : "resize";
}

std::optional<Fire> next_fire(const Server& server, const Plan& plan, Span span) {
  const auto acts = [](const Fire& fire) { return !fire.decision.wish.is_empty(); };
  Almanac almanac(plan.calendars);
  const auto fires = fires_of(server, plan, span, almanac, acts);
  if (fires.empty() || !acts(fires.back())) return std::nullopt;
  return fires.back();
}

}  // namespace mirante::schedules
