#include "features/firing/fire.h"

#include <algorithm>
#include <map>
#include <utility>

#include "features/schedules/occurrences.h"

namespace mirante::firing {
namespace {

using namespace std::chrono;
using schedules::OccurrenceKind;

constexpr days look_ahead{400};

void add_rules(std::map<Instant, Edge>& found, const schedules::Schedule& schedule,
               const schedules::Plan& plan, Instant after, Instant until) {
  const auto add = [&](Instant at, Edge edge) {
    if (at <= after || at > until) return;
    const auto [place, is_new] = found.emplace(at, edge);
    if (!is_new) place->second = std::min(place->second, edge);
  };
  for (const auto& one : schedules::occurrences(schedule, plan.calendars, after, until)) {
    const auto edge = one.kind == OccurrenceKind::window ? Edge::window : Edge::point;
    add(one.begin, edge);
    add(one.end, edge);
  }
  for (const auto& one : plan.overrides) add(one.until, Edge::surrounding);
  for (const auto& one : plan.freezes)
    if (one.end) add(*one.end, Edge::surrounding);
}

}  // namespace

std::vector<Due> due_between(const schedules::Schedule& schedule, const schedules::Plan& plan,
                             Instant after, Instant until) {
  after = std::max(after, until - look_back);
  if (until <= after) return {};  // The clock has gone back.
  std::map<Instant, Edge> found;
  add_rules(found, schedule, plan, after, until);
  if (schedule.mode == schedules::Mode::enforce) {
    // Of all looks that were missed the last is enough.
    const Instant last =
        floor<minutes>(until) - (floor<minutes>(until).time_since_epoch() % enforce_every);
    if (last > after) found.emplace(last, Edge::enforcement);
  }
  std::vector<Due> due;
  for (const auto& [at, edge] : found) due.push_back({.at = at, .edge = edge});
  return due;
}

Instant next_after(const schedules::Schedule& schedule, const schedules::Plan& plan,
                   Instant after) {
  auto next = after + look_ahead;
  if (schedule.mode == schedules::Mode::enforce) {
    const auto passed = floor<minutes>(after).time_since_epoch() % enforce_every;
    next = floor<minutes>(after) - passed + enforce_every;
  }
  // Most schedules have something to do within days; further is dear to look for.
  for (auto span = days(2); span <= look_ahead * 2; span *= 4) {
    const auto until = std::min(next, after + span);
    std::map<Instant, Edge> found;
    add_rules(found, schedule, plan, after, until);
    if (!found.empty()) return found.begin()->first;
    if (until == next) return next;
  }
  return next;
}

Pick pick(const std::vector<Due>& due, Instant now, std::chrono::minutes catch_up) {
  Pick picked;
  std::optional<Instant> last_edge;
  for (const auto& one : due)
    if (one.edge != Edge::point) last_edge = one.at;
  for (const auto& one : due) {
    picked.last = one.at;
    const bool is_in_time = now - one.at <= catch_up;
    if (is_in_time || (one.edge != Edge::point && one.at == *last_edge)) {
      picked.run = one;
      return picked;
    }
    if (one.edge == Edge::point) ++picked.skipped;
  }
  return picked;
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::requested: return "requested";
    case Outcome::nothing: return "nothing";
    case Outcome::observed: return "observed";
    case Outcome::held: return "held";
    case Outcome::skipped_late: return "skipped_late";
  }
  std::unreachable();
}

}  // namespace mirante::firing
