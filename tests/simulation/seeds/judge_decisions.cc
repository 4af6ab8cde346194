#include <algorithm>

#include "tests/simulation/seeds/judging.h"

namespace mirante::simulation::judging {
namespace {

using namespace std::chrono;

constexpr auto catch_up = 15min;
/// Until AWS shows the wished state, where nothing is wrong; until what runs has another type,
/// which stops and starts it; until a database has followed, which is backed up before.
constexpr auto done_within = 7min;
constexpr auto resized_within = 12min;
constexpr auto database_done_within = 25min;

std::string wish_of(Doing doing, const std::string& type) {
  return type.empty() ? std::string(word(doing)) : fmt::format("{} as {}", word(doing), type);
}

}  // namespace

void Judge::judge_expected(std::size_t server) {
  for (const auto& expected : expectations_.of(server)) {
    if (!expected.is_demand()) continue;
    ++verdict_.demands;
    const auto at = expected.at;
    // Nobody decides earlier: whose clock is ahead fires nothing.
    // Who loses writes may die before the one that counts.
    const auto able = fleet_.able(at, decided_within + fleet_.lost_writing(at, at));
    if (at > scenario_.end - 10min ||
        expectations_.is_unsure(server, expected, std::max(at, able) + decided_within)) {
      ++verdict_.excused;
      continue;
    }
    const auto decision = decisions_.find({server, at});
    if (decision != decisions_.end() && ((expected.allowed.has(decision->second->doing) &&
                                          expected.types.contains(decision->second->type)) ||
                                         (expected.is_edge && is_made_up(*decision->second)))) {
      judge_done(server, *decision->second);
      continue;
    }
    if (expected.is_edge && is_made_up_later(server, expected)) continue;
    if (decision == decisions_.end() && is_waiting(server, expected)) continue;
    if (is_too_late(server, expected, std::max(able, at))) {
      ++verdict_.excused;
      continue;
    }
    found("missed: {} was to be decided for {} at {}; {}",
          wish_of(expected.allowed.has(Doing::nothing) ? Doing::nothing
                  : expected.allowed.has(Doing::start) ? Doing::start
                  : expected.allowed.has(Doing::stop)  ? Doing::stop
                                                       : Doing::reboot,
                  *expected.types.rbegin()),
          name(server), to_iso8601(at),
          decision == decisions_.end()
              ? std::string("nothing was")
              : fmt::format("it was {} because of {}",
                            wish_of(decision->second->doing, decision->second->type),
                            decision->second->because));
  }
}

bool Judge::is_waiting(std::size_t server, const Expected& expected) const {
  constexpr Doing all[] = {Doing::start, Doing::stop};
  return expected.types.contains("") && std::ranges::any_of(all, [&](Doing doing) {
           return expected.allowed.has(doing) && order_.waits(server, doing, expected.at);
         });
}

bool Judge::is_too_late(std::size_t server, const Expected& expected, Instant able) const {
  const auto late = able + decided_within + fleet_.clock_error();
  const bool is_late = late - expected.at > catch_up;
  if (is_late && (!expected.is_edge || !expected.has_demand_of_edges())) return true;
  return expected.is_edge &&
         std::ranges::any_of(expectations_.of(server), [&](const Expected& other) {
           return other.is_edge && other.at > expected.at && other.at <= late &&
                  (other.of_edges.has(Doing::start) || other.of_edges.has(Doing::stop) ||
                   !other.types_of_edges.contains(""));
         });
}

bool Judge::is_made_up(const DecisionRow& one) const {
  const auto at = one.at;
  const auto able = std::max(at, fleet_.able(at, decided_within));
  if (able <= at && !is_followed(one.server, at) && !is_preceded(one.server, at)) return false;
  for (auto then = at; then <= able + decided_within + 1min; then += 1min)
    if (expectations_.made_up(one.server, then).has(one.doing) &&
        expectations_.made_up_types(one.server, then).contains(one.type))
      return true;
  return false;
}

bool Judge::is_followed(std::size_t server, Instant at) const {
  return std::ranges::any_of(expectations_.of(server), [&](const Expected& other) {
    return other.is_edge && at < other.at && other.at <= at + decided_within;
  });
}

bool Judge::is_preceded(std::size_t server, Instant at) const {
  return std::ranges::any_of(expectations_.of(server), [&](const Expected& other) {
    if (!other.is_edge || other.at >= at) return false;
    const auto able = fleet_.able(other.at, decided_within);
    return able > other.at && able + decided_within >= at;
  });
}

bool Judge::is_made_up_later(std::size_t server, const Expected& expected) const {
  // The look in which it could be made up for may hear of what comes a moment later, too.
  const auto until = fleet_.able(expected.at, decided_within) + decided_within;
  for (auto it = decisions_.upper_bound({server, expected.at});
       it != decisions_.end() && it->first.first == server && it->first.second <= until; ++it)
    // Several edges that were missed come to the last of them, also where that leaves it on.
    if (it->second->because == "kept_on" ||
        (it->second->operation && asks_for_it(expected, *it->second)))
      return true;
  return false;
}

bool Judge::asks_for_it(const Expected& expected, const DecisionRow& decision) {
  const auto& types = expected.types_of_edges;
  if (types.contains("")) return expected.of_edges.has(decision.doing);
  return types.contains(decision.type) &&
         (expected.of_edges.has(decision.doing) || expected.of_edges.has(Doing::nothing));
}

void Judge::judge_done(std::size_t server, const DecisionRow& decision) {
  const auto at = decision.at;
  if (decision.outcome == "unavailable" && switches(decision))
    found("missed: {} was decided for {} at {}, and is said to be unavailable",
          word(decision.doing), name(server), to_iso8601(at));
  const auto within = is_database(server)     ? database_done_within
                      : decision.type.empty() ? done_within
                                              : resized_within;
  if (!decision.operation || decision.doing == Doing::reboot || !is_calm(server, at, within))
    return;
  if (order_.turn_came(decision)) return;
  const auto wished =
      decision.doing == Doing::start ? InstanceState::running : InstanceState::stopped;
  // The next thing that is to happen to it may come first.
  const auto latest = at + within;
  for (const auto& other : expectations_.of(server))
    if (other.at > at && other.at < latest &&
        !(other.allowed.has(decision.doing) && other.types.contains(decision.type)))
      return;
  const bool is_done = decision.doing == Doing::nothing || was_in(server, wished, at, latest);
  const bool has_type = decision.type.empty() || had_type(server, decision.type, at, latest);
  if (!is_done || (!has_type && !is_database(server)))
    found("late: {} was not done to {} within {} min of {}", wish_of(decision.doing, decision.type),
          name(server), within / 1min, to_iso8601(at));
}

bool Judge::is_calm(std::size_t server, Instant at, minutes within) const {
  const auto from = at - 45min, to = at + within;
  for (const auto& harm : scenario_.harms)
    if (harm.at <= to && harm.at + harm.length + 70min >= from) return false;
  if (expectations_.is_unsure(server, from, to) || has_fault(server, from, to)) return false;
  return std::ranges::none_of(expectations_.of(server), [&](const Expected& other) {
    return other.at < at && other.at > at - within;
  });
}

void Judge::judge_decided() {
  for (const auto& one : records_.decisions) {
    if (scenario_.servers[one.server].tenant != one.tenant)
      found("foreign: something was decided for {} at {} by another tenant", name(one.server),
            to_iso8601(one.at));
    if (!one.is_wish()) continue;
    judge_lateness(one);
    if (expectations_.is_unsure(one.server, one.at - 3min, one.at + 3min)) continue;
    if (expectations_.possible(one.server, one.at).has(one.doing) &&
        expectations_.possible_types(one.server, one.at).contains(one.type))
      continue;
    if (is_made_up(one)) continue;
    // It may have been decided later, by other rules.
    if (const auto able = fleet_.able(one.at, decided_within);
        expectations_.is_unsure(one.server, one.at, std::max(able, one.at) + decided_within))
      continue;
    found("unexplained: {} was decided for {} at {} because of {}", wish_of(one.doing, one.type),
          name(one.server), to_iso8601(one.at), one.because);
  }
}

void Judge::judge_fires() {
  for (const auto& fire : records_.fires) {
    const auto off = fleet_.clock_error();
    auto able = fleet_.able(fire.due_at, decided_within);
    // Who has lost writes needs so much longer, and may die meanwhile.
    const auto lost = fleet_.lost_writing(fire.due_at, able);
    able = std::max(fire.due_at, fleet_.able(fire.due_at, decided_within + lost));
    if (fire.fired_at < fire.due_at - off)
      found("early: {} of {} was fired at {}", fire.schedule, to_iso8601(fire.due_at),
            to_iso8601(fire.fired_at));
    if (fire.fired_at > able + decided_within + off + lost)
      found("late: {} of {} was fired at {}, although a process could have at {}", fire.schedule,
            to_iso8601(fire.due_at), to_iso8601(fire.fired_at), to_iso8601(able));
  }
}

void Judge::judge_lateness(const DecisionRow& decision) {
  if (!decision.operation) return;
  const auto asked_at = records_.operations.at(*decision.operation).requested_at;
  if (order_.turn_came(decision)) return;
  if (asked_at - decision.at <= catch_up + 2 * fleet_.clock_error() + 30s) return;
  const auto& all = expectations_.of(decision.server);
  const auto found_at = std::ranges::find(all, decision.at, &Expected::at);
  if (found_at == all.end() || found_at->is_edge || expectations_.is_enforced(decision.server))
    return;
  // What somebody has said holds until they said: it is due as long as that.
  if (decision.because == "override" &&
      expectations_.possible(decision.server, asked_at).has(decision.doing))
    return;
  found("too late: {} of {} at {} was asked for at {}", word(decision.doing), name(decision.server),
        to_iso8601(decision.at), to_iso8601(asked_at));
}

}  // namespace mirante::simulation::judging
