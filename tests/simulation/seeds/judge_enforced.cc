#include <algorithm>
#include <ranges>

#include "tests/simulation/seeds/judging.h"

namespace mirante::simulation::judging {
namespace {

using namespace std::chrono;

/// Mode enforce looks that often, at instants that are multiples of it.
constexpr auto enforced_every = 5min;

}  // namespace

void Judge::judge_enforced(std::size_t server) {
  auto at = ceil<minutes>(scenario_.begin + enforced_every);
  at += (enforced_every - at.time_since_epoch() % enforced_every) % enforced_every;
  for (; at < scenario_.end - 10min; at += enforced_every) {
    if (!expectations_.is_enforced(server, at)) continue;
    const auto from = at - enforced_every, to = at + decided_within;
    const auto is_on = expectations_.known(server, from, to);
    const auto types = expectations_.types(server, at);
    const auto type = known_type(server, from, to);
    // Where it is not known which of two types is wished, nothing is demanded.
    if (!type || (types.size() > 1 && types.contains(""))) continue;
    const bool has_type = types.contains("") || types.contains(*type) || is_database(server);
    const auto allowed = expectations_.allowed(server, at);
    const auto doing = allowed.has(Doing::start) ? Doing::start : Doing::stop;
    if (!is_on || !allowed.is_demand() || !allowed.has(doing)) continue;
    if (fleet_.able(at, decided_within) > at || fleet_.was_harmed(from, to) ||
        expectations_.is_unsure(server, from, to))
      continue;
    const auto decision = decisions_.find({server, at});
    const bool is_decided = decision != decisions_.end() && decision->second->doing == doing;
    if (*is_on == (doing == Doing::start) && has_type) {
      if (is_decided && !expectations_.is_looked_at(server, at) &&
          !order_.is_gate(*decision->second))
        found("needless: {} was enforced for {} at {}, which was known to be so", word(doing),
              name(server), to_iso8601(at));
    } else if (*is_on == (doing == Doing::start) && was_resized_in_vain(server, at)) {
      continue;
    } else if (!is_decided && !is_under_way(server, doing, at) &&
               !order_.waits(server, doing, at)) {
      found("missed: {} was not enforced for {} at {}", word(doing), name(server), to_iso8601(at));
    }
  }
}

bool Judge::is_under_way(std::size_t server, Doing doing, Instant at) const {
  const auto kind = kind_of(doing, server);
  return std::ranges::any_of(records_.operations | std::views::values, [&](const auto& operation) {
    return (operation.kind == kind || operation.kind == resize) && operation.requested_at < at &&
           std::ranges::any_of(
               operation.targets,
               [&](const TargetRow& target) {
                 return target.server == server && (!target.ended_at || *target.ended_at > at);
               });
  });
}

bool Judge::was_resized_in_vain(std::size_t server, Instant at) const {
  const OperationRow* last = nullptr;
  bool is_in_vain = false;
  for (const auto& operation : records_.operations | std::views::values) {
    if (operation.kind != resize || operation.requested_at >= at) continue;
    if (last != nullptr && operation.requested_at < last->requested_at) continue;
    for (const auto& target : operation.targets)
      if (target.server == server) {
        last = &operation;
        is_in_vain = target.outcome != "succeeded" && target.outcome != "refused";
      }
  }
  return last != nullptr && is_in_vain;
}

std::optional<std::string> Judge::known_type(std::size_t server, Instant from, Instant to) const {
  const auto& types = types_[server];
  for (const auto& [id, operation] : records_.operations) {
    if (operation.kind != resize || operation.requested_at > to) continue;
    for (const auto& target : operation.targets)
      if (target.server == server &&
          (!target.ended_at || *target.ended_at > from - 2min || target.outcome == "needs_person"))
        return std::nullopt;
  }
  std::optional<std::string> last;
  for (const auto& one : types)
    if (one.at <= to) last = one.type;
  return last;
}

}  // namespace mirante::simulation::judging
