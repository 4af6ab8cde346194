#include "features/firing/fire.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "features/schedules/maintenance.h"
#include "features/schedules/occurrences.h"

namespace mirante::firing {
namespace {

using namespace std::chrono;
using schedules::OccurrenceKind;

constexpr days look_ahead{400};

/// Each instant in (after, until] at which a rule has something to do or something around it says
/// something else.
template <class Hear>
void each_edge(const schedules::Schedule& schedule, const schedules::Plan& plan,
               schedules::Almanac& almanac, Instant after, Instant until, Hear hear) {
  const auto add = [&](Instant at, Edge edge) {
    if (after < at && at <= until) hear(at, edge);
  };
  const auto touching = almanac.touching(schedule, after, until);
  for (const auto* one : touching.all) {
    // What is left out is never too late: it is only told.
    const bool is_point =
        one->kind != OccurrenceKind::window && one->kind != OccurrenceKind::left_out;
    const auto edge = is_point ? Edge::point : Edge::window;
    add(one->begin, edge);
    add(one->end, edge);
  }
  for (const auto& one : plan.overrides) add(one.until, Edge::surrounding);
  for (const auto& one : plan.freezes)
    if (one.end) add(*one.end, Edge::surrounding);
  for (const auto& one : plan.maintenance)
    for (const auto at : schedules::instants_of(one, schedule, plan.calendars, after, until))
      add(at, Edge::surrounding);
}

}  // namespace

Instant enforcement_before(Instant at) {
  return floor<minutes>(at) - (floor<minutes>(at).time_since_epoch() % enforce_every);
}

std::optional<Instant> next_watch(const std::vector<Watched>& databases, Instant now) {
  std::optional<Instant> next;
  const auto soon = enforcement_before(now) + enforce_every;
  for (const auto& one : databases) {
    auto at = now + watch_every;
    if (one.is_unanswered) at = soon;
    // It is seen a while later: until then each few minutes.
    if (one.announced)
      at = std::max(soon, std::min(at, enforcement_before(*one.announced) + enforce_every));
    next = next ? std::min(*next, at) : at;
  }
  return next;
}

std::vector<Due> due_between(const schedules::Schedule& schedule, const schedules::Plan& plan,
                             Instant after, Instant until) {
  schedules::Almanac almanac(plan.calendars);
  return due_between(schedule, plan, almanac, after, until);
}

std::vector<Due> due_between(const schedules::Schedule& schedule, const schedules::Plan& plan,
                             schedules::Almanac& almanac, Instant after, Instant until) {
  after = std::max(after, until - look_back);
  if (until <= after) return {};  // The clock has gone back.
  std::map<Instant, Edge> found;
  each_edge(schedule, plan, almanac, after, until, [&](Instant at, Edge edge) {
    const auto [place, is_new] = found.emplace(at, edge);
    if (!is_new) place->second = std::min(place->second, edge);
  });
  if (schedule.mode == schedules::Mode::enforce) {
    // Of all looks that were missed the last is enough.
    const auto last = enforcement_before(until);
    if (last > after) found.emplace(last, Edge::enforcement);
  }
  std::vector<Due> due;
  for (const auto& [at, edge] : found) due.push_back({.at = at, .edge = edge});
  return due;
}

Instant next_after(const schedules::Schedule& schedule, const schedules::Plan& plan,
                   Instant after) {
  schedules::Almanac almanac(plan.calendars);
  return next_after(schedule, plan, almanac, after);
}

Instant next_after(const schedules::Schedule& schedule, const schedules::Plan& plan,
                   schedules::Almanac& almanac, Instant after) {
  auto next = after + look_ahead;
  if (schedule.mode == schedules::Mode::enforce) next = enforcement_before(after) + enforce_every;
  // Most schedules have something to do within days; further is dear to look for.
  for (auto span = days(2); span <= look_ahead * 2; span *= 4) {
    const auto until = std::min(next, after + span);
    std::optional<Instant> found;
    each_edge(schedule, plan, almanac, after, until,
              [&](Instant at, Edge) { found = std::min(at, found.value_or(at)); });
    if (found) return *found;
    if (until == next) return next;
  }
  return next;
}

Pick pick(const std::vector<Due>& due, Instant now, std::chrono::minutes catch_up,
          const std::set<Instant>& made_up) {
  Pick picked;
  for (const auto& one : due) {
    picked.last = one.at;
    const bool is_point = one.edge == Edge::point;
    const bool is_look = one.edge == Edge::aws_start || one.edge == Edge::enforcement;
    const bool is_late = now - one.at > catch_up;
    if (is_point && is_late) ++picked.skipped;
    if (!is_look && !made_up.contains(one.at) && (!is_point || is_late)) continue;
    picked.run = one;
    return picked;
  }
  return picked;
}

bool is_plain(const std::vector<Due>& due, Instant now, std::chrono::minutes catch_up) {
  return due.size() == 1 && now - due.front().at <= catch_up;
}

std::string to_text(const FireKey& key) {
  return fmt::format("fire/{}/{}/{}", key.schedule.text(), key.version, to_micros(key.due_at));
}

std::optional<FireKey> fire_of(std::string_view idempotency_key) {
  std::vector<std::string_view> parts;
  for (auto rest = idempotency_key;;) {
    const auto slash = rest.find('/');
    parts.push_back(rest.substr(0, slash));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (parts.size() != 5 || parts[0] != "fire") return std::nullopt;
  const auto schedule = schedules::ScheduleId::parse(parts[1]);
  std::int64_t numbers[2]{};
  for (int i = 0; i < 2; ++i) {
    const auto text = parts[static_cast<std::size_t>(i) + 2];
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
  }
  if (!schedule) return std::nullopt;
  return FireKey{.schedule = *schedule, .version = numbers[0], .due_at = from_micros(numbers[1])};
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::requested: return "requested";
    case Outcome::nothing: return "nothing";
    case Outcome::observed: return "observed";
    case Outcome::held: return "held";
    case Outcome::skipped_late: return "skipped_late";
    case Outcome::failed: return "failed";
  }
  std::unreachable();
}

}  // namespace mirante::firing
